package eu.flexcoop.middleware.imports.amon.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.PrivateMongod;

/** Nodes that take uploads in, with the telemetry, against a real mongod. */
abstract class AmonFixture {
    static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    static final Caller SERVICE = caller(Role.SERVICE, null);
    static final Caller COOP = caller(Role.AGGREGATOR, "coop.example");
    static final Caller OTHER_COOP = caller(Role.AGGREGATOR, "other.example");

    static PrivateMongod mongod;

    @TempDir
    Path folder;

    private MongoCollections mongo;
    TelemetryServices telemetry;
    DeviceStore devices;
    AmonImport amon;

    @BeforeAll
    static void startServer() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopServer() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void anEmptyDatabase() {
        // dropping it would have every test build all indexes
        for (String name : mongod.database().listCollectionNames()) {
            if (!name.startsWith("system.")) {
                mongod.database().getCollection(name).deleteMany(new Document());
            }
        }
        mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        telemetry = new TelemetryServices(mongo);
        devices = new DeviceStore(mongo, Clock.systemUTC());
        amon = node(telemetry);
    }

    AmonImport node(TelemetryServices services) {
        return new AmonImport(
                devices,
                services.directory(),
                services.registeredBoxes(),
                services.intake(),
                services.unknownPoints(),
                Companies.parse("known=coop.example/bob, half=coop.example"),
                Clock.systemUTC());
    }

    TelemetryServices anotherNode() {
        return new TelemetryServices(mongo);
    }

    static Caller caller(Role role, String aggregator) {
        return new Caller(
                "tester",
                role,
                Optional.empty(),
                Optional.ofNullable(aggregator).map(AggregatorId::new),
                Optional.empty());
    }

    AmonReport upload(String json, Caller caller) throws IOException {
        Path file = Files.writeString(folder.resolve("upload.json"), json);
        return amon.take(ImportFile.of(file), caller);
    }

    /** A document with measurements of one reading, a quarter hour apart from {@link #T0} on. */
    static String device(String id, String reading, double... values) {
        return device(id, reading, 0, Duration.ofMinutes(15), values);
    }

    static String device(String id, String reading, int from, Duration apart, double... values) {
        String type = reading.replaceAll(".*\"type\": *\"([^\"]*)\".*", "$1");
        List<String> measurements = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            measurements.add("{\"timestamp\": \"%s\", \"type\": \"%s\", \"value\": %s}"
                    .formatted(T0.plus(apart.multipliedBy(from + (long) i)), type, values[i]));
        }
        return "{\"deviceId\": \"%s\", \"companyId\": \"known\", \"readings\": [%s], \"measurements\": [%s]}"
                .formatted(id, reading, String.join(", ", measurements));
    }

    static String reading(String type, String period, String unit) {
        return "{\"type\": \"%s\", \"period\": \"%s\", \"unit\": \"%s\"}".formatted(type, period, unit);
    }

    /** 15-minute documents that the routes would write. */
    List<Document> documents(String collection) {
        RangeClaims claims = telemetry.claims(Duration.ofSeconds(30));
        for (List<ClaimedRange> ranges = claims.take(Stage.QUARTER_HOURS, 100);
                !ranges.isEmpty();
                ranges = claims.take(Stage.QUARTER_HOURS, 100)) {
            claims.done(telemetry.quarterHours().update(ranges));
        }
        return mongod.database()
                .getCollection(collection)
                .find()
                .sort(new Document("timestamp", 1))
                .into(new ArrayList<>());
    }

    List<Document> meter() {
        return documents("meter");
    }

    static double energy(List<Document> meter) {
        return meter.stream()
                .filter(each -> each.containsKey("kwh"))
                .mapToDouble(each -> each.getDouble("kwh"))
                .sum();
    }
}
