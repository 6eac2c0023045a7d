package eu.flexcoop.middleware.http.hub.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

/**
 * What a caller reads when something went wrong.
 *
 * @param status HTTP status
 * @param id stable code of the case, or the number under which the log has the details
 */
record ErrorAnswer(int status, String id, String message, String advice) {
    private static final JsonFactory JSON = new JsonFactory();

    Response toResponse() {
        return complete(Response.status(status));
    }

    Response complete(Response.ResponseBuilder response) {
        response.type(MediaType.APPLICATION_JSON_TYPE).entity(json());
        if (status == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"flexcoop\"");
        } else if (status == 503) {
            response.header(HttpHeaders.RETRY_AFTER, 5);
        }
        return response.build();
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
