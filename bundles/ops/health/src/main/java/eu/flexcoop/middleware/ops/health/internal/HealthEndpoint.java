package eu.flexcoop.middleware.ops.health.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/** {@code /health}: every check with its sentence, 200 while requests can be served, otherwise 503. */
@Component(service = JaxrsEndpoint.class)
public final class HealthEndpoint implements JaxrsEndpoint {
    private static final JsonFactory JSON = new JsonFactory();

    private final HealthBoard board;

    @Activate
    public HealthEndpoint(@Reference HealthBoard board) {
        this.board = board;
    }

    @Override
    public String address() {
        return "/health";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public List<Object> resources() {
        return List.of(new Page(board));
    }

    /** The pages themselves. */
    @Path("/")
    @Produces(MediaType.APPLICATION_JSON)
    public static final class Page {
        private final HealthBoard board;

        Page(HealthBoard board) {
            this.board = board;
        }

        /** @param tag shows the checks with this tag only; null shows all */
        @GET
        public Response all(@QueryParam("tag") String tag) {
            List<CheckResult> results = board.results().stream()
                    .filter(result -> tag == null || result.tags().contains(tag))
                    .toList();
            return answer(results);
        }

        /** Answers while the process lives; runs no check. */
        @GET
        @Path("live")
        public Response live() {
            return answer(List.of());
        }

        private static Response answer(List<CheckResult> results) {
            Result.Status status = HealthBoard.worst(results);
            return Response.status(CheckResult.serves(status) ? 200 : 503)
                    .header("Cache-Control", "no-store")
                    .entity(json(status, results))
                    .build();
        }
    }

    static byte[] json(Result.Status status, List<CheckResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("status", status.name());
            json.writeArrayFieldStart("checks");
            for (CheckResult result : results) {
                json.writeStartObject();
                json.writeStringField("name", result.name());
                json.writeStringField("status", result.status().name());
                json.writeStringField("message", result.sentence());
                json.writeFieldName("tags");
                json.writeArray(
                        result.tags().toArray(String[]::new), 0, result.tags().size());
                json.writeNumberField("took_ms", result.took().toMillis());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
