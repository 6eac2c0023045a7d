package eu.flexcoop.middleware.http.hub.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletResponse;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import eu.flexcoop.middleware.http.api.ErrorFormat;

/**
 * What a caller reads when something went wrong.
 *
 * @param status HTTP status
 * @param id stable code of the case, or the number under which the log has the details
 * @param retryAfterSeconds when to try again, told with 429 and 503
 */
record ErrorAnswer(int status, String id, String message, String advice, long retryAfterSeconds) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String CHALLENGE = "Bearer realm=\"flexcoop\"";
    static final long RETRY_AFTER_SECONDS = 5;

    ErrorAnswer(int status, String id, String message, String advice) {
        this(status, id, message, advice, RETRY_AFTER_SECONDS);
    }

    Response toResponse() {
        return complete(Response.status(status));
    }

    Response complete(Response.ResponseBuilder response) {
        response.type(MediaType.APPLICATION_JSON_TYPE).entity(json());
        if (status == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        } else if (isLater()) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
        }
        return response.build();
    }

    void write(HttpServletResponse response, ErrorFormat format) throws IOException {
        byte[] body = body(format);
        response.setStatus(status);
        response.setContentType(contentType(format));
        response.setContentLength(body.length);
        if (status == 401) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        } else if (isLater()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds));
        }
        response.getOutputStream().write(body);
    }

    private boolean isLater() {
        return status == 429 || status == 503;
    }

    private static String contentType(ErrorFormat format) {
        return switch (format) {
            case JSON -> MediaType.APPLICATION_JSON;
            case TEXT -> "text/plain;charset=utf-8";
        };
    }

    private byte[] body(ErrorFormat format) {
        return switch (format) {
            case JSON -> json();
            case TEXT -> "%s. %s (%s)%n".formatted(message, advice, id).getBytes(StandardCharsets.UTF_8);
        };
    }

    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("_status", "ERR");
            json.writeObjectFieldStart("_error");
            json.writeNumberField("code", status);
            json.writeStringField("message", message);
            json.writeStringField("advice", advice);
            json.writeStringField("id", id);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
