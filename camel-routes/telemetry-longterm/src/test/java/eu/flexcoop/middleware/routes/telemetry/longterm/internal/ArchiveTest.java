package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.fixtures.ArchiveServices;
import eu.flexcoop.middleware.fixtures.SeriesOnHBase;
import eu.flexcoop.middleware.fixtures.TelemetryServices;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.PrivateMongod;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** 15-minute documents before, while and after they leave a real mongod, which is asked first what the answer is to be. */
@Timeout(180)
@NeedsMongod
@NeedsHBase
@ExtendWith(SharedHBase.class)
class ArchiveTest {
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final int DAYS = 8;
    private static final Duration KEPT = Duration.ofDays(3);
    private static final Instant NOW = START.plus(Duration.ofDays(DAYS));
    /** The database has everything from here on. */
    private static final Instant BOUNDARY = NOW.minus(KEPT);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Caller SERVICE = caller(Role.SERVICE, "service");
    private static final Caller ANN = caller(Role.PROSUMER, "ann");
    private static final Document ANY = new Document();
    private static final Document OLDEST = new Document("timestamp", 1);
    private static final Document NEWEST = new Document("timestamp", -1);

    private static PrivateMongod mongod;
    private static SeriesOnHBase hbase;
    private static SeriesStore series;

    private TelemetryServices telemetry;
    private MongoCollection<Document> meter;
    private MongoCollections collections;
    private ResourceSource source;
    private String one;
    private String two;

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

    private static Caller caller(Role role, String account) {
        return new Caller(
                account,
                role,
                Optional.of(new AccountId(account)),
                Optional.of(new AggregatorId("coop.example")),
                Optional.empty(),
                Set.of());
    }

    @BeforeEach
    void someDaysOfTwoDevices() {
        mongod.database().drop();
        collections = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        telemetry = new TelemetryServices(collections);
        meter = mongod.database().getCollection(MetricCatalogue.METER);
        source = new ArchiveServices(collections, series, at(NOW)).source(MetricCatalogue.METER);
        // HBase keeps what other tests wrote
        one = "one-" + new ObjectId();
        two = "two-" + new ObjectId();
        List<Document> documents = new ArrayList<>();
        for (int quarterHour = 0; quarterHour < DAYS * 96; quarterHour++) {
            documents.add(document(one, "ann", quarterHour, quarterHour / 10.0));
            if (quarterHour % 3 == 0) {
                // the house was sold
                documents.add(document(two, quarterHour < 200 ? "ann" : "bob", quarterHour, quarterHour / 20.0));
            }
        }
        meter.insertMany(documents);
        for (String device : List.of(one, two)) {
            telemetry.markLongTerm(new DeviceId(device), START, NOW);
        }
    }

    private static Clock at(Instant time) {
        return Clock.fixed(time, ZoneOffset.UTC);
    }

    private static Instant time(int quarterHour) {
        return START.plus(Duration.ofMinutes(15L * quarterHour));
    }

    /** As the route before stores it. */
    private static Document document(String device, String account, int quarterHour, double kwh) {
        Instant time = time(quarterHour);
        Date written = Date.from(time.plus(Duration.ofMinutes(16)));
        return new Document("_id", id(device, time))
                .append("device_id", device)
                .append("account_id", account)
                .append("aggregator_id", "coop.example")
                .append("device_class", "prosumerDeviceMetering")
                .append("timestamp", Date.from(time))
                .append("kwh", kwh)
                .append("verified_kwh", quarterHour % 5 != 0)
                .append("watts", kwh * 4000)
                .append("_updated", written)
                .append("_rev", new BsonTimestamp(quarterHour, 1))
                .append("_created", written);
    }

    private static ObjectId id(String device, Instant time) {
        return new ObjectId(ByteBuffer.allocate(12)
                .putInt((int) (time.getEpochSecond() / 900))
                .putLong(device.hashCode() * 31L)
                .flip());
    }

    private void copyToHBase() throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        node.addRoutes(new LongTermRoute(
                telemetry.claims(Duration.ofMinutes(1)),
                telemetry.quarterHours(),
                series,
                new LongTermProgress(new SimpleMeterRegistry()),
                Duration.ofMillis(50),
                100));
        await().atMost(Duration.ofSeconds(60)).until(() -> telemetry.waiting(Stage.LONG_TERM) == 0);
        node.stop();
    }

    /** Runs the retention at a time. */
    private long retire(Instant now) {
        ArchiveServices archive = new ArchiveServices(collections, series, at(now));
        source = archive.source(MetricCatalogue.METER);
        return archive.retention().run(MetricCatalogue.METER, KEPT);
    }

    private record Query(Bson filter, Document projection, Document sort, int skip, int limit, Caller caller) {}

    private List<RawBsonDocument> rows(Query query) {
        List<RawBsonDocument> found = new ArrayList<>();
        try (SourceRows rows = source.find(
                new SourceQuery(query.filter(), query.projection(), query.sort(), query.skip(), query.limit(), TIMEOUT),
                query.caller())) {
            rows.forEachRemaining(found::add);
        }
        return found;
    }

    private Document of(String... devices) {
        return new Document("device_id", new Document("$in", List.of(devices)));
    }

    private static Document with(Document filter, String field, Object condition) {
        return new Document(filter).append(field, condition);
    }

    /** Queries that cross the boundary, end before it, or have nothing to do with it. */
    private List<Query> queries() {
        Document shown = new Document(Map.of("device_id", 1, "kwh", 1, "timestamp", 1));
        List<Query> queries = new ArrayList<>();
        for (Caller caller : List.of(SERVICE, ANN)) {
            for (Document sort : List.of(OLDEST, NEWEST, new Document("_id", 1), new Document("_id", -1))) {
                queries.add(new Query(new Document("device_id", one), ANY, sort, 0, 0, caller));
                queries.add(new Query(
                        with(of(one, two), "kwh", new Document("$gt", 20.0)), ANY, idSort(sort), 0, 0, caller));
                for (int skip : List.of(0, 10, 250, 300, 470, 490, 600, 2000)) {
                    queries.add(new Query(new Document("device_id", two), ANY, sort, skip, 25, caller));
                    queries.add(new Query(of(one, two), shown, idSort(sort), skip, 60, caller));
                }
                Document range = new Document("$gte", Date.from(BOUNDARY.minusSeconds(9_000)))
                        .append("$lt", Date.from(BOUNDARY.plusSeconds(9_000)));
                queries.add(new Query(with(of(one, two), "timestamp", range), shown, idSort(sort), 0, 0, caller));
                queries.add(new Query(
                        with(of(one), "verified_kwh", false),
                        new Document("_id", 0).append("watts", 1),
                        sort,
                        3,
                        50,
                        caller));
            }
            ObjectId position = id(one, BOUNDARY.minusSeconds(1_800));
            queries.add(new Query(
                    new Document(
                            "$or",
                            List.of(
                                    new Document(
                                            "$and",
                                            List.of(of(one), new Document("_id", new Document("$gt", position)))),
                                    new Document(
                                            "$and",
                                            List.of(
                                                    of(one),
                                                    new Document(
                                                            "_id", new Document("$type", List.of("bool", "date"))))))),
                    ANY,
                    new Document("_id", 1),
                    0,
                    50,
                    caller));
            queries.add(new Query(
                    new Document("timestamp", new Document("$gte", Date.from(NOW.minus(Duration.ofDays(1))))),
                    ANY,
                    new Document("_id", 1),
                    0,
                    0,
                    caller));
            queries.add(new Query(
                    new Document("kwh", new Document("$gt", 60.0)), ANY, new Document("_id", -1), 0, 20, caller));
        }
        return queries;
    }

    /** An order without equals, so that there is one answer. */
    private static Document idSort(Document sort) {
        return sort.containsKey("_id") ? sort : new Document(sort).append("_id", sort.get("timestamp"));
    }

    @Test
    void everyQueryHasTheSameAnswerBeforeWhileAndAfterRowsLeaveTheDatabase() throws Exception {
        List<Query> queries = queries();
        List<List<RawBsonDocument>> answers = queries.stream().map(this::shown).toList();
        assertThat(answers).anySatisfy(answer -> assertThat(answer).hasSize(DAYS * 96));
        copyToHBase();

        assertThat(retire(NOW)).as("the boundary is moved first").isZero();
        assertThat(meter.countDocuments()).isEqualTo(DAYS * 128);
        assertSame(queries, answers);
        assertThat(retire(NOW.plus(Duration.ofHours(23)))).as("readers go on").isZero();

        long before = meter.countDocuments(new Document("timestamp", new Document("$lt", Date.from(BOUNDARY))));
        assertThat(retire(NOW.plus(Duration.ofDays(1)))).isEqualTo(before).isPositive();
        assertThat(meter.countDocuments()).isEqualTo(DAYS * 128 - before);
        assertSame(queries, answers);
    }

    private void assertSame(List<Query> queries, List<List<RawBsonDocument>> answers) {
        for (int i = 0; i < queries.size(); i++) {
            List<RawBsonDocument> found = shown(queries.get(i));
            assertThat(found).as("%s", queries.get(i)).hasSameSizeAs(answers.get(i));
            for (int row = 0; row < found.size(); row++) {
                assertThat(found.get(row))
                        .as("%s, row %d", queries.get(i), row)
                        .isEqualTo(answers.get(i).get(row));
            }
        }
    }

    /** Bytes as they were shown, from which ETags are made. REST never shows the revision. */
    private List<RawBsonDocument> shown(Query query) {
        Document projection = query.projection().isEmpty() ? new Document("_rev", 0) : query.projection();
        return rows(new Query(query.filter(), projection, query.sort(), query.skip(), query.limit(), query.caller()));
    }

    @Test
    void rowsAreCountedInBothStores() throws Exception {
        copyToHBase();
        Document house = with(of(two), "account_id", "ann");
        OptionalLong count = source.count(house, 1_000, TIMEOUT, SERVICE);
        assertThat(count).hasValue(67);

        retire(NOW);
        retire(NOW.plus(Duration.ofDays(1)));

        assertThat(source.count(house, 1_000, TIMEOUT, SERVICE)).isEqualTo(count);
        assertThat(source.count(of(one), DAYS * 96, TIMEOUT, ANN)).hasValue(DAYS * 96);
        assertThat(source.count(of(one), 100, TIMEOUT, ANN)).isEmpty();
        assertThat(source.count(new Document(), 1_000, TIMEOUT, SERVICE))
                .as("not without a device")
                .isEmpty();
        assertThat(source.counts()).isFalse();
    }

    @Test
    void whatHBaseDoesNotHaveStaysAndIsCopiedFirst() throws Exception {
        copyToHBase();
        retire(NOW);
        // as if it had been written by a version without copies, or lost
        mongod.database()
                .getCollection(MetricCatalogue.METER)
                .updateOne(new Document("_id", id(one, time(10))), new Document("$set", new Document("kwh", 77.0)));
        // and one that still waits for the route
        telemetry.markLongTerm(new DeviceId(two), time(96), time(97));

        Instant later = NOW.plus(Duration.ofDays(1));
        retire(later);

        Document old = new Document("timestamp", new Document("$lt", Date.from(BOUNDARY)));
        assertThat(meter.find(with(old, "device_id", one))).singleElement().satisfies(kept -> assertThat(kept)
                .containsEntry("kwh", 77.0));
        assertThat(meter.countDocuments(with(old, "device_id", two)))
                .as("its day")
                .isEqualTo(32);
        assertThat(telemetry.waiting(Stage.LONG_TERM)).isEqualTo(2);
        copyToHBase();
        retire(later.plus(Duration.ofDays(1)));
        assertThat(meter.countDocuments(old)).isZero();
        assertThat(rows(new Query(with(of(one), "timestamp", Date.from(time(10))), ANY, OLDEST, 0, 0, SERVICE)))
                .singleElement()
                .satisfies(row -> assertThat(row.getDouble("kwh").getValue()).isEqualTo(77.0));
    }

    @Test
    void aLateCorrectionIsShownOnceAtOnceAndAfterItHasLeftAgain() throws Exception {
        copyToHBase();
        retire(NOW);
        Instant gone = NOW.plus(Duration.ofDays(1));
        retire(gone);
        Document corrected = document(one, "ann", 50, 5_000)
                .append("_created", Date.from(gone))
                .append("_updated", Date.from(gone));
        meter.insertOne(corrected);
        Query all = new Query(of(one), ANY, OLDEST, 0, 0, SERVICE);
        Query large = new Query(with(of(one), "kwh", new Document("$gt", 4_000)), ANY, OLDEST, 0, 0, ANN);
        Query before = new Query(with(of(one), "kwh", 5.0), ANY, OLDEST, 0, 0, ANN);

        for (Instant now : List.of(gone, gone.plus(Duration.ofDays(30)))) {
            assertThat(rows(all)).hasSize(DAYS * 96);
            assertThat(rows(large)).hasSize(1);
            assertThat(rows(before)).as("the value that was corrected").isEmpty();
            telemetry.markLongTerm(new DeviceId(one), time(50), time(51));
            copyToHBase();
            retire(now);
        }
        assertThat(meter.countDocuments(new Document("_id", corrected.get("_id"))))
                .isZero();
    }

    @Test
    void queriesThatHBaseWouldHaveToScanForAreRefusedWithTheFilterThatIsMissing() throws Exception {
        copyToHBase();
        retire(NOW);
        for (Query query : List.of(
                new Query(ANY, ANY, OLDEST, 0, 25, SERVICE),
                new Query(ANY, ANY, ANY, 0, 0, SERVICE),
                new Query(new Document("kwh", 1.0), ANY, new Document("_id", 1), 0, 25, ANN))) {
            assertThatThrownBy(() -> rows(query))
                    .as("%s", query)
                    .isInstanceOfSatisfying(MiddlewareException.class, refused -> {
                        assertThat(refused.status()).isEqualTo(400);
                        assertThat(refused.advice()).contains("device_id").contains("2021-03-06T00:00:00Z");
                    });
        }
        assertThatThrownBy(() -> rows(new Query(of(one), ANY, new Document("kwh", 1), 0, 25, SERVICE)))
                .hasMessageContaining("cannot sort them by");
        assertThat(rows(new Query(ANY, ANY, NEWEST, 0, 25, SERVICE)))
                .as("the database has as many")
                .hasSize(25);
    }
}
