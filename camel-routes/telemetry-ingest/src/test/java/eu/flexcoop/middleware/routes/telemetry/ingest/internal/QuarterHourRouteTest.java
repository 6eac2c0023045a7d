package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.client.MongoCollection;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.internal.NeedsMongod;
import eu.flexcoop.middleware.mongo.internal.PrivateMongod;
import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourDocuments;
import eu.flexcoop.middleware.telemetry.api.QuarterHourWrites;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** The route and everything before it against a real mongod. */
@NeedsMongod
class QuarterHourRouteTest {
    private static final VenId VEN = new VenId("ven-1");
    private static final String DEVICE = "meter_1_Home_Hall_prosumerDeviceMetering_1_";
    private static final String KWH = DEVICE + "meterKwh";
    private static final String WATTS = DEVICE + "meterWatts";
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static PrivateMongod mongod;
    private final List<CamelContext> nodes = new ArrayList<>();
    private TelemetryFixture telemetry;

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
        telemetry = new TelemetryFixture(mongod);
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(CamelContext::stop);
    }

    private void startNode(QuarterHourDocuments documents) throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        node.addRoutes(new QuarterHourRoute(
                mongod.client(), mongod.database().getName(), documents, Duration.ofMillis(50), 100));
        nodes.add(node);
    }

    private static RawSample sample(String rid, Instant at, Duration duration, double value) {
        return new RawSample(VEN, rid, at, duration, value, Optional.empty());
    }

    private static RawSample halfHour(int number, double kwh) {
        return sample(KWH, T0.plus(Duration.ofMinutes(30L * number)), Duration.ofMinutes(30), kwh);
    }

    private static List<Document> meter() {
        return mongod.database()
                .getCollection(QuarterHourWrites.METER)
                .find()
                .sort(new Document("timestamp", 1))
                .into(new ArrayList<>());
    }

    private static long waiting(Stage stage) {
        MongoCollection<Document> pending = mongod.database().getCollection(PendingRange.COLLECTION);
        return pending.countDocuments(PendingRange.waiting(stage));
    }

    private static void awaitCaughtUp() {
        await().atMost(PATIENCE).until(() -> waiting(Stage.QUARTER_HOURS) == 0);
    }

    private static double energy() {
        return meter().stream().mapToDouble(each -> each.getDouble("kwh")).sum();
    }

    @Test
    void aHalfHourOfEnergyBecomesTwoDocumentsAsClientsKnowThem() throws Exception {
        telemetry.register(VEN, "Net", KWH, WATTS);
        telemetry.intake().accept(List.of(halfHour(0, 0.24), sample(WATTS, T0.plusSeconds(60), Duration.ZERO, 480)));
        startNode(telemetry.documents());
        awaitCaughtUp();

        List<Document> documents = meter();
        assertThat(documents).hasSize(2);
        Document first = documents.get(0);
        assertThat(first.getString("device_id")).hasSize(36);
        assertThat(first)
                .containsEntry("account_id", "account-of-ven-1")
                .containsEntry("aggregator_id", "coop.example")
                .containsEntry("device_class", "prosumerDeviceMetering")
                .containsEntry("timestamp", Date.from(T0))
                .containsEntry("kwh", 0.12)
                .containsEntry("verified_kwh", true)
                .containsEntry("watts", 480.0)
                .containsKeys("_id", "_created", "_updated")
                .doesNotContainKeys("voltage", "current");
        assertThat(documents.get(1))
                .containsEntry("timestamp", Date.from(T0.plusSeconds(900)))
                .doesNotContainKey("watts");
        assertThat(waiting(Stage.LONG_TERM)).isEqualTo(1);
    }

    @Test
    void aCorrectedValueIsWorkedOffAgainAndTheDocumentKeepsItsId() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        startNode(telemetry.documents());
        telemetry.intake().accept(List.of(halfHour(0, 0.24)));
        await().atMost(PATIENCE).until(() -> meter().size() == 2);
        Object id = meter().get(0).get("_id");
        telemetry.intake().accept(List.of(halfHour(0, 1.0)));
        await().atMost(PATIENCE).until(() -> energy() > 0.9);
        assertThat(meter().get(0)).containsEntry("kwh", 0.5).containsEntry("_id", id);

        telemetry.intake().accept(List.of(halfHour(0, Double.NaN)));
        await().atMost(PATIENCE).until(() -> !meter().get(0).containsKey("kwh"));
    }

    @Test
    void aLateReadingOfARegisterChangesTheQuarterHoursOnBothSides() throws Exception {
        telemetry.register(VEN, "Direct Read", KWH);
        startNode(telemetry.documents());
        telemetry.intake().accept(List.of(reading(0, 100), reading(120, 104)));
        awaitCaughtUp();
        assertThat(meter()).hasSize(8).allMatch(each -> Math.abs(each.getDouble("kwh") - 0.5) < 1e-9);
        assertThat(meter()).noneMatch(each -> each.getBoolean("verified_kwh"));

        telemetry.intake().accept(List.of(reading(60, 101)));
        awaitCaughtUp();
        assertThat(meter())
                .extracting(each -> Math.round(each.getDouble("kwh") * 100))
                .startsWith(25L, 25L, 25L, 25L, 75L);
        assertThat(energy()).isEqualTo(4, within(1e-9));
    }

    private static RawSample reading(int minute, double kwh) {
        return sample(KWH, T0.plus(Duration.ofMinutes(minute)), Duration.ZERO, kwh);
    }

    @Test
    void theNameOfADeviceCannotBecomeAnExpression() throws Exception {
        String rid = "meter_1_Home_Hall_$device.id_1_meterKwh";
        telemetry.register(VEN, "Net", rid);
        telemetry.intake().accept(List.of(sample(rid, T0, Duration.ofMinutes(15), 0.1)));
        startNode(telemetry.documents());
        awaitCaughtUp();
        assertThat(meter()).singleElement().matches(each -> each.getString("device_class")
                .equals("$device.id"));
    }

    /** Four writers send, correct and repeat while three nodes work; in the end all documents say what was sent last. */
    @Test
    void noSampleOfConcurrentWritersIsMissedByConcurrentNodes() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        for (int i = 0; i < 3; i++) {
            startNode(telemetry.documents());
        }
        int perWriter = 60;
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Callable<Double>> work = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer * perWriter;
            work.add(() -> {
                double last = 0;
                Random random = new Random(first);
                for (int i = first; i < first + perWriter; i++) {
                    telemetry.intake().accept(List.of(halfHour(i, random.nextDouble())));
                    double corrected = random.nextDouble();
                    telemetry.intake().accept(List.of(halfHour(i, corrected)));
                    last += corrected;
                }
                return last;
            });
        }
        double sent = 0;
        for (Future<Double> each : writers.invokeAll(work)) {
            sent += each.get();
        }
        writers.shutdown();
        awaitCaughtUp();
        assertThat(meter()).hasSize(8 * perWriter).allMatch(each -> each.getBoolean("verified_kwh"));
        assertThat(energy()).isEqualTo(sent, within(1e-6));
    }

    /** A node that dies anywhere between two operations leaves nothing that the next one does not make good. */
    @Test
    void anAbruptStopAtAnyStepLosesNothing() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        double sent = 0;
        for (int step = 0; step < 4; step++) {
            sent += 0.5;
            telemetry.intake().accept(List.of(halfHour(step, 0.5)));
            startNode(new DyingDocuments(telemetry.documents(), step));
            await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> waiting(Stage.QUARTER_HOURS) > 0);
            stopNodes();
            nodes.clear();
        }
        startNode(telemetry.documents());
        awaitCaughtUp();
        assertThat(energy()).isEqualTo(sent, within(1e-9));
    }

    @Test
    void aServerThatIsKilledAndComesBackIsWorkedWithAgain() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        startNode(telemetry.documents());
        telemetry.intake().accept(List.of(halfHour(0, 0.5)));
        awaitCaughtUp();
        mongod.kill();
        mongod.restart();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        telemetry.intake().accept(List.of(halfHour(1, 0.25))).stored() == 1);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> meter().size() == 4);
        assertThat(energy()).isEqualTo(0.75, within(1e-9));
    }

    /** Fails each time the route comes to a step, as if the node had died right there. */
    private static final class DyingDocuments implements QuarterHourDocuments {
        private final QuarterHourDocuments documents;
        private final int step;
        private final AtomicInteger deaths = new AtomicInteger();

        private DyingDocuments(QuarterHourDocuments documents, int step) {
            this.documents = documents;
            this.step = step;
        }

        private void die(int at) {
            if (step == at) {
                throw new IllegalStateException("death number " + deaths.incrementAndGet());
            }
        }

        @Override
        public Bson energySamples(List<PendingRange> ranges) {
            die(0);
            return documents.energySamples(ranges);
        }

        @Override
        public Bson otherSamples(List<PendingRange> ranges, List<Document> energy) {
            die(1);
            return documents.otherSamples(ranges, energy);
        }

        @Override
        public QuarterHourWrites documents(List<PendingRange> ranges, List<Document> energy, List<Document> others) {
            die(2);
            QuarterHourWrites writes = documents.documents(ranges, energy, others);
            // written documents, but nothing handed on and nothing finished: an empty bulk is refused by the driver
            return step == 3 ? new QuarterHourWrites(writes.documents(), List.of()) : writes;
        }
    }
}
