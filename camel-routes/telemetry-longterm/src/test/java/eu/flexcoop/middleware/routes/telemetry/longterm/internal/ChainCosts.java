package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.fixtures.SeriesOnHBase;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.PrivateMongod;

/**
 * Measures the CPU of each stage of the telemetry chain per sample, of this JVM, of mongod and of HBase, without the container. Not part of
 * the build; the figures are in docs/adr. Run it with
 * {@code ./mvnw test -pl camel-routes/telemetry-longterm -Dtest=ChainCosts -Dsurefire.useFile=false}.
 */
@NeedsMongod
class ChainCosts {
    private static final Instant FIRST = Instant.parse("2020-12-10T00:00:00Z");
    private static final double TICKS_PER_SECOND = 100;
    private static final int BOXES = 8;
    private static final int METERS = 64;
    private static final int ROUNDS = 4;

    private interface Work {
        void run() throws Exception;
    }

    @Test
    void quarterHoursOfPower() throws Exception {
        chain("power every 15 min", "meterWatts", "Direct Read", Duration.ofMinutes(15), 64);
    }

    /** As where each device reports seldom: a range for each sample. */
    @Test
    void hoursOfPower() throws Exception {
        chain("power every hour", "meterWatts", "Direct Read", Duration.ofHours(1), 24);
    }

    @Test
    void registersPerMinute() throws Exception {
        chain("register every minute", "meterKwh", "Cumulative", Duration.ofMinutes(1), 120);
    }

    private static void chain(String what, String metric, String readingType, Duration between, int times)
            throws Exception {
        try (PrivateMongod mongod = PrivateMongod.startOrSkip();
                PrivateHBase server = PrivateHBase.startOrSkip();
                SeriesOnHBase hbase = new SeriesOnHBase(server)) {
            TelemetryServices telemetry =
                    new TelemetryServices(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
            for (int box = 0; box < BOXES; box++) {
                telemetry.register(ven(box), readingType, rids(metric));
            }
            RangeClaims claims = telemetry.claims(Duration.ofMinutes(2));
            QuarterHours quarterHours = telemetry.quarterHours();
            LongTermRoute route = new LongTermRoute(
                    claims,
                    quarterHours,
                    hbase.store(),
                    new LongTermProgress(new SimpleMeterRegistry()),
                    Duration.ofMillis(20),
                    500);
            for (int round = 0; round < ROUNDS; round++) {
                Instant from = FIRST.plus(between.multipliedBy((long) round * times));
                int samples = BOXES * METERS * times;
                measure(what + " intake", samples, () -> send(telemetry, metric, from, between, times));
                measure(what + " documents", samples, () -> documents(claims, quarterHours));
                measure(what + " long term", samples, () -> longTerm(route, telemetry));
            }
        }
    }

    private static void documents(RangeClaims claims, QuarterHours quarterHours) {
        List<ClaimedRange> ranges = claims.take(Stage.QUARTER_HOURS, 500);
        while (!ranges.isEmpty()) {
            claims.done(quarterHours.update(ranges));
            ranges = claims.take(Stage.QUARTER_HOURS, 500);
        }
    }

    private static void longTerm(LongTermRoute route, TelemetryServices telemetry) throws Exception {
        try (CamelContext node = new DefaultCamelContext()) {
            node.disableJMX();
            node.start();
            node.addRoutes(route);
            while (telemetry.waiting(Stage.LONG_TERM) > 0) {
                Thread.sleep(100);
            }
        }
    }

    private static VenId ven(int box) {
        return new VenId("ven-" + box);
    }

    private static String[] rids(String metric) {
        String[] rids = new String[METERS];
        for (int meter = 0; meter < METERS; meter++) {
            rids[meter] = "meter_%d_Home_Hall_prosumerDeviceMetering_1_%s".formatted(meter, metric);
        }
        return rids;
    }

    private static void send(TelemetryServices telemetry, String metric, Instant from, Duration between, int times) {
        String[] rids = rids(metric);
        for (int time = 0; time < times; time++) {
            Instant at = from.plus(between.multipliedBy(time));
            double value = Duration.between(FIRST, at).toMinutes() / 60.0;
            for (int box = 0; box < BOXES; box++) {
                List<RawSample> samples = new ArrayList<>(METERS);
                for (String rid : rids) {
                    samples.add(new RawSample(rid, at, Duration.ZERO, value, Optional.empty()));
                }
                telemetry.intake().accept(ven(box), 0, samples);
            }
        }
    }

    private static void measure(String what, int samples, Work work) throws Exception {
        Map<String, Double> before = cpu();
        work.run();
        StringBuilder line = new StringBuilder("COST %-36s".formatted(what));
        cpu().forEach((process, seconds) -> line.append(
                " %s %.1f".formatted(process, (seconds - before.getOrDefault(process, 0.0)) * 1e6 / samples)));
        System.out.println(line.append(" us CPU per sample"));
    }

    /** CPU seconds of this JVM and of the servers that it started. */
    private static Map<String, Double> cpu() throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        seconds.put("JVM", ticks(ProcessHandle.current().pid()) / TICKS_PER_SECOND);
        for (ProcessHandle each : ProcessHandle.current().descendants().toList()) {
            String name = each.info().command().orElse("").endsWith("mongod") ? "mongod" : "HBase";
            seconds.merge(name, ticks(each.pid()) / TICKS_PER_SECOND, Double::sum);
        }
        return seconds;
    }

    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
