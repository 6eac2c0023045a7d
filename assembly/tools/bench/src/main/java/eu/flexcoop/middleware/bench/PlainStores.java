package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.bson.Document;

/**
 * What the plain clients of MongoDB and HBase reach on this machine, one thread each, one after the other. The CPU time is that of
 * the client and of its server together, as a client alone moves nothing.
 */
final class PlainStores {
    private static final Instant FIRST = Instant.parse("2001-01-01T00:00:00Z");
    private static final long QUARTER_HOUR_SECONDS = 900;
    private static final int BATCH = 1000;
    private static final int POINTS_OF_A_DEVICE = 10_000;

    private final String section;
    private final Plan plan;
    private final StoredSide stored;
    private final SeriesTable table;
    private final Map<String, Long> servers;

    /** @param servers processes of MongoDB and HBase by name */
    PlainStores(String section, Plan plan, StoredSide stored, SeriesTable table, Map<String, Long> servers) {
        this.section = section;
        this.plan = plan;
        this.stored = stored;
        this.table = table;
        this.servers = servers;
    }

    /**
     * Rates of the three, and what the slower writer does with a second of CPU time.
     *
     * @param slowest items per CPU second of the slower one of the two writers
     */
    record Outcome(List<Figure> figures, double slowest) {}

    /** What is repeated until the time is over; the number of items that one call moves. */
    private interface Work {
        long once() throws IOException;
    }

    private record Speed(Figure figure, double perCpuSecond) {}

    Outcome measure() throws IOException {
        List<Figure> figures = new ArrayList<>();
        stored.dropOwn();
        Readings readings = new Readings(plan.account(), plan.aggregator());
        Speed documents = speed("  plain driver of MongoDB: insert, 1000 per call", "documents/s", "mongodb", () -> {
            stored.own().insertMany(batch(readings));
            return BATCH;
        });
        stored.dropOwn();
        table.createOwn();
        try {
            Speed cells = speed("  plain client of HBase: put, 1000 per call", "cells/s", "hbase", () -> {
                table.putOwn(
                        UUID.randomUUID().toString(), Sending.POWER, FIRST, QUARTER_HOUR_SECONDS, POINTS_OF_A_DEVICE);
                return POINTS_OF_A_DEVICE;
            });
            String device = UUID.randomUUID().toString();
            table.putOwn(device, Sending.POWER, FIRST, QUARTER_HOUR_SECONDS, POINTS_OF_A_DEVICE);
            Speed scanned = speed(
                    "  plain client of HBase: scan of a device",
                    "cells/s",
                    "hbase",
                    () -> table.countOwn(device, Sending.POWER));
            figures.addAll(List.of(documents.figure(), cells.figure(), scanned.figure()));
            return new Outcome(figures, Math.min(documents.perCpuSecond(), cells.perCpuSecond()));
        } finally {
            table.dropOwn();
        }
    }

    private static List<Document> batch(Readings readings) {
        List<Document> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            batch.add(readings.document().append("_id", UUID.randomUUID().toString()));
        }
        return batch;
    }

    private Speed speed(String name, String unit, String server, Work work) throws IOException {
        repeat(work, plan.warmUp());
        Map<String, Long> pids = Map.of(
                "client",
                ProcessHandle.current().pid(),
                server,
                servers.getOrDefault(server, ProcessHandle.current().pid()));
        CpuMeter cpu = CpuMeter.fromNow(pids);
        long began = System.nanoTime();
        long items = repeat(work, plan.measured());
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<String, Double> spent = cpu.spent();
        double perCpuSecond = items / CpuMeter.sum(spent);
        String note = String.format(
                Locale.ROOT, "1 thread; %.0f per CPU second; %s", perCpuSecond, CpuMeter.per1000(spent, items));
        return new Speed(Figure.plain(section, name, items / seconds, unit, note), perCpuSecond);
    }

    private static long repeat(Work work, Duration time) throws IOException {
        long items = 0;
        long end = System.nanoTime() + time.toNanos();
        do {
            items += work.once();
        } while (System.nanoTime() < end);
        return items;
    }
}
