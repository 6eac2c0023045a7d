package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.TableStatistics;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several nodes on one real mongod; what each of them writes is recorded instead of stored. */
@Timeout(120)
@NeedsMongod
class LongTermNodesTest {
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int BATCH = 50;

    private static PrivateMongod mongod;

    private final List<CamelContext> nodes = new ArrayList<>();
    private TelemetryServices telemetry;

    @BeforeAll
    static void startServer() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopServer() throws Exception {
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

    @Test
    void twoNodesDrainTheRangesTogetherAndWriteEachOnce() throws Exception {
        List<SeriesKey> documents = documents(200);
        CountDownLatch bothWrite = new CountDownLatch(2);
        RecordingStore first = new RecordingStore(bothWrite);
        RecordingStore second = new RecordingStore(bothWrite);
        startNode(first, Duration.ofMinutes(1));
        startNode(second, Duration.ofMinutes(1));
        awaitDrained();
        List<SeriesKey> written = new ArrayList<>(first.written);
        written.addAll(second.written);
        assertThat(written).containsExactlyInAnyOrderElementsOf(documents);
        assertThat(first.written).hasSizeBetween(2, 398);
    }

    @Test
    void whatADeadNodeHadClaimedIsWrittenByAnother() throws Exception {
        List<SeriesKey> documents = documents(10);
        assertThat(telemetry.claims(Duration.ofSeconds(1)).take(Stage.LONG_TERM, BATCH))
                .hasSize(10);
        RecordingStore store = new RecordingStore(new CountDownLatch(0));
        startNode(store, Duration.ofMinutes(1));
        awaitDrained();
        assertThat(store.written).containsExactlyInAnyOrderElementsOf(documents);
    }

    private void startNode(SeriesStore store, Duration lease) throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        nodes.add(node);
        node.addRoutes(new LongTermRoute(
                telemetry.claims(lease),
                telemetry.quarterHours(),
                store,
                new LongTermProgress(new SimpleMeterRegistry()),
                Duration.ofMillis(50),
                BATCH));
    }

    private void awaitDrained() {
        await().atMost(TIMEOUT).until(() -> telemetry.waiting(Stage.LONG_TERM) == 0);
    }

    /** Stores a document per device as the route before this one does, and marks it. */
    private List<SeriesKey> documents(int devices) {
        List<SeriesKey> keys = new ArrayList<>();
        for (int number = 0; number < devices; number++) {
            DeviceId device = new DeviceId("device-" + number);
            mongod.database()
                    .getCollection(MetricCatalogue.METER)
                    .insertOne(new Document("device_id", device.value())
                            .append("account_id", "account")
                            .append("timestamp", Date.from(T0))
                            .append("kwh", 0.25)
                            .append("verified_kwh", true));
            telemetry.markLongTerm(device, T0, T0.plus(Duration.ofMinutes(15)));
            keys.add(new SeriesKey(device, "kwh", T0));
            keys.add(new SeriesKey(device, "document:meter", T0));
        }
        return keys;
    }

    /** Remembers the keys that one node wrote. */
    private static final class RecordingStore implements SeriesStore {
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

        private final List<SeriesKey> written = new CopyOnWriteArrayList<>();
        private final CountDownLatch bothWrite;

        private RecordingStore(CountDownLatch bothWrite) {
            this.bothWrite = bothWrite;
        }

        @Override
        public void write(Collection<SeriesPoint> points, Collection<SeriesKey> removed) {
            bothWrite.countDown();
            // holds the claims of the first write until the other node has claimed ranges, too
            try {
                if (!bothWrite.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("The other node has not claimed anything");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for the other node", e);
            }
            points.forEach(point -> written.add(new SeriesKey(point.device(), point.metric(), point.at())));
        }

        @Override
        public void range(DeviceId device, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer) {
            throw new UnsupportedOperationException("The route only writes");
        }
    }
}
