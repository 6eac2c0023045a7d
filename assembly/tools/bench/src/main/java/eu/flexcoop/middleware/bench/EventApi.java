package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.Filters;
import org.awaitility.Awaitility;

/** Events over REST, as an operator makes and watches them. Used by one thread at a time. */
final class EventApi implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeepAlive connection;
    private final Map<String, String> headers;

    EventApi(Plan plan, String token) {
        connection = new KeepAlive(plan.http(), Optional.empty());
        headers = Map.of("Authorization", "Bearer " + token);
    }

    /** The body that asks for an event of an hour in an hour for these VENs. */
    static byte[] request(List<String> vens) {
        String targets = vens.stream().map("{\"ven_id\":\"%s\"}"::formatted).collect(Collectors.joining(","));
        return """
                {"targets":[%s],"dtstart":"%s","market_context":"http://bench.flexcoop.invalid",\
                "intervals":[{"duration":"PT1H","value":1500}]}"""
                .formatted(targets, Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** @return the id of the event */
    String create(byte[] request) throws IOException {
        Map<String, String> typed =
                Map.of("Authorization", headers.get("Authorization"), "Content-Type", "application/json");
        HttpAnswer answer =
                connection.send("POST", "/1/dr_events", typed, request).expect(201);
        return JSON.readTree(answer.body()).path("event_id").asText();
    }

    /** Deliveries of each state, as the API counts them; empty while the event is not shown. */
    JsonNode deliveries(String id) throws IOException {
        HttpAnswer answer = connection.send("GET", "/1/dr_events/" + id, headers, new byte[0]);
        return answer.status() == 404
                ? JSON.createObjectNode()
                : JSON.readTree(answer.expect(200).body()).path("deliveries");
    }

    void awaitDeliveries(String id, Predicate<JsonNode> wanted, Duration atMost) {
        Awaitility.await("deliveries of the event")
                .atMost(atMost)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .until(() -> wanted.test(deliveries(id)));
    }

    static long total(JsonNode counts) {
        long total = 0;
        for (JsonNode count : counts) {
            total += count.asLong();
        }
        return total;
    }

    /** Removes all events that one of the VENs was a target of, and what waits for the VENs. */
    static void forget(StoredSide stored, List<String> vens) {
        stored.collection("event_delivery")
                .distinct("event_id", Filters.in("ven_id", vens.subList(0, 1)), String.class)
                .forEach(id -> {
                    stored.collection("event_delivery").deleteMany(Filters.eq("event_id", id));
                    stored.collection("opt").deleteMany(Filters.eq("event_id", id));
                    stored.collection("events").deleteOne(Filters.eq("event_id", id));
                });
        stored.collection("ven_outbox").deleteMany(Filters.in("ven_id", vens));
    }

    @Override
    public void close() {
        connection.close();
    }
}
