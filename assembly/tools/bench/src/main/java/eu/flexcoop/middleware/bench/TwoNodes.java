package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;

/**
 * The same load on one node and on two, on the same servers: the second is measured first and both have worked before, so that
 * neither measurement meets a JVM that has just started.
 */
final class TwoNodes {
    static final String SECTION = "One node and two";
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final int MINUTES_PER_REPORT = 3;
    /** The second node has a JVM that has just started. */
    private static final Duration WARM_UP = Duration.ofSeconds(40);

    private final Plan plan;
    private final Operator operator;
    private final Installation installation;
    private final StoredSide stored;
    private final List<String> devices;
    private final Arrival arrival;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "bench-operator");
        thread.setDaemon(true);
        return thread;
    });

    TwoNodes(
            Plan plan,
            Operator operator,
            Installation installation,
            StoredSide stored,
            SeriesTable table,
            Fleet fleet) {
        this.plan = plan;
        this.operator = operator;
        this.installation = installation;
        this.stored = stored;
        this.devices = stored.devices(fleet.venIds());
        this.arrival = new Arrival(stored, table, devices, AT_MOST);
    }

    List<Figure> measure(Fleet fleet) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (SecondNode second = SecondNode.start(plan, installation)) {
            Map<String, Long> pids = new LinkedHashMap<>(installation.pids());
            pids.put(Installation.MIDDLEWARE + " 2", second.pid());
            List<URI> both = List.of(plan.vtn(), second.vtn());
            List<Operator> operators = List.of(operator, second.operator());
            drain("warm-up", fleet, both, operators, pids, 0);
            figures.addAll(drain("two nodes", fleet, both, operators, pids, 1));
            figures.add(reports("two nodes", fleet, both, pids));
            arrival.settles();
        }
        figures.addAll(drain("one node", fleet, List.of(plan.vtn()), List.of(operator), installation.pids(), 2));
        figures.add(reports("one node", fleet, List.of(plan.vtn()), installation.pids()));
        arrival.settles();
        figures.add(Figure.plain(
                SECTION,
                "cores of this machine",
                Runtime.getRuntime().availableProcessors(),
                "cores",
                "nodes, servers and boxes share them: compare CPU per sample, a rate cannot double here"));
        return figures;
    }

    /**
     * Reports of samples pile up, then all nodes work on them. The time begins when the first range has been worked off, because
     * routes that are started by the shell begin at different times.
     *
     * @param rounds that went before
     */
    private List<Figure> drain(
            String nodes, Fleet fleet, List<URI> vtns, List<Operator> operators, Map<String, Long> pids, int rounds)
            throws IOException, InterruptedException, ExecutionException {
        int perReport = fleet.boxes().size() * plan.sizes().devices() * MINUTES_PER_REPORT;
        int reports = Math.max(1, plan.sizes().backlog() / perReport);
        Sending sending =
                Sending.registers(reports, MINUTES_PER_REPORT, plan.sizes().devices());
        long values = fleet.boxes().size()
                * Sending.registers(
                                reports * (rounds + 1),
                                MINUTES_PER_REPORT,
                                plan.sizes().devices())
                        .values();
        allAtOnce(operators, Operator::stopRoutes);
        sending.send(fleet.boxes(), vtns);
        long waiting = stored.countPending(StoredSide.RAW, devices);
        Future<?> started = threads.submit(() -> {
            allAtOnce(operators, Operator::startRoutes);
            return null;
        });
        long left = firstProgress(waiting);
        long samples = fleet.boxes().size() * sending.samples() * left / waiting;
        CpuMeter cpu = CpuMeter.fromNow(pids);
        long began = System.nanoTime();
        Arrival.Outcome outcome = arrival.await(sending.metric(), values);
        started.get();
        return List.of(SampleChain.drained(
                SECTION,
                nodes + ": backlog until in HBase",
                samples,
                values,
                outcome.values(),
                (outcome.end() - began) / 1e9,
                cpu));
    }

    /** Ranges that are left when the first have been worked off. */
    private long firstProgress(long waiting) {
        long[] left = {waiting};
        Awaitility.await("progress of the routes")
                .atMost(AT_MOST)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    left[0] = stored.countPending(StoredSide.RAW, devices);
                    return left[0] < waiting;
                });
        return left[0];
    }

    private interface Command {
        void on(Operator operator) throws Exception;
    }

    private void allAtOnce(List<Operator> operators, Command command) throws InterruptedException, ExecutionException {
        List<Future<?>> running = new ArrayList<>();
        for (Operator each : operators) {
            running.add(threads.submit(() -> {
                command.on(each);
                return null;
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }

    private Figure reports(String nodes, Fleet fleet, List<URI> vtns, Map<String, Long> pids) throws Exception {
        List<Long> middleware = pids.entrySet().stream()
                .filter(each -> each.getKey().startsWith(Installation.MIDDLEWARE))
                .map(Map.Entry::getValue)
                .toList();
        String name = nodes + ": reports with 1 sample";
        load(WARM_UP, middleware, fleet, vtns, name);
        CpuMeter cpu = CpuMeter.fromNow(pids);
        Figure figure = load(plan.measured(), middleware, fleet, vtns, name);
        double count = figure.value() * plan.measured().toSeconds();
        return figure.errors() > 0 ? figure : figure.withNote(CpuMeter.per1000(cpu.spent(), count));
    }

    private Figure load(Duration time, List<Long> middleware, Fleet fleet, List<URI> vtns, String name)
            throws Exception {
        return new VtnLoad(new Load(Duration.ZERO, time, middleware, Optional.empty()), fleet.boxes(), vtns)
                .reports(SECTION, name, box -> box.report(1));
    }
}
