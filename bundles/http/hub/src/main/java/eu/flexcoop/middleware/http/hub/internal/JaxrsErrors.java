package eu.flexcoop.middleware.http.hub.internal;

import java.util.Locale;
import javax.ws.rs.WebApplicationException;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import javax.ws.rs.ext.Provider;

/** Gives the errors of JAX-RS itself (no such path, method, media type) the common form. */
@Provider
final class JaxrsErrors implements ExceptionMapper<WebApplicationException> {
    @Override
    public Response toResponse(WebApplicationException error) {
        Response response = error.getResponse();
        return response.hasEntity() ? response : answer(response).complete(Response.fromResponse(response));
    }

    private static ErrorAnswer answer(Response response) {
        int status = response.getStatus();
        String reason = response.getStatusInfo().getReasonPhrase();
        return new ErrorAnswer(
                status, "http:" + reason.toLowerCase(Locale.ROOT).replace(' ', '-'), reason, advice(status));
    }

    private static String advice(int status) {
        return switch (status) {
            case 400 -> "Check the syntax of address, headers and body.";
            case 404 -> "Check the address.";
            case 405 -> "The Allow header names the methods of this address.";
            case 406 -> "Send an Accept header that this address can satisfy.";
            case 415 -> "Send the Content-Type that this address reads.";
            default -> status < 500 ? "Change the request." : "Try again later.";
        };
    }
}
