package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.model.Filters;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import eu.flexcoop.middleware.bench.PushedVen.Behaviour;

/**
 * An event for many VENs of the push model, all due at the same moment. They are written into the collections of the VTN in the form in
 * which it stores them, since 10 000 certificates take minutes to make; they have listeners here. The event is created while the VENs
 * are not due, so that its creation is no part of what is measured.
 */
final class ManyPushes {
    static final String SECTION = "Push to many VENs";
    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** Until each node knows the VENs, and until a due time comes that was set. */
    private static final Duration AHEAD = Duration.ofSeconds(5);

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final Plan plan;
    private final String token;
    private final StoredSide stored;
    private final Installation installation;

    ManyPushes(Plan plan, String token, StoredSide stored, Installation installation) {
        this.plan = plan;
        this.token = token;
        this.stored = stored;
        this.installation = installation;
    }

    /** @param fleet one box, whose certificate the listener of the VENs shows */
    List<Figure> measure(Fleet fleet) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (PushListener plain = new PushListener(Optional.empty());
                PushListener tls = new PushListener(Optional.of(fleet.tls()))) {
            List<PushedVen> overHttp = vens("http", plain);
            List<PushedVen> overTls = vens("tls", tls);
            try {
                register(overHttp);
                register(overTls);
                Thread.sleep(AHEAD.toMillis());
                Map<String, Long> one = installation.pids();
                round("warm-up", overHttp, false, plain, one);
                round("warm-up", overTls, false, tls, one);
                figures.add(round("over plain HTTP", overHttp, false, plain, one));
                figures.add(round("over TLS", overTls, false, tls, one));
                figures.add(round("over TLS, beside VENs that are dead, slow or fail", overTls, true, tls, one));
                figures.add(twoNodes(overTls, tls));
            } finally {
                forget(overHttp);
                forget(overTls);
            }
        }
        return figures;
    }

    private Figure twoNodes(List<PushedVen> vens, PushListener listener) throws Exception {
        try (SecondNode second = SecondNode.start(plan, installation)) {
            Map<String, Long> pids = new LinkedHashMap<>(installation.pids());
            pids.put(Installation.MIDDLEWARE + " 2", second.pid());
            round("warm-up", vens, false, listener, pids);
            return round("two nodes, over TLS, beside the same VENs", vens, true, listener, pids);
        }
    }

    private List<PushedVen> vens(String group, PushListener listener) throws IOException {
        URI dead = listener.deadAddress();
        return PushedVen.mixed(group, plan.sizes().vens(), listener.address(), dead);
    }

    private void register(List<PushedVen> vens) {
        stored.collection("virtual_end_node")
                .insertMany(vens.stream().map(ven -> ven.registration(plan)).toList());
    }

    /**
     * The times from due to delivered of the VENs that answer.
     *
     * @param all whether those that do not answer are due too
     */
    private Figure round(String name, List<PushedVen> vens, boolean all, PushListener listener, Map<String, Long> pids)
            throws IOException, InterruptedException {
        List<PushedVen> answering = vens.stream().filter(PushedVen::answers).toList();
        List<PushedVen> due = all ? vens : answering;
        queue(due);
        listener.begin();
        Instant at = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
        makeDue(due, at);
        Thread.sleep(Duration.between(Instant.now(), at).toMillis());
        CpuMeter cpu = CpuMeter.fromNow(withClient(pids));
        boolean delivered = await(() -> listener.reached() >= answering.size());
        boolean settled = await(() -> waiting(vens, Behaviour.ANSWERS) == 0);
        Map<String, Double> spent = cpu.spent();
        if (all) {
            settled = await(() -> waiting(vens, Behaviour.SLOW) == 0) && settled;
        }
        return figure(name, at, answering, listener, spent, delivered && settled);
    }

    private static Map<String, Long> withClient(Map<String, Long> pids) {
        Map<String, Long> all = new LinkedHashMap<>(pids);
        all.put("client", ProcessHandle.current().pid());
        all.remove("hbase");
        all.remove("amqp");
        return all;
    }

    private Figure figure(
            String name,
            Instant at,
            List<PushedVen> answering,
            PushListener listener,
            Map<String, Double> spent,
            boolean complete) {
        Histogram micros = new Histogram(LONGEST_MICROS, 3);
        Instant last = at;
        long wrong = 0;
        for (PushedVen ven : answering) {
            Optional<PushListener.Arrivals> arrived = listener.of(ven.id());
            if (arrived.isEmpty() || arrived.get().count() != 1) {
                wrong++;
            }
            if (arrived.isPresent()) {
                Instant first = arrived.get().first();
                micros.recordValue(Math.max(0, ChronoUnit.MICROS.between(at, first)));
                last = first.isAfter(last) ? first : last;
            }
        }
        double middleware = spent.entrySet().stream()
                .filter(each -> each.getKey().startsWith(Installation.MIDDLEWARE))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        String problem = listener.error().isEmpty()
                ? "%d VENs got it not at all or not once, all answers taken: %s".formatted(wrong, complete)
                : listener.error();
        boolean good = wrong == 0 && complete && listener.error().isEmpty();
        return Load.figure(
                SECTION,
                name,
                micros,
                ChronoUnit.MICROS.between(at, last) / 1e6,
                OptionalDouble.of(middleware),
                good ? 0 : Math.max(1, wrong),
                good ? CpuMeter.per1000(spent, answering.size()) : problem);
    }

    /** A new event waits for each of the VENs, and none of them is due. */
    private void queue(List<PushedVen> vens) throws IOException {
        List<String> ids = ids(vens);
        stored.collection("ven_push").deleteMany(Filters.in("_id", ids));
        EventApi.forget(stored, ids);
        try (EventApi events = new EventApi(plan, token)) {
            String id = events.create(EventApi.request(ids));
            events.awaitDeliveries(id, counts -> counts.path("queued").asLong() == ids.size(), AT_MOST);
        }
        await(() -> waiting(vens, Behaviour.ANSWERS) == count(vens, Behaviour.ANSWERS));
    }

    private void makeDue(List<PushedVen> vens, Instant at) {
        stored.collection("ven_push")
                .insertMany(vens.stream().map(ven -> ven.due(Date.from(at))).toList());
    }

    /** Messages of those of the VENs that behave so. */
    private long waiting(List<PushedVen> vens, Behaviour behaviour) {
        String prefix = PushedVen.prefix(vens.get(0).group(), behaviour);
        return stored.collection("ven_outbox")
                .countDocuments(Filters.and(Filters.gt("ven_id", prefix), Filters.lt("ven_id", prefix + "~")));
    }

    private interface Condition {
        boolean holds();
    }

    /** False if it has not come within the time. */
    private static boolean await(Condition condition) {
        try {
            Awaitility.await()
                    .atMost(AT_MOST)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(PAUSE)
                    .until(condition::holds);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static long count(List<PushedVen> vens, Behaviour behaviour) {
        return vens.stream().filter(ven -> ven.behaviour() == behaviour).count();
    }

    private static List<String> ids(List<PushedVen> vens) {
        return vens.stream().map(PushedVen::id).toList();
    }

    private void forget(List<PushedVen> vens) {
        List<String> ids = ids(vens);
        stored.collection("ven_push").deleteMany(Filters.in("_id", ids));
        stored.collection("virtual_end_node").deleteMany(Filters.in("_id", ids));
        stored.collection("ven_presence").deleteMany(Filters.in("_id", ids));
        EventApi.forget(stored, ids);
    }
}
