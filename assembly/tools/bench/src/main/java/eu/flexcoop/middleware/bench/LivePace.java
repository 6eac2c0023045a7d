package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Samples of now at a fixed rate, whatever the middleware makes of it, and how long one of them takes until it is in its 15-minute
 * document and in HBase. A device that reported nothing before sends one sample per second for that; its document and its cell are
 * searched for in the stores.
 */
final class LivePace {
    private static final int RATE = 5000;
    private static final int CONNECTIONS = 16;
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final String section;
    private final Plan plan;
    private final Installation installation;
    private final StoredSide stored;
    private final SeriesTable table;

    LivePace(String section, Plan plan, Installation installation, StoredSide stored, SeriesTable table) {
        this.section = section;
        this.plan = plan;
        this.installation = installation;
        this.stored = stored;
        this.table = table;
    }

    /** For as long as the heap is to be watched. */
    void measure(Fleet fleet, int devices, Consumer<Figure> show) throws Exception {
        int probes = Math.toIntExact(Math.min(200, plan.longLoad().toSeconds()));
        try (Fleet probe = Fleet.plain(plan, 1, probes, 0);
                Pace pace = new Pace(fleet.boxes(), plan)) {
            FreshSamples fresh = new FreshSamples(probe.boxes().get(0), plan.http(), stored, table);
            ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
            try {
                Map<String, Long> pids = installation.pids();
                Future<List<Double>> heap =
                        threads.submit(() -> HeapReadings.during(plan.longLoad(), installation.pid()));
                CpuMeter cpu = CpuMeter.fromNow(pids);
                long sent = pace.reports();
                long began = System.nanoTime();
                fresh.measure(plan.longLoad());
                double seconds = (System.nanoTime() - began) / 1e9;
                long samples = (pace.reports() - sent) * PowerReports.SAMPLES;
                String of = "%d devices: ".formatted(devices);
                show.accept(pace.figure(section, of, samples / seconds, cpu.spent()));
                show.accept(lag(of + "until a sample is in its 15-minute document", fresh.documents(), fresh, 5));
                show.accept(lag(of + "until a sample is in HBase", fresh.cells(), fresh, 10));
                HeapReadings.figures(section, of, heap.get()).forEach(show);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private Figure lag(String what, Histogram micros, FreshSamples fresh, int goalSeconds) {
        String note = String.format(
                Locale.ROOT,
                "from its acknowledgement, at %d samples/s; %d of %d arrived; goal: %d s; milliseconds on the right",
                RATE,
                micros.getTotalCount(),
                fresh.sent(),
                goalSeconds);
        Figure latencies = Load.figure(
                section, what, micros, 1, OptionalDouble.empty(), fresh.sent() - micros.getTotalCount(), note);
        return new Figure(
                section,
                what,
                micros.getValueAtPercentile(50) / 1e6,
                "s",
                latencies.latency(),
                OptionalDouble.empty(),
                latencies.errors(),
                note);
    }

    /** Sends reports at fixed times over a few connections; a report's time counts from when it was due. */
    private static final class Pace implements AutoCloseable {
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CONNECTIONS);
        private final List<KeepAlive> connections = new ArrayList<>();
        private final Recorder micros = new Recorder(LONGEST_MICROS, 3);
        private final AtomicLong reports = new AtomicLong();
        private final AtomicLong errors = new AtomicLong();
        private final AtomicReference<String> firstError = new AtomicReference<>("");

        Pace(List<BenchBox> boxes, Plan plan) {
            List<List<BenchBox>> parts = PowerReports.parts(boxes, CONNECTIONS);
            long pause = TimeUnit.SECONDS.toNanos(1) * PowerReports.SAMPLES * parts.size() / RATE;
            for (List<BenchBox> own : parts) {
                KeepAlive connection = new KeepAlive(plan.http(), Optional.empty());
                connections.add(connection);
                Sender sender = new Sender(
                        own, connection, System.nanoTime() + pause * connections.size() / parts.size(), pause);
                threads.scheduleAtFixedRate(sender, sender.due - System.nanoTime(), pause, TimeUnit.NANOSECONDS);
            }
        }

        long reports() {
            return reports.get();
        }

        Figure figure(String section, String of, double samplesPerSecond, Map<String, Double> spent) {
            Histogram histogram = micros.getIntervalHistogram();
            double all = CpuMeter.sum(spent) * 1000 / (histogram.getTotalCount() * (double) PowerReports.SAMPLES);
            String note = firstError.get().isEmpty()
                    ? "reports of %d; %s"
                            .formatted(
                                    PowerReports.SAMPLES,
                                    CpuMeter.per1000(spent, histogram.getTotalCount() * PowerReports.SAMPLES))
                    : firstError.get();
            Figure figure = Load.figure(section, "", histogram, 1, OptionalDouble.empty(), errors.get(), note);
            return new Figure(
                    section,
                    of + "samples of now, of %d per second that are due".formatted(RATE),
                    samplesPerSecond,
                    "samples/s",
                    figure.latency(),
                    OptionalDouble.of(all),
                    errors.get(),
                    note);
        }

        private final class Sender implements Runnable {
            private final List<BenchBox> boxes;
            private final KeepAlive connection;
            private final long pause;
            private long due;
            private int next;

            Sender(List<BenchBox> boxes, KeepAlive connection, long due, long pause) {
                this.boxes = boxes;
                this.connection = connection;
                this.due = due;
                this.pause = pause;
            }

            @Override
            public void run() {
                try {
                    byte[] report = boxes.get(next++ % boxes.size()).report(PowerReports.SAMPLES, Instant.now());
                    VtnLoad.report(connection, report);
                    reports.incrementAndGet();
                    micros.recordValue(Math.min(LONGEST_MICROS, Math.max(0, (System.nanoTime() - due) / 1000)));
                } catch (IOException | RuntimeException e) {
                    // whatever a client meets is an error of the measurement, to be counted and shown
                    errors.incrementAndGet();
                    firstError.compareAndSet("", e.toString());
                } finally {
                    due += pause;
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
            connections.forEach(KeepAlive::close);
        }
    }
}
