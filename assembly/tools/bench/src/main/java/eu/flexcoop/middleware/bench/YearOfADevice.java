package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import org.HdrHistogram.Histogram;

/** The 15-minute values of one device over a year, read from HBase by the REST API and by the plain client. */
final class YearOfADevice {
    private static final int QUARTER_HOURS = 365 * 96;
    private static final int REPORT = 96;
    private static final int WARM_UP = 30;
    private static final int READS = 30;
    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final long LONGEST_MICROS = 60_000_000;

    private final String section;
    private final Plan plan;
    private final String token;
    private final StoredSide stored;
    private final SeriesTable table;

    /** @param token of a service */
    YearOfADevice(String section, Plan plan, String token, StoredSide stored, SeriesTable table) {
        this.section = section;
        this.plan = plan;
        this.token = token;
        this.stored = stored;
        this.table = table;
    }

    List<Figure> measure() throws IOException, InterruptedException {
        try (Fleet fleet = Fleet.plain(plan, 1, 1, 0);
                KeepAlive connection = new KeepAlive(plan.http(), Optional.empty())) {
            BenchBox box = fleet.boxes().get(0);
            for (int sent = 0; sent < QUARTER_HOURS; sent += REPORT) {
                VtnLoad.report(connection, box.report(REPORT));
            }
            List<String> devices = stored.devices(fleet.venIds());
            long found = new Arrival(stored, table, devices, AT_MOST)
                    .await(Sending.POWER, QUARTER_HOURS)
                    .values();
            if (found != QUARTER_HOURS) {
                throw new IOException("Only %d of %d values are in HBase".formatted(found, QUARTER_HOURS));
            }
            List<Figure> figures = new ArrayList<>();
            figures.add(reads("a year of a device over REST, as NDJSON", () -> overRest(connection, devices.get(0))));
            figures.add(reads("  plain client of HBase: scan of it", () -> table.count(devices, Sending.POWER)));
            return figures;
        }
    }

    private interface Read {
        long values() throws IOException;
    }

    private Figure reads(String name, Read read) throws IOException {
        Histogram micros = new Histogram(LONGEST_MICROS, 3);
        for (int i = 0; i < WARM_UP + READS; i++) {
            long began = System.nanoTime();
            long values = read.values();
            if (values != QUARTER_HOURS) {
                throw new IOException("A read has %d of %d values".formatted(values, QUARTER_HOURS));
            }
            if (i >= WARM_UP) {
                micros.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - began) / 1000));
            }
        }
        Figure figure = Load.figure(section, name, micros, 1, OptionalDouble.empty(), 0, "");
        return new Figure(
                section,
                name,
                micros.getValueAtPercentile(50) / 1e3,
                "ms",
                figure.latency(),
                OptionalDouble.empty(),
                0,
                "%d values, median of %d after as many; goal: below 150 ms".formatted(QUARTER_HOURS, READS));
    }

    private long overRest(KeepAlive connection, String device) throws IOException {
        String where =
                """
                {"device_id":"%s","metric":"watts","timestamp":{"$gte":"2001-01-01T00:00:00.000000Z",\
                "$lt":"2002-01-01T00:00:00.000000Z"}}"""
                        .formatted(device);
        byte[] body = connection
                .send(
                        "GET",
                        "/1/sample?where=" + URLEncoder.encode(where, StandardCharsets.UTF_8),
                        Map.of("Authorization", "Bearer " + token, "Accept", "application/x-ndjson"),
                        new byte[0])
                .expect(200)
                .body();
        long lines = 0;
        for (byte each : body) {
            lines += each == '\n' ? 1 : 0;
        }
        return lines;
    }
}
