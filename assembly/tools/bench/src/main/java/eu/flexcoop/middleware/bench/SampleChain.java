package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/** The way of samples from the box to HBase while everything runs, and the plain client of HBase beside it. */
final class SampleChain {
    private static final Instant FIRST = Instant.parse("2001-01-01T00:00:00Z");
    private static final long QUARTER_HOUR_SECONDS = 900;

    private final String section;
    private final Plan plan;
    private final Fleet fleet;
    private final Arrival arrival;
    private final Map<String, Long> pids;

    /** @param pids of the middleware, under that name, and of its servers */
    SampleChain(String section, Plan plan, Fleet fleet, Arrival arrival, Map<String, Long> pids) {
        this.section = section;
        this.plan = plan;
        this.fleet = fleet;
        this.arrival = arrival;
        this.pids = pids;
    }

    /** Sends reports from all boxes at once and waits until the last value is in HBase. */
    List<Figure> through(Sending sending) throws IOException, InterruptedException {
        long samples = fleet.boxes().size() * sending.samples();
        long values = fleet.boxes().size() * sending.values();
        CpuMeter cpu = CpuMeter.fromNow(pids);
        long began = System.nanoTime();
        sending.send(fleet.boxes(), List.of(plan.vtn()));
        double acknowledged = (System.nanoTime() - began) / 1e9;
        Arrival.Outcome outcome = arrival.await(sending.metric(), values);
        double seconds = (outcome.end() - began) / 1e9;
        return List.of(
                Figure.plain(
                        section,
                        "acknowledged by the VTN",
                        samples / acknowledged,
                        "samples/s",
                        "reports of %d".formatted(sending.samples() / sending.reports())),
                drained(section, "from the box until in HBase", samples, values, outcome.values(), seconds, cpu));
    }

    /** Samples per second until all values were in HBase; those that are missing are errors. */
    static Figure drained(
            String section, String name, long samples, long values, long found, double seconds, CpuMeter cpu) {
        Map<String, Double> spent = cpu.spent();
        double middleware = spent.entrySet().stream()
                .filter(each -> each.getKey().startsWith(Installation.MIDDLEWARE))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        String note = found < values
                ? "only %d of %d values arrived within %.0f s".formatted(found, values, seconds)
                : "%d samples in %.1f s, %d values are in HBase; %s"
                        .formatted(samples, seconds, values, CpuMeter.per1000(spent, samples));
        return new Figure(
                section,
                name,
                samples * (found / (double) values) / seconds,
                "samples/s",
                Optional.empty(),
                OptionalDouble.of(middleware * 1000 / samples),
                Math.max(0, values - found),
                note);
    }

    /** As many cells as the middleware stored at least, with the same keys, for as long as other measurements take. */
    static Figure plainClient(String section, SeriesTable table, long points, Duration measured) throws IOException {
        table.createOwn();
        try {
            table.putOwn(UUID.randomUUID().toString(), Sending.POWER, FIRST, QUARTER_HOUR_SECONDS, 5_000);
            long began = System.nanoTime();
            long cells = 0;
            while (cells < points || System.nanoTime() - began < measured.toNanos()) {
                table.putOwn(UUID.randomUUID().toString(), Sending.POWER, FIRST, QUARTER_HOUR_SECONDS, 10_000);
                cells += 10_000;
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            return Figure.plain(
                    section,
                    "  plain client of HBase: put, 1000 per call",
                    cells / seconds,
                    "cells/s",
                    "1 thread, %d cells in %.1f s".formatted(cells, seconds));
        } finally {
            table.dropOwn();
        }
    }
}
