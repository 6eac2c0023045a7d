package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Demand response events as an operator handles them over REST. */
final class DrEvents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final URI root;
    private final String token;

    /** @param root address of a node, for example {@code http://127.0.0.1:8181/} */
    DrEvents(URI root, String token) {
        this.root = root;
        this.token = token;
    }

    /** LOAD_DISPATCH of one kilowatt. */
    String create(String venId, Instant start, Duration duration) throws Exception {
        return create(venId, start, duration, "");
    }

    /** @param more further fields, each with a comma in front */
    String create(String venId, Instant start, Duration duration, String more) throws Exception {
        return create(
                venId, start, duration, "\"name\": \"LOAD_DISPATCH\", \"type\": \"delta\", \"unit\": \"kW\"", -1, more);
    }

    /** SIMPLE, which each VEN knows, at the first level. */
    String createSimple(String venId, Instant start, Duration duration) throws Exception {
        return create(venId, start, duration, "\"name\": \"SIMPLE\", \"type\": \"level\"", 1, "");
    }

    private String create(String venId, Instant start, Duration duration, String signal, int value, String more)
            throws Exception {
        return created(
                """
                {"targets": [{"ven_id": "%s"}], "market_context": "http://coop.example/%s", "dtstart": "%s",
                 "signals": [{%s, "intervals": [{"duration": "%s", "value": %d}]}]%s}
                """
                        // a market context of its own, as events of one market context may not overlap
                        .formatted(venId, VenMessages.id(), text(start), signal, duration, value, more));
    }

    String created(String body) throws Exception {
        return post("dr_events", body).get("event_id").asText();
    }

    /** Makes one row or several of a resource. */
    JsonNode post(String resource, String body) throws Exception {
        HttpResponse<String> created = send(request("1/" + resource)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return JSON.readTree(created.body());
    }

    JsonNode read(String resource, String id) throws Exception {
        return json(send(request("1/%s/%s".formatted(resource, id)).GET()));
    }

    JsonNode rows(String resource, String where) throws Exception {
        return json(send(request("1/%s?where=%s".formatted(resource, encoded(where)))
                        .GET()))
                .get("_items");
    }

    void change(String eventId, String changes) throws Exception {
        HttpResponse<String> changed = send(request("1/dr_events/" + eventId)
                .header("Content-Type", "application/json")
                .header("If-Match", etag(eventId))
                .method("PATCH", HttpRequest.BodyPublishers.ofString(changes)));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    }

    void cancel(String eventId) throws Exception {
        HttpResponse<String> cancelled = send(request("1/dr_events/" + eventId)
                .header("If-Match", etag(eventId))
                .DELETE());
        assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(204);
    }

    JsonNode get(String eventId) throws Exception {
        return json(send(request("1/dr_events/" + eventId).GET()));
    }

    private String etag(String eventId) throws Exception {
        return send(request("1/dr_events/" + eventId).GET())
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }

    /** What one VEN has done about the event. */
    JsonNode delivery(String eventId, String venId) throws Exception {
        JsonNode items = json(send(request("1/dr_event_deliveries?where="
                                + encoded("{\"event_id\":\"%s\",\"ven_id\":\"%s\"}".formatted(eventId, venId)))
                        .GET()))
                .get("_items");
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    String state(String eventId, String venId) throws Exception {
        return delivery(eventId, venId).get("state").asText();
    }

    /** Rows of a resource that belong to one account. */
    JsonNode ofAccount(String resource, String account) throws Exception {
        return json(send(request("1/%s?where=%s"
                                .formatted(resource, encoded("{\"account_id\":\"%s\"}".formatted(account))))
                        .GET()))
                .get("_items");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000Z");
    }
}
