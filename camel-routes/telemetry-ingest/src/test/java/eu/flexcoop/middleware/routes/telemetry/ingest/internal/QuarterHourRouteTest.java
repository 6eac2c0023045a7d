package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
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
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static PrivateMongod mongod;
    private MongoCollections mongo;
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
        mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        telemetry = new TelemetryServices(mongo);
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(CamelContext::stop);
    }

    private void startNode(QuarterHours quarterHours) throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        node.addRoutes(new QuarterHourRoute(telemetry.claims(LEASE), quarterHours, Duration.ofMillis(50), 100, 2));
        nodes.add(node);
    }

    private static RawSample sample(String rid, Instant at, Duration duration, double value) {
        return new RawSample(rid, at, duration, value, Optional.empty());
    }

    private static RawSample halfHour(int number, double kwh) {
        return sample(KWH, T0.plus(Duration.ofMinutes(30L * number)), Duration.ofMinutes(30), kwh);
    }

    private static List<Document> meter() {
        return mongod.database()
                .getCollection(MetricCatalogue.METER)
                .find()
                .sort(new Document("timestamp", 1))
                .into(new ArrayList<>());
    }

    private void awaitCaughtUp() {
        await().atMost(TIMEOUT).until(() -> telemetry.waiting(Stage.QUARTER_HOURS) == 0);
    }

    private static double energy() {
        return meter().stream().mapToDouble(each -> each.getDouble("kwh")).sum();
    }

    @Test
    void aHalfHourOfEnergyBecomesTwoDocumentsAsClientsKnowThem() throws Exception {
        telemetry.register(VEN, "Net", KWH, WATTS);
        telemetry
                .intake()
                .accept(VEN, 0, List.of(halfHour(0, 0.24), sample(WATTS, T0.plusSeconds(60), Duration.ZERO, 480)));
        startNode(telemetry.quarterHours());
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
        assertThat(telemetry.waiting(Stage.LONG_TERM)).isEqualTo(1);
    }

    @Test
    void aCorrectedValueIsWorkedOffAgainAndTheDocumentKeepsItsId() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.24)));
        await().atMost(TIMEOUT).until(() -> meter().size() == 2);
        Object id = meter().get(0).get("_id");
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 1.0)));
        await().atMost(TIMEOUT).until(() -> energy() > 0.9);
        assertThat(meter().get(0)).containsEntry("kwh", 0.5).containsEntry("_id", id);

        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 1000)));
        await().atMost(TIMEOUT).until(() -> !meter().get(0).containsKey("kwh"));
    }

    /** A spelling mistake in an rID of the platform's grammar. */
    @Test
    void aMetricThatIsNotOneOfThePlatformIsAMeasurement() throws Exception {
        String mistaken = KWH.replace("meterKwh", "meterKhw");
        telemetry.register(VEN, "Direct Read", mistaken);
        telemetry.intake().accept(VEN, 0, List.of(sample(mistaken, T0, Duration.ZERO, 7)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();

        assertThat(mongod.database()
                        .getCollection(MetricCatalogue.MEASUREMENT)
                        .find()
                        .into(new ArrayList<>()))
                .singleElement()
                .satisfies(document -> assertThat(document)
                        .containsEntry("metric", "meter_khw")
                        .containsEntry("value", 7.0)
                        .containsEntry("timestamp", Date.from(T0)));
    }

    @Test
    void aLateReadingOfARegisterChangesTheQuarterHoursOnBothSides() throws Exception {
        telemetry.register(VEN, "Direct Read", KWH);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(reading(0, 100), reading(120, 104)));
        awaitCaughtUp();
        assertThat(meter()).hasSize(8).allMatch(each -> Math.abs(each.getDouble("kwh") - 0.5) < 1e-9);
        assertThat(meter()).noneMatch(each -> each.getBoolean("verified_kwh"));

        telemetry.intake().accept(VEN, 0, List.of(reading(60, 101)));
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
        telemetry.intake().accept(VEN, 0, List.of(sample(rid, T0, Duration.ofMinutes(15), 0.1)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();
        assertThat(meter()).singleElement().matches(each -> each.getString("device_class")
                .equals("$device.id"));
    }

    /** Four writers send, correct and repeat while three nodes work; in the end all documents say what was sent last. */
    @Test
    void noSampleOfConcurrentWritersIsMissedByConcurrentNodes() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        for (int i = 0; i < 3; i++) {
            startNode(telemetry.quarterHours());
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
                    telemetry.intake().accept(VEN, 0, List.of(halfHour(i, random.nextDouble())));
                    double corrected = random.nextDouble();
                    telemetry.intake().accept(VEN, 0, List.of(halfHour(i, corrected)));
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

    /** A node that dies between two steps leaves nothing that the next one does not make good. */
    @Test
    void anAbruptStopAtAnyStepLosesNothing() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5)));
        // after the claim
        assertThat(telemetry.claims(Duration.ZERO).take(Stage.QUARTER_HOURS, 10))
                .hasSize(1);
        // after the documents
        List<ClaimedRange> claimed = telemetry.claims(Duration.ZERO).take(Stage.QUARTER_HOURS, 10);
        telemetry.quarterHours().update(claimed);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.75)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();
        assertThat(energy()).isEqualTo(0.75, within(1e-9));
        assertThat(telemetry.waiting(Stage.LONG_TERM)).isEqualTo(1);
    }

    /** A node that was paused for an hour must not put old values over new ones. */
    @Test
    void aNodeThatReadItsSamplesEarlierCannotReplaceLaterDocuments() {
        telemetry.register(VEN, "Net", KWH);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5)));
        List<ClaimedRange> early = telemetry.claims(Duration.ZERO).take(Stage.QUARTER_HOURS, 10);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.75)));
        List<ClaimedRange> late = telemetry.claims(LEASE).take(Stage.QUARTER_HOURS, 10);
        assertThat(telemetry.quarterHours().update(late)).isEqualTo(late);
        assertThat(telemetry.quarterHours().update(early)).isEmpty();
    }

    /** What cannot be processed is put back with its reason and holds up nothing else. */
    @Test
    void aRangeThatFailsHoldsUpNoOther() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5), halfHour(2, 0.5), halfHour(4, 0.5)));
        AtomicInteger failures = new AtomicInteger();
        startNode(new QuarterHours() {
            private final QuarterHours sound = telemetry.quarterHours();

            @Override
            public List<ClaimedRange> update(Collection<ClaimedRange> ranges) {
                if (ranges.stream().anyMatch(range -> range.from().equals(T0)) && failures.incrementAndGet() < 4) {
                    throw new IllegalStateException("failure number " + failures);
                }
                return sound.update(ranges);
            }

            @Override
            public List<QuarterHourValue> longTermValues(Collection<ClaimedRange> ranges) {
                return sound.longTermValues(ranges);
            }
        });
        awaitCaughtUp();
        await().atMost(TIMEOUT).until(() -> meter().size() == 6);
        assertThat(failures).hasValueGreaterThan(3);
    }

    /** A device that reports power in kW to a VTN that never heard of the platform's names. */
    @Test
    void whatAnyOtherVenReportsBecomesDocumentsOfItsQuantity() throws Exception {
        telemetry
                .directory()
                .register(
                        new BoxOwner(VEN, new AccountId("account-1"), new AggregatorId("coop.example")),
                        List.of(
                                point("res0_powerReal", "usage", unit("powerReal", "W", "k")),
                                point("2f1c7e58", "usage", unit("frequency", "Hz", "none"))));
        telemetry
                .intake()
                .accept(
                        VEN,
                        0,
                        List.of(
                                sample("res0_powerReal", T0, Duration.ZERO, -1.5),
                                sample("2f1c7e58", T0, Duration.ZERO, 50)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();
        assertThat(meter()).singleElement().satisfies(document -> assertThat(document)
                .containsEntry("watts", -1500.0)
                .containsEntry("account_id", "account-1")
                .doesNotContainKey("kwh"));
        assertThat(mongod.database()
                        .getCollection(MetricCatalogue.MEASUREMENT)
                        .find()
                        .into(new ArrayList<>()))
                .singleElement()
                .satisfies(document -> assertThat(document)
                        .containsEntry("metric", "frequency")
                        .containsEntry("unit", "Hz")
                        .containsEntry("value", 50.0)
                        .containsEntry("aggregator_id", "coop.example")
                        .containsEntry("timestamp", Date.from(T0)));
        List<ClaimedRange> longTerm = telemetry.claims(LEASE).take(Stage.LONG_TERM, 10);
        assertThat(telemetry.quarterHours().longTermValues(longTerm))
                .extracting(QuarterHourValue::metric, value -> value.value().getAsDouble())
                .containsExactlyInAnyOrder(tuple("watts", -1500.0), tuple("frequency", 50.0));
    }

    private static DataPoint point(String rid, String reportType, ReportedUnit unit) {
        return new DataPoint(
                rid,
                ReportKind.TELEMETRY_USAGE,
                "specifier",
                reportType,
                "Direct Read",
                Optional.of(unit),
                Optional.empty(),
                Optional.empty());
    }

    private static ReportedUnit unit(String itemBase, String unit, String scale) {
        return new ReportedUnit(itemBase, "", unit, scale, Optional.empty());
    }

    /** The long-term store is told which value to remove. */
    @Test
    void aValueThatIsCorrectedToNothingIsRemovedFromTheLongTermStore() throws Exception {
        telemetry.register(VEN, "Net", KWH, WATTS);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5), sample(WATTS, T0, Duration.ZERO, 480)));
        awaitCaughtUp();
        telemetry.intake().accept(VEN, 0, List.of(sample(WATTS, T0, Duration.ZERO, -1)));
        awaitCaughtUp();
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.6)));
        awaitCaughtUp();
        assertThat(telemetry
                        .quarterHours()
                        .longTermValues(telemetry.claims(LEASE).take(Stage.LONG_TERM, 10)))
                .extracting(QuarterHourValue::metric, QuarterHourValue::at, QuarterHourValue::value)
                .containsExactlyInAnyOrder(
                        tuple("kwh", T0, OptionalDouble.of(0.3)),
                        tuple("watts", T0, OptionalDouble.empty()),
                        tuple("kwh", T0.plusSeconds(900), OptionalDouble.of(0.3)));
    }

    @Test
    void aServerThatIsKilledAndComesBackIsWorkedWithAgain() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5)));
        awaitCaughtUp();
        mongod.kill();
        mongod.restart();
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> telemetry
                                .intake()
                                .accept(VEN, 0, List.of(halfHour(1, 0.25)))
                                .stored()
                        == 1);
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> meter().size() == 4);
        assertThat(energy()).isEqualTo(0.75, within(1e-9));
    }
}
