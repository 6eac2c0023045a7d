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
import java.util.function.BiFunction;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The way of samples from the box to HBase, and the plain client of HBase beside it. A sample counts when a scan finds it in
 * the table of the middleware.
 */
final class SampleChain {
    static final String METRIC = "watts";
    static final String ENERGY = "kwh";

    private static final String SECTION = "Samples to HBase";
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final long QUARTER_HOUR_SECONDS = 900;
    private static final long MINUTES_PER_QUARTER_HOUR = 15;

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

    /** Samples of power a quarter of an hour apart: each is one document and one cell. */
    List<Figure> power(int reportsPerBox, int samplesPerReport) throws IOException, InterruptedException {
        long cells = (long) reportsPerBox * samplesPerReport;
        return through("", METRIC, BenchBox::report, reportsPerBox, samplesPerReport, cells);
    }

    /** Readings of an energy register a minute apart: fifteen make one document and one cell. */
    List<Figure> registers(int reportsPerBox, int samplesPerReport) throws IOException, InterruptedException {
        long minutes = (long) reportsPerBox * samplesPerReport - 1;
        long cells = (minutes + MINUTES_PER_QUARTER_HOUR - 1) / MINUTES_PER_QUARTER_HOUR;
        return through(
                "1-minute registers, ", ENERGY, BenchBox::registerReport, reportsPerBox, samplesPerReport, cells);
    }

    /** Sends reports from all boxes at once and waits until the last value is in HBase. */
    private List<Figure> through(
            String what,
            String metric,
            BiFunction<BenchBox, Integer, byte[]> report,
            int reportsPerBox,
            int samplesPerReport,
            long cellsPerBox)
            throws IOException, InterruptedException {
        long total = (long) fleet.boxes().size() * reportsPerBox * samplesPerReport;
        long cells = fleet.boxes().size() * cellsPerBox;
        List<String> devices = stored.devices(fleet.venIds());
        double cpuBefore = ProcessFigures.cpuSeconds(middleware);
        long began = System.nanoTime();
        String error = send(report, reportsPerBox, samplesPerReport);
        double acknowledged = (System.nanoTime() - began) / 1e9;
        long arrived = arrivals(devices, metric, cells);
        double seconds = (System.nanoTime() - began) / 1e9;
        OptionalDouble cpu =
                OptionalDouble.of((ProcessFigures.cpuSeconds(middleware) - cpuBefore) * 1000 / Math.max(1, total));
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.plain(
                SECTION,
                what + "acknowledged by the VTN",
                total / acknowledged,
                "samples/s",
                "reports of " + samplesPerReport));
        String note = error.isEmpty() && arrived < cells
                ? "only %d of %d values arrived within %d s".formatted(arrived, cells, TIMEOUT.toSeconds())
                : error.isEmpty() ? "%d samples, %d values in %.1f s".formatted(total, cells, seconds) : error;
        figures.add(new Figure(
                SECTION,
                what + "from the box until in HBase",
                total * (arrived / (double) cells) / seconds,
                "samples/s",
                Optional.empty(),
                cpu,
                cells - arrived,
                note));
        return figures;
    }

    /** Empty text, or the first error. */
    private String send(BiFunction<BenchBox, Integer, byte[]> report, int reportsPerBox, int samplesPerReport)
            throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(fleet.boxes().size());
        try {
            List<Future<Void>> sent = new ArrayList<>();
            for (BenchBox box : fleet.boxes()) {
                sent.add(threads.submit(() -> {
                    try (BoxReports client = new BoxReports(box)) {
                        for (int i = 0; i < reportsPerBox; i++) {
                            client.send(report.apply(box, samplesPerReport));
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

    private long arrivals(List<String> devices, String metric, long total) throws IOException {
        long[] arrived = {0};
        try {
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(GLANCE)
                    .until(() -> {
                        // cheap to ask; the scan, which costs HBase something, is the last word
                        if (stored.isUnderWay(devices)) {
                            return false;
                        }
                        arrived[0] = table.count(devices, metric);
                        return arrived[0] >= total;
                    });
        } catch (ConditionTimeoutException e) {
            arrived[0] = table.count(devices, metric);
        }
        return arrived[0];
    }

    /** Waits until nothing that the boxes sent is under way; false if that takes too long. */
    boolean settles(List<String> devices) {
        try {
            Awaitility.await()
                    .atMost(TIMEOUT)
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
        BoxReports(BenchBox box) {
            super(box);
        }

        void send(byte[] report) throws IOException {
            exchange("EiReport", report);
        }

        @Override
        public void request() {
            throw new UnsupportedOperationException("It sends what it is told to");
        }
    }
}
