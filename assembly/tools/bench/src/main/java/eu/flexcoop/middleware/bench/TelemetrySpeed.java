package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The chain from samples in MongoDB over cleaning and 15-minute documents to HBase: beside the plain clients of both stores per CPU
 * second, its delay at a fixed rate, the heap meanwhile, the cost per sample of fleets of many sizes, and the read of a year.
 */
final class TelemetrySpeed {
    static final String SECTION = "Telemetry";
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final int BOXES = 16;
    private static final int METERS = 64;
    private static final int MINUTES_PER_REPORT = 3;
    /** Smaller fleets would send more than one sample of a device per 100 ms. */
    private static final int LIVE_FROM = 1000;

    private static final int GOAL_PERCENT = 50;
    private static final int ROUNDS = 2;

    private final Plan plan;
    private final Installation installation;
    private final String token;
    private final Operator operator;
    private final StoredSide stored;
    private final SeriesTable table;
    private final Consumer<Figure> show;

    /**
     * @param token of a service
     * @param show gets each figure as soon as it is known
     */
    TelemetrySpeed(
            Plan plan,
            Installation installation,
            String token,
            StoredSide stored,
            SeriesTable table,
            Consumer<Figure> show) {
        this.plan = plan;
        this.installation = installation;
        this.token = token;
        this.operator = Operator.of(plan);
        this.stored = stored;
        this.table = table;
        this.show = show;
    }

    void measure() throws Exception {
        show.accept(Figure.plain(
                SECTION,
                "load average of the machine before",
                Machine.loadAverage(),
                "processes",
                "what else runs takes part in all figures"));
        PlainStores.Outcome plain = new PlainStores(SECTION, plan, stored, table, installation.serverPids()).measure();
        plain.figures().forEach(show);
        chain(plain.slowest());
        new YearOfADevice(SECTION, plan, token, stored, table).measure().forEach(show);
        new FleetSizes(SECTION, plan, stored, table, installation.pids(), show).measure((fleet, devices) -> {
            if (devices >= LIVE_FROM) {
                new LivePace(SECTION, plan, installation, stored, table).measure(fleet, devices, show);
            }
        });
    }

    /** Samples that pile up while the routes are stopped, and what the routes then need for them. */
    private void chain(double slowest) throws Exception {
        try (Fleet fleet = Fleet.plain(plan, BOXES, METERS, METERS)) {
            List<String> devices = stored.devices(fleet.venIds());
            Arrival arrival = new Arrival(stored, table, devices, AT_MOST);
            for (int round = 1; round <= ROUNDS; round++) {
                int quarters = Math.max(1, plan.sizes().backlog() / (BOXES * METERS));
                drain(
                        "chain of samples 15 minutes apart",
                        arrival,
                        Sending.POWER,
                        () -> new PowerReports(plan.http(), fleet.boxes())
                                .send((long) quarters * METERS / PowerReports.SAMPLES),
                        (long) BOXES * (quarters * METERS / PowerReports.SAMPLES) * PowerReports.SAMPLES,
                        round,
                        slowest);
                int reports = Math.max(1, plan.sizes().backlog() / (BOXES * METERS * MINUTES_PER_REPORT));
                Sending registers = Sending.registers(reports, MINUTES_PER_REPORT, METERS);
                drain(
                        "chain of registers 1 minute apart",
                        arrival,
                        Sending.ENERGY,
                        () -> registers.send(fleet.boxes(), List.of(plan.http())),
                        BOXES * registers.samples(),
                        round,
                        slowest);
            }
        }
    }

    private interface Filling {
        void send() throws IOException, InterruptedException;
    }

    private void drain(
            String name, Arrival arrival, String metric, Filling filling, long samples, int round, double slowest)
            throws IOException, InterruptedException {
        arrival.settles();
        operator.stopRoutes();
        long before = table.count(arrival.devices(), metric);
        filling.send();
        CpuMeter cpu = CpuMeter.fromNow(installation.pids());
        long began = System.nanoTime();
        operator.startRoutes();
        boolean settled = arrival.settles();
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<String, Double> spent = cpu.spent();
        long values = table.count(arrival.devices(), metric) - before;
        if (round < ROUNDS) {
            return; // the first round warms up
        }
        double perCpuSecond = samples / CpuMeter.sum(spent);
        show.accept(new Figure(
                SECTION,
                name,
                samples / seconds,
                "samples/s",
                Optional.empty(),
                OptionalDouble.of(CpuMeter.sum(spent) * 1000 / samples),
                settled ? 0 : 1,
                String.format(
                        Locale.ROOT,
                        "%d samples, %d values in %.1f s; %.0f per CPU second; %s",
                        samples,
                        values,
                        seconds,
                        perCpuSecond,
                        CpuMeter.per1000(spent, samples))));
        show.accept(Figure.plain(
                SECTION,
                name + ", per CPU second, of what the slower plain client does",
                100 * perCpuSecond / slowest,
                "%",
                "%.0f of %.0f; goal: at least %d".formatted(perCpuSecond, slowest, GOAL_PERCENT)));
    }
}
