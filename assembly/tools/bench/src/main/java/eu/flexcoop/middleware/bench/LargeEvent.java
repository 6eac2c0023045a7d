package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.Filters;
import org.awaitility.Awaitility;
import org.bson.Document;

/**
 * One event for a whole fleet. The VENs that poll are enrolled and registered like any box; those that do not are written into
 * {@code virtual_end_node} in the form in which the VTN stores them, because 10 000 certificates take minutes to make.
 */
final class LargeEvent {
    static final String SECTION = "Event for many VENs";
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration BEFORE = Duration.ofSeconds(15);
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Plan plan;
    private final String token;
    private final StoredSide stored;
    private final Map<String, Long> pids;
    private final List<String> silent;

    /** @param pids of the middleware and its servers */
    LargeEvent(Plan plan, String token, StoredSide stored, Map<String, Long> pids) {
        this.plan = plan;
        this.token = token;
        this.stored = stored;
        this.pids = pids;
        this.silent = IntStream.range(0, plan.sizes().vens() - plan.sizes().polling())
                .mapToObj(number -> new UUID(0xbe2eL << 48, number).toString())
                .toList();
    }

    /** @param fleet the VENs that poll */
    List<Figure> measure(Fleet fleet) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        stored.collection("virtual_end_node")
                .insertMany(silent.stream().map(this::ven).toList());
        byte[] request = request(fleet);
        try (Pollers pollers = new Pollers(fleet.boxes(), PERIOD);
                KeepAlive connection = new KeepAlive(plan.http(), Optional.empty())) {
            // connections and code of the first polls are no part of what follows
            Thread.sleep(PERIOD.multipliedBy(5).toMillis());
            pollers.times(SECTION, "", PERIOD);
            Thread.sleep(BEFORE.toMillis());
            figures.add(pollers.times(SECTION, "polls that find nothing, before the event", BEFORE));
            CpuMeter cpu = CpuMeter.fromNow(pids);
            long began = System.nanoTime();
            String id = create(connection, request);
            figures.add(seconds("POST /1/dr_events until its answer", began, System.nanoTime(), size(request)));
            awaitCounts(connection, id, counts -> total(counts) == plan.sizes().vens(), AT_MOST);
            figures.add(seconds(
                    "until it is shown with all its deliveries",
                    began,
                    System.nanoTime(),
                    plan.sizes().vens() + " VENs"));
            boolean all = pollers.awaitEvents(AT_MOST);
            long received = all ? pollers.lastReceived() : System.nanoTime();
            figures.add(
                    all
                            ? seconds(
                                    "until all VENs that poll have it",
                                    began,
                                    received,
                                    fleet.boxes().size() + " VENs, a poll per second each")
                            : Figure.failed(
                                    SECTION, "until all VENs that poll have it", pollers.without() + " never got it"));
            Duration during = Duration.ofNanos(System.nanoTime() - began);
            figures.add(pollers.times(SECTION, "polls that find nothing, from POST until all have it", during));
            figures.add(pollers.timesWithEvent(SECTION, "polls that bring the event", during));
            cpu.spent()
                    .forEach((name, spent) -> figures.add(Figure.plain(
                            SECTION, "CPU of %s from POST until all have it".formatted(name), spent, "s", "")));
            figures.add(counts(connection, id, fleet.boxes().size()));
        }
        return figures;
    }

    private static Figure seconds(String name, long began, long end, String note) {
        return Figure.plain(SECTION, name, (end - began) / 1e9, "s", note);
    }

    private static String size(byte[] request) {
        return "%d kB".formatted(request.length / 1000);
    }

    private Document ven(String id) {
        return new Document("_id", id)
                .append("ven_id", id)
                .append("registration_id", "bench-" + id)
                .append("registration_state", "registered")
                .append("oadr_ven_name", "bench-" + id)
                .append("account_id", plan.account())
                .append("aggregator_id", plan.aggregator())
                .append("fingerprint", "bench-" + id)
                .append("oadr_report_only", false)
                .append("oadr_http_pull_model", true)
                .append("registered_at", new Date());
    }

    private byte[] request(Fleet fleet) {
        String targets = Stream.concat(fleet.venIds().stream(), silent.stream())
                .map("{\"ven_id\":\"%s\"}"::formatted)
                .collect(Collectors.joining(","));
        return """
                {"targets":[%s],"dtstart":"%s","market_context":"http://bench.flexcoop.invalid",\
                "intervals":[{"duration":"PT1H","value":1500}]}"""
                .formatted(targets, Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS))
                .getBytes(StandardCharsets.UTF_8);
    }

    private String create(KeepAlive connection, byte[] request) throws IOException {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
        HttpAnswer answer =
                connection.send("POST", "/1/dr_events", headers, request).expect(201);
        return JSON.readTree(answer.body()).path("event_id").asText();
    }

    /** Deliveries of each state, as the API counts them; empty while the event is not shown. */
    private JsonNode deliveries(KeepAlive connection, String id) throws IOException {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + token);
        HttpAnswer answer = connection.send("GET", "/1/dr_events/" + id, headers, new byte[0]);
        return answer.status() == 404
                ? JSON.createObjectNode()
                : JSON.readTree(answer.expect(200).body()).path("deliveries");
    }

    private interface Wanted {
        boolean holds(JsonNode counts);
    }

    private void awaitCounts(KeepAlive connection, String id, Wanted wanted, Duration atMost) {
        Awaitility.await("deliveries of the event")
                .atMost(atMost)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .until(() -> wanted.holds(deliveries(connection, id)));
    }

    private static long total(JsonNode counts) {
        long total = 0;
        for (JsonNode count : counts) {
            total += count.asLong();
        }
        return total;
    }

    /** All answers of those that poll have to be counted, and everybody else has to be queued. */
    private Figure counts(KeepAlive connection, String id, int answering) throws IOException {
        long queued = silent.size();
        awaitCounts(connection, id, counts -> counts.path("opt_in").asLong() == answering, AT_MOST);
        JsonNode counts = deliveries(connection, id);
        return counts.path("queued").asLong() == queued
                ? Figure.plain(SECTION, "deliveries that the API counts", total(counts), "VENs", counts.toString())
                : Figure.failed(SECTION, "deliveries that the API counts", counts.toString());
    }

    /** Removes the event and the VENs that were stored for it. */
    void forget() {
        var mine = Filters.in("ven_id", silent);
        stored.collection("event_delivery")
                .distinct("event_id", Filters.in("ven_id", silent.subList(0, 1)), String.class)
                .forEach(id -> {
                    stored.collection("event_delivery").deleteMany(Filters.eq("event_id", id));
                    stored.collection("opt").deleteMany(Filters.eq("event_id", id));
                    stored.collection("events").deleteOne(Filters.eq("event_id", id));
                });
        stored.collection("ven_outbox").deleteMany(mine);
        stored.collection("virtual_end_node").deleteMany(mine);
    }
}
