package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
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
        byte[] request = EventApi.request(
                Stream.concat(fleet.venIds().stream(), silent.stream()).toList());
        try (Pollers pollers = new Pollers(fleet.boxes(), PERIOD);
                EventApi events = new EventApi(plan, token)) {
            // connections and code of the first polls are no part of what follows
            Thread.sleep(PERIOD.multipliedBy(5).toMillis());
            pollers.times(SECTION, "", PERIOD);
            Thread.sleep(BEFORE.toMillis());
            figures.add(pollers.times(SECTION, "polls that find nothing, before the event", BEFORE));
            CpuMeter cpu = CpuMeter.fromNow(pids);
            long began = System.nanoTime();
            String id = events.create(request);
            figures.add(seconds("POST /1/dr_events until its answer", began, System.nanoTime(), size(request)));
            events.awaitDeliveries(
                    id, counts -> EventApi.total(counts) == plan.sizes().vens(), AT_MOST);
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
            figures.add(counts(events, id, fleet.boxes().size()));
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

    /** All answers of those that poll have to be counted, and everybody else has to be queued. */
    private Figure counts(EventApi events, String id, int answering) throws IOException {
        long queued = silent.size();
        events.awaitDeliveries(id, counts -> counts.path("opt_in").asLong() == answering, AT_MOST);
        JsonNode counts = events.deliveries(id);
        return counts.path("queued").asLong() == queued
                ? Figure.plain(
                        SECTION, "deliveries that the API counts", EventApi.total(counts), "VENs", counts.toString())
                : Figure.failed(SECTION, "deliveries that the API counts", counts.toString());
    }

    /** Removes the event and the VENs that were stored for it. */
    void forget() {
        EventApi.forget(stored, silent);
        stored.collection("virtual_end_node").deleteMany(Filters.in("ven_id", silent));
    }
}
