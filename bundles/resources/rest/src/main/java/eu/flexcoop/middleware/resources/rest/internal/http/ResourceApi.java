package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.HEAD;
import javax.ws.rs.OPTIONS;
import javax.ws.rs.PATCH;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.SecurityContext;
import javax.ws.rs.core.UriInfo;

import eu.flexcoop.middleware.resources.rest.internal.message.ErrorResponses;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Every address below the root of the API. Which ones exist is decided per request by the definitions, so JAX-RS routes nothing
 * but methods.
 */
@Path("/")
public final class ResourceApi {
    private static final String ANY = "{path:.*}";

    private final ErrorResponses errors;
    private final Router router;

    public ResourceApi(Router router, ErrorResponses errors) {
        this.errors = errors;
        this.router = router;
    }

    @GET
    @Path(ANY)
    public Response get(
            @PathParam("path") String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security) {
        return answer("GET", path, uri, headers, security, InputStream.nullInputStream());
    }

    @HEAD
    @Path(ANY)
    public Response head(
            @PathParam("path") String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security) {
        return answer("HEAD", path, uri, headers, security, InputStream.nullInputStream());
    }

    @OPTIONS
    @Path(ANY)
    public Response options(
            @PathParam("path") String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security) {
        return answer("OPTIONS", path, uri, headers, security, InputStream.nullInputStream());
    }

    @POST
    @Path(ANY)
    public Response post(
            @PathParam("path") String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            InputStream body) {
        return answer("POST", path, uri, headers, security, body);
    }

    @PATCH
    @Path(ANY)
    public Response patch(
            @PathParam("path") String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            InputStream body) {
        return answer("PATCH", path, uri, headers, security, body);
    }

    @PUT
    @Path(ANY)
    public Response put(
            @PathParam("path") String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            InputStream body) {
        return answer("PUT", path, uri, headers, security, body);
    }

    @DELETE
    @Path(ANY)
    public Response delete(
            @PathParam("path") String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security) {
        return answer("DELETE", path, uri, headers, security, InputStream.nullInputStream());
    }

    private Response answer(
            String method, String path, UriInfo uri, HttpHeaders headers, SecurityContext security, InputStream body) {
        RestResponse answer = respond(method, path, uri, headers, security, body);
        Response.ResponseBuilder response = Response.status(answer.status());
        answer.headers().forEach(response::header);
        if (answer.body() != null) {
            response.header(HttpHeaders.CONTENT_TYPE, "application/json");
            if (!method.equals("HEAD")) {
                response.entity(answer.body());
            }
        }
        return response.build();
    }

    private RestResponse respond(
            String method, String path, UriInfo uri, HttpHeaders headers, SecurityContext security, InputStream body) {
        if (!(security.getUserPrincipal() instanceof Caller caller)) {
            return errors.of(unread(method, path), Problem.unauthorized())
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"flexcoop\"");
        }
        try {
            return router.answer(new RestRequest(
                    method,
                    trimmed(path),
                    query(uri),
                    headers::getHeaderString,
                    body == null ? InputStream.nullInputStream() : body,
                    caller,
                    base(uri, headers)));
        } catch (Problem e) {
            return errors.of(unread(method, path), e);
        }
    }

    /** For errors that come before the request is read. */
    private static RestRequest unread(String method, String path) {
        return new RestRequest(method, path, Map.of(), name -> null, InputStream.nullInputStream(), null, "");
    }

    private static Map<String, String> query(UriInfo uri) {
        // not from the request URI: that refuses braces and bars, which clients of Eve send as they are
        StringBuilder raw = new StringBuilder();
        uri.getQueryParameters(false).forEach((name, values) -> raw.append(raw.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(Objects.toString(values.get(values.size() - 1), "")));
        return RestRequest.query(raw.toString());
    }

    /** The root as the client addressed it: CXF puts its own idea of the host into base URIs. */
    private static String base(UriInfo uri, HttpHeaders headers) {
        URI base = uri.getBaseUri();
        String host =
                Optional.ofNullable(headers.getHeaderString(HttpHeaders.HOST)).orElse(base.getAuthority());
        String root = "%s://%s%s".formatted(base.getScheme(), host, base.getPath());
        return root.endsWith("/") ? root : root + "/";
    }

    private static String trimmed(String path) {
        int start = path.startsWith("/") ? 1 : 0;
        int end = path.length() > start && path.endsWith("/") ? path.length() - 1 : path.length();
        return path.substring(start, Math.max(start, end));
    }
}
