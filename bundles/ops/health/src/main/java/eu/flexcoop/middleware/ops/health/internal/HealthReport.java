package eu.flexcoop.middleware.ops.health.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;

/**
 * The results of several checks as JSON: {@code status} (the worst), and for each check {@code name}, {@code status},
 * {@code message}, {@code tags}, {@code took_ms}.
 *
 * @param results sorted by name
 */
record HealthReport(Result.Status status, List<ExplainedResult> results) {
    private static final JsonFactory JSON = new JsonFactory();

    /** @param withoutChecks the status if there are no results */
    static HealthReport of(List<HealthCheckExecutionResult> executed, Result.Status withoutChecks) {
        List<ExplainedResult> results = executed.stream()
                .map(ExplainedResult::of)
                .sorted(Comparator.comparing(ExplainedResult::name))
                .toList();
        Result.Status worst = results.stream()
                .map(ExplainedResult::status)
                .max(Comparator.naturalOrder())
                .orElse(withoutChecks);
        return new HealthReport(worst, results);
    }

    /** Whether requests can be served: a warning is no reason to send them elsewhere. */
    boolean serves() {
        return status == Result.Status.OK || status == Result.Status.WARN;
    }

    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("status", status.name());
            json.writeArrayFieldStart("checks");
            for (ExplainedResult result : results) {
                write(json, result);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, ExplainedResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", result.name());
        json.writeStringField("status", result.status().name());
        json.writeStringField("message", result.message());
        json.writeFieldName("tags");
        json.writeArray(result.tags().toArray(String[]::new), 0, result.tags().size());
        json.writeNumberField("took_ms", result.tookMillis());
        json.writeEndObject();
    }
}
