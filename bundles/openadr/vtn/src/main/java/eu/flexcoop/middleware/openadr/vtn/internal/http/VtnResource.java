package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.HeaderParam;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.security.api.CertificateIdentity;

/** The HTTP side of the VTN: who is there, which service, bytes in and out. */
@Path("/")
public final class VtnResource {
    private static final Logger LOG = LoggerFactory.getLogger(VtnResource.class);
    private static final String CERTIFICATES = "javax.servlet.request.X509Certificate";
    private static final String RETRY_AFTER_SECONDS = "10";
    /** What clients in the field call XML: avob says text/plain, curl calls everything a form. */
    private static final Set<String> XML_TYPES =
            Set.of("application/xml", "text/xml", "text/plain", "application/x-www-form-urlencoded");

    private final VtnDispatcher dispatcher;
    private final CertificateIdentity identity;
    private final boolean allowWithoutCertificate;
    private final OadrWriter writer = new OadrWriter();

    VtnResource(VtnDispatcher dispatcher, CertificateIdentity identity, boolean allowWithoutCertificate) {
        this.dispatcher = dispatcher;
        this.identity = identity;
        this.allowWithoutCertificate = allowWithoutCertificate;
    }

    /** @param path one segment; clients that glue addresses together double the slash or leave one behind */
    @POST
    @Path("{path: .*}")
    public Response post(
            @PathParam("path") String path,
            @HeaderParam("Content-Type") String type,
            @Context HttpServletRequest request,
            InputStream body)
            throws IOException {
        Optional<OadrService> service = OadrService.ofPath(withoutSlashes(path));
        if (service.isEmpty()) {
            return plain(404, "There is no service '%s' of OpenADR 2.0b here".formatted(path));
        }
        if (!isXml(type)) {
            return plain(415, "Send application/xml, not '%s'".formatted(type));
        }
        Optional<Peer> peer = peer(request.getAttribute(CERTIFICATES));
        if (peer.isEmpty()) {
            LOG.warn("{} was called from {} without a certificate of a box", path, request.getRemoteAddr());
            return plain(403, "A valid client certificate of a box is needed");
        }
        return http(dispatcher.handle(service.get(), peer.get(), body));
    }

    private static String withoutSlashes(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return path.substring(from, to);
    }

    private static boolean isXml(String type) {
        if (type == null) {
            return true;
        }
        int end = type.indexOf(';');
        return XML_TYPES.contains(
                (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT));
    }

    private Optional<Peer> peer(Object certificates) {
        if (certificates instanceof X509Certificate[] chain && chain.length > 0) {
            return identity.identify(chain[0]).map(Peer::of);
        }
        return allowWithoutCertificate ? Optional.of(Peer.WITHOUT_CERTIFICATE) : Optional.empty();
    }

    private Response http(Answer answer) {
        if (answer.payload().isPresent()) {
            return Response.ok(writer.write(answer.payload().get()), "application/xml")
                    .build();
        }
        if (answer.status() == 200) {
            return Response.ok().build();
        }
        return plain(answer.status(), answer.reason());
    }

    private static Response plain(int status, String reason) {
        Response.ResponseBuilder response =
                Response.status(status).entity(reason + "\n").type("text/plain;charset=utf-8");
        return (status == 503 ? response.header("Retry-After", RETRY_AFTER_SECONDS) : response).build();
    }
}
