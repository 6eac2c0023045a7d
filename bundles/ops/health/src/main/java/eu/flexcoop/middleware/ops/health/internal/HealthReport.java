package eu.flexcoop.middleware.ops.health.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;

/**
 * The results of several checks as JSON: {@code status} (the worst), and for each check {@code name}, {@code status},
 * {@code message}, {@code tags}, {@code took_ms}.
 *
 * @param status OK if there are no results
 * @param results sorted by name
 */
record HealthReport(Result.Status status, List<HealthCheckExecutionResult> results) {
    private static final JsonFactory JSON = new JsonFactory();

    static HealthReport of(List<HealthCheckExecutionResult> results) {
        List<HealthCheckExecutionResult> sorted = results.stream()
                .sorted(Comparator.comparing(HealthReport::name))
                .toList();
        Result.Status worst = sorted.stream()
                .map(HealthReport::status)
                .max(Comparator.naturalOrder())
                .orElse(Result.Status.OK);
        return new HealthReport(worst, sorted);
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
            for (HealthCheckExecutionResult result : results) {
                write(json, result);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, HealthCheckExecutionResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name(result));
        json.writeStringField("status", status(result).name());
        json.writeStringField("message", message(result.getHealthCheckResult()));
        json.writeArrayFieldStart("tags");
        for (String tag : result.getHealthCheckMetadata().getTags()) {
            json.writeString(tag);
        }
        json.writeEndArray();
        json.writeNumberField("took_ms", result.getElapsedTimeInMs());
        json.writeEndObject();
    }

    private static String name(HealthCheckExecutionResult result) {
        return result.getHealthCheckMetadata().getName();
    }

    private static Result.Status status(HealthCheckExecutionResult result) {
        return result.getHealthCheckResult().getStatus();
    }

    /** The entries that explain a status that is not OK; otherwise the last entry. */
    private static String message(Result result) {
        String why = StreamSupport.stream(result.spliterator(), false)
                .filter(entry -> entry.getStatus() != Result.Status.OK)
                .map(ResultLog.Entry::getMessage)
                .collect(Collectors.joining(" "));
        if (!why.isEmpty()) {
            return why;
        }
        String last = "";
        for (ResultLog.Entry entry : result) {
            last = entry.getMessage();
        }
        return last;
    }
}
