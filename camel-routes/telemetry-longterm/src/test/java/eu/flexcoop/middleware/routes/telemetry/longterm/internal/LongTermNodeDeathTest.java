package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.fixtures.SeriesOnHBase;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.TableStatistics;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.PrivateMongod;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two nodes on one real mongod and one real HBase, of which one dies with half a batch written. */
@Timeout(180)
@NeedsMongod
@NeedsHBase
@ExtendWith(SharedHBase.class)
class LongTermNodeDeathTest {
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String RID = "meter_1_Home_Hall_prosumerDeviceMetering_1_meterWatts";
    private static final int DEVICES = 60;
    private static final int QUARTER_HOURS = 8;
    private static final int BATCH = 10;

    private static PrivateMongod mongod;
    private static SeriesOnHBase hbase;
    private static SeriesStore series;
    private static TelemetryServices telemetry;

    private final List<CamelContext> nodes = new ArrayList<>();

    @BeforeAll
    static void startServers(PrivateHBase server) throws Exception {
        mongod = PrivateMongod.startOrSkip();
        hbase = new SeriesOnHBase(server);
        series = hbase.store();
        telemetry = new TelemetryServices(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
    }

    @AfterAll
    static void stopServers() throws Exception {
        if (hbase != null) {
            hbase.close();
        }
        if (mongod != null) {
            mongod.close();
        }
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(CamelContext::stop);
    }

    @Test
    void everySampleIsInHBaseWithItsNewestValueAfterANodeDied() throws Exception {
        IntStream.range(0, DEVICES).forEach(device -> telemetry.register(ven(device), "Net", RID));
        report(0, DEVICES, 0);
        makeDocuments();
        CountDownLatch death = new CountDownLatch(1);
        DyingNode dying = new DyingNode(telemetry.claims(Duration.ofSeconds(2)), death);
        startNode(dying, dying);
        startNode(telemetry.claims(Duration.ofSeconds(2)), new WaitingStore(death));
        assertThat(death.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        report(0, DEVICES / 2, 0.5);
        makeDocuments();
        await().atMost(TIMEOUT).until(() -> telemetry.waiting(Stage.LONG_TERM) == 0);

        Map<String, DeviceId> devices = devices();
        assertThat(devices).hasSize(DEVICES);
        for (int device = 0; device < DEVICES; device++) {
            double correction = device < DEVICES / 2 ? 0.5 : 0;
            int number = device;
            assertThat(stored(devices.get(ven(device).value())))
                    .as("device %d", device)
                    .isEqualTo(IntStream.range(0, QUARTER_HOURS)
                            .mapToObj(quarterHour -> at(quarterHour) + " " + value(number, quarterHour, correction))
                            .toList());
        }
        List<Document> documents =
                mongod.database().getCollection(MetricCatalogue.METER).find().into(new ArrayList<>());
        Set<String> keys = new HashSet<>();
        documents.forEach(each -> assertThat(keys.add(each.getString("device_id") + each.getDate("timestamp")))
                .isTrue());
        assertThat(documents).hasSize(DEVICES * QUARTER_HOURS);
    }

    private static VenId ven(int device) {
        return new VenId("ven-" + device);
    }

    private static Instant at(int quarterHour) {
        return T0.plus(Duration.ofMinutes(15L * quarterHour));
    }

    private static double value(int device, int quarterHour, double correction) {
        return device * 100 + quarterHour + correction;
    }

    private static void report(int from, int to, double correction) {
        for (int device = from; device < to; device++) {
            int number = device;
            List<RawSample> samples = IntStream.range(0, QUARTER_HOURS)
                    .mapToObj(quarterHour -> new RawSample(
                            RID,
                            at(quarterHour),
                            Duration.ZERO,
                            value(number, quarterHour, correction),
                            Optional.empty()))
                    .toList();
            assertThat(telemetry.intake().accept(ven(device), 0, samples).stored())
                    .isEqualTo(QUARTER_HOURS);
        }
    }

    private static void makeDocuments() {
        RangeClaims claims = telemetry.claims(Duration.ofMinutes(1));
        QuarterHours quarterHours = telemetry.quarterHours();
        for (List<ClaimedRange> ranges = claims.take(Stage.QUARTER_HOURS, 100);
                !ranges.isEmpty();
                ranges = claims.take(Stage.QUARTER_HOURS, 100)) {
            claims.done(quarterHours.update(ranges));
        }
        assertThat(telemetry.waiting(Stage.QUARTER_HOURS)).isZero();
    }

    private void startNode(RangeClaims claims, SeriesStore store) throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        nodes.add(node);
        node.addRoutes(new LongTermRoute(
                claims,
                telemetry.quarterHours(),
                store,
                new LongTermProgress(new SimpleMeterRegistry()),
                Duration.ofMillis(50),
                BATCH));
    }

    /** By VEN. */
    private static Map<String, DeviceId> devices() {
        Map<String, DeviceId> devices = new TreeMap<>();
        mongod.database()
                .getCollection("map_id")
                .find()
                .forEach(each -> devices.put(each.getString("ven_id"), new DeviceId(each.getString("device_id"))));
        return devices;
    }

    private static List<String> stored(DeviceId device) {
        List<String> stored = new ArrayList<>();
        series.range(
                device,
                "watts",
                T0.minus(Duration.ofDays(1)),
                T0.plus(Duration.ofDays(1)),
                point -> stored.add(point.at() + " " + point.number()));
        return stored;
    }

    /** A node that is gone in its second write, after half of the points: it neither finishes nor releases its claims. */
    private static final class DyingNode implements RangeClaims, SeriesStore {
        private final RangeClaims claims;
        private final CountDownLatch death;
        private int writes;

        private DyingNode(RangeClaims claims, CountDownLatch death) {
            this.claims = claims;
            this.death = death;
        }

        @Override
        public Optional<Instant> first(DeviceId device, String metric, Instant from, Instant to) {
            throw new UnsupportedOperationException("No route asks for it");
        }

        @Override
        public Optional<Instant> last(DeviceId device, String metric, Instant from, Instant to) {
            throw new UnsupportedOperationException("No route asks for it");
        }

        @Override
        public TableStatistics statistics() {
            throw new UnsupportedOperationException("No route asks for it");
        }

        private boolean isDead() {
            return death.getCount() == 0;
        }

        @Override
        public void write(Collection<SeriesPoint> points, Collection<SeriesKey> removed) {
            writes++;
            if (writes == 1) {
                series.write(points, removed);
                return;
            }
            series.write(List.copyOf(points).subList(0, points.size() / 2), List.of());
            death.countDown();
            throw new IllegalStateException("This node is dead");
        }

        @Override
        public List<ClaimedRange> take(Stage stage, int most) {
            return isDead() ? List.of() : claims.take(stage, most);
        }

        @Override
        public void done(Collection<ClaimedRange> ranges) {
            if (!isDead()) {
                claims.done(ranges);
            }
        }

        @Override
        public void release(Collection<ClaimedRange> ranges) {
            assertThat(isDead()).isTrue();
        }

        @Override
        public void fail(ClaimedRange range, String reason) {
            throw new UnsupportedOperationException("The route does not put ranges back");
        }

        @Override
        public void range(DeviceId device, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer) {
            throw new UnsupportedOperationException("The route only writes");
        }
    }

    /** Holds its first claims until the other node is dead, so that both have claims at the same time. */
    private record WaitingStore(CountDownLatch death) implements SeriesStore {
        @Override
        public Optional<Instant> first(DeviceId device, String metric, Instant from, Instant to) {
            throw new UnsupportedOperationException("No route asks for it");
        }

        @Override
        public Optional<Instant> last(DeviceId device, String metric, Instant from, Instant to) {
            throw new UnsupportedOperationException("No route asks for it");
        }

        @Override
        public TableStatistics statistics() {
            throw new UnsupportedOperationException("No route asks for it");
        }

        @Override
        public void write(Collection<SeriesPoint> points, Collection<SeriesKey> removed) {
            await().atMost(TIMEOUT).until(() -> death.getCount() == 0);
            series.write(points, removed);
        }

        @Override
        public void range(DeviceId device, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer) {
            throw new UnsupportedOperationException("The route only writes");
        }
    }
}
