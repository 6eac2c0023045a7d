package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The way of samples from the box to HBase, and the plain client of HBase beside it. A sample counts when a scan finds it in
 * the table of the middleware.
 */
final class SampleChain {
    static final String METRIC = "watts";

    private static final String SECTION = "Samples to HBase";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final long QUARTER_HOUR_SECONDS = 900;

    private final Fleet fleet;
    private final StoredSide stored;
    private final SeriesTable table;
    private final long middleware;

    SampleChain(Fleet fleet, StoredSide stored, SeriesTable table, long middleware) {
        this.fleet = fleet;
        this.stored = stored;
        this.table = table;
        this.middleware = middleware;
    }

    /** Sends reports from all boxes at once and waits until the last sample is in HBase. */
    List<Figure> through(int reportsPerBox, int samplesPerReport) throws IOException, InterruptedException {
        long total = (long) fleet.boxes().size() * reportsPerBox * samplesPerReport;
        List<String> devices = stored.devices(fleet.venIds());
        double cpuBefore = ProcessFigures.cpuSeconds(middleware);
        long began = System.nanoTime();
        String error = send(reportsPerBox, samplesPerReport);
        double acknowledged = (System.nanoTime() - began) / 1e9;
        long arrived = arrivals(devices, total);
        double seconds = (System.nanoTime() - began) / 1e9;
        OptionalDouble cpu =
                OptionalDouble.of((ProcessFigures.cpuSeconds(middleware) - cpuBefore) * 1000 / Math.max(1, arrived));
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.plain(
                SECTION,
                "acknowledged by the VTN",
                total / acknowledged,
                "samples/s",
                "reports of " + samplesPerReport));
        String note = error.isEmpty() && arrived < total
                ? "only %d of %d samples arrived within %d s".formatted(arrived, total, PATIENCE.toSeconds())
                : error.isEmpty() ? "%d samples in %.1f s".formatted(total, seconds) : error;
        figures.add(new Figure(
                SECTION,
                "from the box until in HBase",
                arrived / seconds,
                "samples/s",
                Optional.empty(),
                cpu,
                total - arrived,
                note));
        return figures;
    }

    /** Empty text, or the first error. */
    private String send(int reportsPerBox, int samplesPerReport) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(fleet.boxes().size());
        try {
            List<Future<Void>> sent = new ArrayList<>();
            for (BenchBox box : fleet.boxes()) {
                sent.add(threads.submit(() -> {
                    try (BoxReports client = new BoxReports(box)) {
                        for (int i = 0; i < reportsPerBox; i++) {
                            client.send(samplesPerReport);
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> one : sent) {
                one.get();
            }
            return "";
        } catch (ExecutionException e) {
            return e.getCause().toString();
        } finally {
            threads.shutdownNow();
        }
    }

    private long arrivals(List<String> devices, long total) throws IOException {
        long[] arrived = {0};
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(GLANCE)
                    .until(() -> {
                        // cheap to ask; the scan, which costs HBase something, is the last word
                        if (stored.isUnderWay(devices)) {
                            return false;
                        }
                        arrived[0] = table.count(devices, METRIC);
                        return arrived[0] >= total;
                    });
        } catch (ConditionTimeoutException e) {
            arrived[0] = table.count(devices, METRIC);
        }
        return arrived[0];
    }

    /** Waits until nothing that the boxes sent is under way; false if that takes too long. */
    boolean settles(List<String> devices) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(GLANCE)
                    .until(() -> !stored.isUnderWay(devices));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** As many cells as the boxes sent at least, with the same keys, for as long as other measurements take. */
    Figure plainClient(int points, Duration measured) throws IOException {
        table.createOwn();
        try {
            Instant first = Instant.parse("2001-01-01T00:00:00Z");
            table.putOwn(UUID.randomUUID().toString(), METRIC, first, QUARTER_HOUR_SECONDS, 5_000);
            long began = System.nanoTime();
            long cells = 0;
            while (cells < points || System.nanoTime() - began < measured.toNanos()) {
                table.putOwn(UUID.randomUUID().toString(), METRIC, first, QUARTER_HOUR_SECONDS, 10_000);
                cells += 10_000;
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            return Figure.plain(
                    SECTION,
                    "  plain client: put, 1000 per call, 1 thread",
                    cells / seconds,
                    "cells/s",
                    "%d cells in %.1f s".formatted(cells, seconds));
        } finally {
            table.dropOwn();
        }
    }

    /** One box that sends reports as fast as they are acknowledged. */
    private static final class BoxReports extends VtnLoad.BoxClient {
        private final BenchBox box;

        BoxReports(BenchBox box) {
            super(box);
            this.box = box;
        }

        void send(int samples) throws IOException {
            exchange("EiReport", box.report(samples));
        }

        @Override
        public void request() {
            throw new UnsupportedOperationException("It sends what it is told to");
        }
    }
}
