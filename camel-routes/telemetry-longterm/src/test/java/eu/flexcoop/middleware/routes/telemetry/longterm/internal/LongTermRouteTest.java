package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.felix.hc.api.Result;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.fixtures.SeriesOnHBase;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.routing.spi.DeadLetters;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.series.api.TableStatistics;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.PrivateMongod;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The route between a real mongod and a real HBase. */
@Timeout(120)
@NeedsMongod
@NeedsHBase
@ExtendWith(SharedHBase.class)
class LongTermRouteTest {
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static PrivateMongod mongod;
    private static SeriesOnHBase hbase;
    private static SeriesStore series;
    private static TelemetryServices telemetry;

    private final LongTermProgress progress = new LongTermProgress(new SimpleMeterRegistry());
    private final List<CamelContext> nodes = new ArrayList<>();

    @BeforeAll
    static void startServers(PrivateHBase server) throws Exception {
        mongod = PrivateMongod.startOrSkip();
        hbase = new SeriesOnHBase(server);
        series = hbase.store();
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

    @BeforeEach
    void anEmptyDatabase() {
        mongod.database().drop();
        telemetry = new TelemetryServices(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(CamelContext::stop);
    }

    private void startNode(SeriesStore store) throws Exception {
        startNode(store, Duration.ofMinutes(1));
    }

    private void startNode(SeriesStore store, Duration lease) throws Exception {
        startNode(store, telemetry.claims(lease));
    }

    private void startNode(SeriesStore store, RangeClaims claims) throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        nodes.add(node);
        node.addRoutes(
                new LongTermRoute(claims, telemetry.quarterHours(), store, progress, Duration.ofMillis(50), 100));
    }

    /** Stores a document as the route before this one does, and marks it. */
    private static void document(String device, int quarterHour, double kwh, boolean verified) {
        Instant at = at(quarterHour);
        mongod.database()
                .getCollection(MetricCatalogue.METER)
                .insertOne(new Document("device_id", device)
                        .append("account_id", "account")
                        .append("timestamp", Date.from(at))
                        .append("kwh", kwh)
                        .append("verified_kwh", verified));
        telemetry.markLongTerm(new DeviceId(device), at, at.plus(Duration.ofMinutes(15)));
    }

    private static Instant at(int quarterHour) {
        return T0.plus(Duration.ofMinutes(15L * quarterHour));
    }

    private static long waiting() {
        return telemetry.waiting(Stage.LONG_TERM);
    }

    private static void awaitCaughtUp() {
        await().atMost(TIMEOUT).until(() -> waiting() == 0);
    }

    /** Waits for regions that are not open again after a restart. */
    private static List<SeriesPoint> rows(String device) {
        return await().atMost(TIMEOUT)
                .ignoreException(UnavailableException.class)
                .until(() -> read(device), any -> true);
    }

    private static List<SeriesPoint> read(String device) {
        List<SeriesPoint> rows = new ArrayList<>();
        series.range(new DeviceId(device), "kwh", T0.minus(Duration.ofDays(1)), T0.plus(Duration.ofDays(1)), rows::add);
        return rows;
    }

    @Test
    void changedDocumentsBecomeRowsAndAChangeOfOneReplacesItsRow() throws Exception {
        document("plain", 0, 0.25, true);
        document("plain", 5, 0.5, false);
        startNode(series);
        awaitCaughtUp();
        assertThat(rows("plain"))
                .containsExactly(
                        new SeriesPoint(new DeviceId("plain"), "kwh", at(0), SeriesValue.of(0.25), true),
                        new SeriesPoint(new DeviceId("plain"), "kwh", at(5), SeriesValue.of(0.5), false));
        mongod.database().getCollection(MetricCatalogue.METER).drop();
        document("plain", 5, 0.75, true);
        awaitCaughtUp();
        assertThat(rows("plain"))
                .containsExactly(
                        new SeriesPoint(new DeviceId("plain"), "kwh", at(0), SeriesValue.of(0.25), true),
                        new SeriesPoint(new DeviceId("plain"), "kwh", at(5), SeriesValue.of(0.75), true));
        assertThat(progress.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void afterADeathBetweenWriteAndDoneTheSameRowsAreWrittenAgain() throws Exception {
        document("dying", 0, 0.25, true);
        AtomicInteger deaths = new AtomicInteger();
        SeriesStore deadly = new AfterWrite(() -> {
            if (deaths.incrementAndGet() <= 3) {
                throw new IllegalStateException("died with the rows in HBase and the range still claimed");
            }
        });
        startNode(deadly);
        await().atMost(TIMEOUT).until(() -> deaths.get() >= 2);
        List<SeriesPoint> once = rows("dying");
        assertThat(once)
                .containsExactly(new SeriesPoint(new DeviceId("dying"), "kwh", at(0), SeriesValue.of(0.25), true));
        await().atMost(TIMEOUT).until(() -> deaths.get() > 3);
        awaitCaughtUp();
        assertThat(rows("dying")).isEqualTo(once);
    }

    /** One range whose values the store refuses, among others. */
    @Test
    void aRangeThatCannotBeWrittenIsSetAsideAndWrittenWhenItIsPutBack() throws Exception {
        document("poison", 0, 0.25, true);
        document("sound", 0, 0.5, true);
        AtomicBoolean refused = new AtomicBoolean(true);
        startNode(
                new BeforeWrite(points -> {
                    if (refused.get()
                            && points.stream()
                                    .anyMatch(point -> point.device().value().equals("poison"))) {
                        throw new IllegalArgumentException("no value for HBase");
                    }
                }),
                telemetry.claims(Duration.ofMinutes(1), 3));
        DeadLetters deadLetters = telemetry.deadLetters();
        await().atMost(TIMEOUT).until(() -> deadLetters.count("telemetry-longterm") == 1);
        assertThat(deadLetters.list("telemetry-longterm", 10)).singleElement().satisfies(letter -> assertThat(letter)
                .extracting(DeadLetter::subject, DeadLetter::reason)
                .containsExactly(
                        "device poison, 2026-11-24T06:00:00Z to 2026-11-24T06:15:00Z",
                        "3 attempts: no value for HBase"));
        assertThat(rows("poison")).isEmpty();
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(rows("sound")).hasSize(1));

        refused.set(false);
        assertThat(deadLetters.retryAll("telemetry-longterm")).isEqualTo(1);
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(rows("poison")).hasSize(1));
        assertThat(deadLetters.count("telemetry-longterm")).isZero();
    }

    @Test
    void rangesWhoseClaimExpiredDuringTheWriteAreWrittenAgain() throws Exception {
        document("shared", 0, 0.25, true);
        AtomicInteger puts = new AtomicInteger();
        RangeClaims other = telemetry.claims(Duration.ofMinutes(1));
        startNode(
                new AfterWrite(() -> {
                    if (puts.incrementAndGet() == 1) {
                        other.done(other.take(Stage.LONG_TERM, 10));
                    }
                }),
                Duration.ZERO);
        await().atMost(TIMEOUT).until(() -> puts.get() >= 2);
        assertThat(rows("shared")).hasSize(1);
    }

    @Test
    void whileHBaseIsAwayDocumentsWaitAndAreWrittenWhenItIsBack() throws Exception {
        startNode(series);
        document("outage", 0, 0.25, true);
        awaitCaughtUp();
        hbase.kill();
        try {
            document("outage", 1, 0.5, true);
            await().atMost(TIMEOUT).until(() -> progress.execute().getStatus() == Result.Status.WARN);
            assertThat(progress.execute().iterator().next().getMessage()).startsWith("HBase has not taken rows since ");
            assertThat(waiting()).isEqualTo(1);
        } finally {
            hbase.start();
        }
        awaitCaughtUp();
        assertThat(rows("outage")).extracting(SeriesPoint::number).containsExactly(0.25, 0.5);
        assertThat(progress.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    /** Looks at what is written before it is. */
    private record BeforeWrite(Consumer<Collection<SeriesPoint>> look) implements SeriesStore {
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
            look.accept(points);
            series.write(points, removed);
        }

        @Override
        public void range(DeviceId device, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer) {
            series.range(device, metric, from, to, consumer);
        }
    }

    /** Runs an action after every write, before the route goes on. */
    private record AfterWrite(Runnable event) implements SeriesStore {
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
            series.write(points, removed);
            event.run();
        }

        @Override
        public void range(DeviceId device, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer) {
            series.range(device, metric, from, to, consumer);
        }
    }
}
