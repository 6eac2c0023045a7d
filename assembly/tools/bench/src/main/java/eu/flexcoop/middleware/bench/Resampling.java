package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A year of 15-minute values of one device summed up by day: over REST, over REST by a client that lists the values, and by a scan of the
 * plain client that sums up as it reads.
 */
final class Resampling {
    static final String SECTION = "Sums of a year of a device";

    private static final Instant FIRST = Instant.parse("2001-01-01T00:00:00Z");
    private static final int DAYS = 365;
    private static final int OF_A_DAY = 96;
    private static final int QUARTER_HOUR = 900;
    private static final int WARM_UP = 10;
    private static final int RUNS = 20;
    /** Sums of the numbers from 0 on, which are the values. */
    private static final double SUM = (DAYS * OF_A_DAY - 1) / 2.0 * DAYS * OF_A_DAY;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Plan plan;
    private final Installation installation;
    private final String token;

    /** @param token of a service */
    Resampling(Plan plan, Installation installation, String token) {
        this.plan = plan;
        this.installation = installation;
        this.token = token;
    }

    private interface Work {
        /** The sum of all periods. */
        double sum() throws Exception;
    }

    List<Figure> measure(SeriesTable samples) throws Exception {
        List<Figure> figures = new ArrayList<>();
        String device = UUID.randomUUID().toString();
        samples.put(device, Sending.POWER, FIRST, QUARTER_HOUR, DAYS * OF_A_DAY);
        try (KeepAlive connection = new KeepAlive(plan.http(), Optional.empty())) {
            figures.add(figure("/aggregate/sample/1D, 365 rows", () -> summed(connection, device)));
            figures.add(figure("/sample as NDJSON, summed up by the client", () -> listed(connection, device)));
            figures.add(figure("  plain client of HBase: scan", () -> samples.sum(device, Sending.POWER)));
        } finally {
            samples.forget(List.of(device), Sending.POWER);
        }
        return figures;
    }

    private Figure figure(String name, Work work) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            check(work.sum());
        }
        Map<String, Long> pids = Map.of(
                "client",
                ProcessHandle.current().pid(),
                "middleware",
                installation.pid(),
                "hbase",
                installation.serverPids().get("hbase"));
        CpuMeter cpu = CpuMeter.fromNow(pids);
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long began = System.nanoTime();
            check(work.sum());
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(millis);
        String note = String.format(
                Locale.ROOT,
                "median of %d after %d, %.1f-%.1f; CPU of all processes %.1f ms each",
                RUNS,
                WARM_UP,
                millis[0],
                millis[RUNS - 1],
                CpuMeter.sum(cpu.spent()) * 1000 / RUNS);
        return Figure.plain(SECTION, name, millis[RUNS / 2], "ms", note);
    }

    private static void check(double sum) throws IOException {
        if (Math.abs(sum - SUM) > 1e-3) {
            throw new IOException("The sum is %f and not %f".formatted(sum, SUM));
        }
    }

    private double summed(KeepAlive connection, String device) throws IOException {
        double sum = 0;
        int days = 0;
        for (int page = 1; days < DAYS; page++) {
            byte[] body =
                    get(connection, "/1/aggregate/sample/1D?max_results=300&page=" + page, device, "application/json");
            for (JsonNode day : JSON.readTree(body).get("_items")) {
                sum += day.get("sum").asDouble();
                days++;
            }
        }
        return sum;
    }

    private double listed(KeepAlive connection, String device) throws IOException {
        double sum = 0;
        byte[] body = get(connection, "/1/sample?sort=timestamp", device, "application/x-ndjson");
        try (MappingIterator<JsonNode> rows = JSON.readerFor(JsonNode.class).readValues(body)) {
            while (rows.hasNext()) {
                sum += rows.next().get("value").asDouble();
            }
        }
        return sum;
    }

    private byte[] get(KeepAlive connection, String address, String device, String type) throws IOException {
        String where =
                """
                {"device_id":"%s","metric":"%s","timestamp":{"$gte":"2001-01-01T00:00:00.000000Z",\
                "$lt":"2002-01-01T00:00:00.000000Z"}}"""
                        .formatted(device, Sending.POWER);
        return connection
                .send(
                        "GET",
                        address + "&where=" + URLEncoder.encode(where, StandardCharsets.UTF_8),
                        Map.of("Authorization", "Bearer " + token, "Accept", type),
                        new byte[0])
                .expect(200)
                .body();
    }
}
