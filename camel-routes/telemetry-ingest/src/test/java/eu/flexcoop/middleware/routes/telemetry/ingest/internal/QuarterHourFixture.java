package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.awaitility.Awaitility.await;

/** Nodes that run the route, and everything before it, against a real mongod. */
abstract class QuarterHourFixture {
    static final VenId VEN = new VenId("ven-1");
    private static final String DEVICE = "meter_1_Home_Hall_prosumerDeviceMetering_1_";
    static final String KWH = DEVICE + "meterKwh";
    static final String WATTS = DEVICE + "meterWatts";
    static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    static final Duration LEASE = Duration.ofSeconds(5);
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    static PrivateMongod mongod;
    private MongoCollections mongo;
    private final List<CamelContext> nodes = new ArrayList<>();
    TelemetryServices telemetry;

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

    void startNode(QuarterHours quarterHours) throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        node.addRoutes(new QuarterHourRoute(telemetry.claims(LEASE), quarterHours, Duration.ofMillis(50), 100, 2));
        nodes.add(node);
    }

    static RawSample sample(String rid, Instant at, Duration duration, double value) {
        return new RawSample(rid, at, duration, value, Optional.empty());
    }

    static RawSample halfHour(int number, double kwh) {
        return sample(KWH, T0.plus(Duration.ofMinutes(30L * number)), Duration.ofMinutes(30), kwh);
    }

    static List<Document> meter() {
        return mongod.database()
                .getCollection(MetricCatalogue.METER)
                .find()
                .sort(new Document("timestamp", 1))
                .into(new ArrayList<>());
    }

    void awaitCaughtUp() {
        await().atMost(TIMEOUT).until(() -> telemetry.waiting(Stage.QUARTER_HOURS) == 0);
    }

    static double energy() {
        return meter().stream().mapToDouble(each -> each.getDouble("kwh")).sum();
    }
}
