package eu.flexcoop.middleware.resources.rest.internal.series;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.http.Router;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.Periods;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.RowMatcher;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Zones, gaps, positions and access of {@code /aggregate}, against a real mongod. */
@NeedsMongod
public class TimeSeriesTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final String SCHEMA =
            """
            'schema': {'account_id': {'type': 'string'}, 'device': {'type': 'string'}, 'at': {'type': 'datetime'},
             'kwh': {'type': 'float'}, 'secret': {'type': 'float'}, 'state': {'type': 'string'}}""";
    private static final String SERIES =
            """
            'aggregation': {'index_field': 'at', 'aggregate_fields': {'kwh': 'SUM', 'secret': 'MAX', 'state': 'LAST'},
             'groupby': 'device', 'add_fields': ['account_id']},""";

    private static final OwnerFields OWNERS = OwnerFields.of("account_id", "aggregator_id");

    /** Aggregates the rows from the middle of a day on, and lists all of them. */
    private static final class SpanningSource extends MongoSource {
        SpanningSource(MongoCollection<Document> rows) {
            super("test:spanning", rows, OWNERS);
        }

        @Override
        public Optional<Instant> aggregatedSince() {
            return Optional.of(Instant.parse("2026-03-29T12:00:00Z"));
        }
    }

    /** Sums up an hour a row, of 100 hours: as many kWh as the hour has a number. */
    private static final class SummingSource implements ResourceSource {
        private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public String name() {
            return "test:summing";
        }

        @Override
        public OwnerFields owners() {
            return OwnerFields.platform();
        }

        @Override
        public SourceRows find(SourceQuery query, Caller caller) {
            throw new IllegalStateException("The source is to sum up");
        }

        @Override
        public boolean summarizes() {
            return true;
        }

        @Override
        public SourceRows summarize(SourceQuery query, Periods periods, Caller caller) {
            Predicate<BsonDocument> wanted = RowMatcher.of(query.filter());
            List<Document> rows = new ArrayList<>();
            for (Instant start = FIRST;
                    rows.size() < 100;
                    start = periods.next().apply(start)) {
                assertThat(periods.start().apply(start.plusSeconds(1))).isEqualTo(start);
                rows.add(new Document("at", Date.from(start))
                        .append("kwh", (double) rows.size())
                        .append("device", "a"));
            }
            return SourceRows.of(rows.stream()
                    .map(row -> new RawBsonDocument(row, new DocumentCodec()))
                    .filter(wanted)
                    .toList());
        }
    }

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources("owned");
        String access =
                "'access': {'admin': {}, 'prosumer': {'rows': {'account_id': '$account'}, 'hidden': ['secret']}},";
        Published.add(registry, "energy", "{" + access + SERIES + SCHEMA + "}");
        Published.add(
                registry,
                "brief",
                "{" + access + "'aggregation': {'index_field': 'at'}, 'datasource': {'source': 'energy'}, " + SCHEMA
                        + "}");
        Published.add(
                registry,
                "owned",
                "{'source': 'test:owned', 'access': {'admin': {}, 'prosumer': {}}," + SERIES + SCHEMA + "}");
        Published.add(
                registry,
                "spanning",
                "{'source': 'test:spanning', 'access': {'admin': {}, 'prosumer': {}}," + SERIES + SCHEMA + "}");
        Published.add(
                registry, "summed", "{'source': 'test:summing', 'access': {'admin': {}}," + SERIES + SCHEMA + "}");
        MongoCollection<Document> owned = mongod.database().getCollection("owned");
        owned.createIndex(Indexes.ascending("account_id", "at"));
        owned.createIndex(Indexes.descending("at"));
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE),
                        name -> Optional.of(
                                switch (name) {
                                    case "test:spanning" -> new SpanningSource(owned);
                                    case "test:summing" -> new SummingSource();
                                    default -> new MongoSource(name, owned, OWNERS);
                                })),
                Published.SETTINGS);
        List<Document> rows = new ArrayList<>();
        add(rows, "a", "ann", "2026-03-28T12:00:00Z", 1);
        add(rows, "a", "ann", "2026-03-28T23:30:00Z", 2); // the 29th in Madrid, which has 23 hours
        add(rows, "a", "ann", "2026-03-29T21:30:00Z", 4);
        add(rows, "a", "ann", "2026-03-29T22:30:00Z", 8); // the 30th
        add(rows, "a", "ann", "2026-04-02T10:00:00Z", 16);
        add(rows, "b", "bob", "2026-03-29T10:00:00Z", 32);
        mongod.database().getCollection("energy").insertMany(rows);
        owned.insertMany(rows);
    }

    private static void add(List<Document> rows, String device, String account, String at, double kwh) {
        rows.add(new Document("device", device)
                .append("account_id", account)
                .append("at", Date.from(Instant.parse(at)))
                .append("kwh", kwh)
                .append("secret", kwh)
                .append("state", "s" + kwh));
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static RestResponse get(Caller caller, String address) {
        return Requests.request(router, caller, "GET", "aggregate/" + address, "");
    }

    private static Document page(Caller caller, String address) {
        RestResponse answer = get(caller, address);
        assertThat(answer.status())
                .as("%s: %s", address, new String(answer.body()))
                .isEqualTo(200);
        return Requests.json(answer);
    }

    /** Start in whole minutes, device and energy of each row. */
    private static List<String> rows(Document page) {
        return page.getList("_items", Document.class).stream()
                .map(row ->
                        "%s %s %s".formatted(row.getString("at").substring(0, 16), row.get("device"), row.get("kwh")))
                .toList();
    }

    @Test
    void daysAreThoseOfTheZone() {
        assertThat(rows(page(ANN, "energy/1D?tz=Europe/Madrid")))
                .containsExactly(
                        "2026-03-27T23:00 a 1.0",
                        "2026-03-28T23:00 a 6.0",
                        "2026-03-29T22:00 a 8.0",
                        "2026-04-01T22:00 a 16.0");
        assertThat(rows(page(ANN, "energy/P1D")))
                .containsExactly("2026-03-28T00:00 a 3.0", "2026-03-29T00:00 a 12.0", "2026-04-02T00:00 a 16.0");
        assertThat(rows(page(ANN, "energy/P1M?tz=Europe/Madrid")))
                .containsExactly("2026-02-28T23:00 a 15.0", "2026-03-31T22:00 a 16.0");
        assertThat(rows(page(ANN, "energy/1W?tz=Europe/Madrid")))
                .containsExactly("2026-03-22T23:00 a 7.0", "2026-03-29T22:00 a 24.0");
    }

    @Test
    void rowsThatASourceHasSummedUpAreShownAsTheyAre() {
        String late = "summed/2H?where={\"at\":{\"$gte\":\"2026-03-08T00:00:00.0Z\"}}";
        assertThat(rows(page(ADMIN, late + "&max_results=3")))
                .containsExactly("2026-03-08T00:00 a 84.0", "2026-03-08T02:00 a 85.0", "2026-03-08T04:00 a 86.0");
        assertThat(page(ADMIN, late).getList("_items", Document.class)).hasSize(16);
        RestResponse filled = get(ADMIN, late + "&fill=null");
        assertThat(filled.status()).isEqualTo(400);
        assertThat(new String(filled.body())).contains("'fill' is made by the database");
    }

    @Test
    void gapsAreFilledAsAsked() {
        String days = "energy/1D?tz=Europe/Madrid&where={\"device\":\"a\"}";
        assertThat(rows(page(ADMIN, days + "&fill=null")))
                .containsExactly(
                        "2026-03-27T23:00 a 1.0",
                        "2026-03-28T23:00 a 6.0",
                        "2026-03-29T22:00 a 8.0",
                        "2026-03-30T22:00 a null",
                        "2026-03-31T22:00 a null",
                        "2026-04-01T22:00 a 16.0");
        assertThat(rows(page(ADMIN, days + "&fill=previous")).subList(2, 5))
                .containsExactly("2026-03-29T22:00 a 8.0", "2026-03-30T22:00 a 8.0", "2026-03-31T22:00 a 8.0");
        assertThat(page(ADMIN, days + "&fill=linear")
                        .getList("_items", Document.class)
                        .subList(2, 6))
                .extracting(row -> Math.round(100 * ((Number) row.get("kwh")).doubleValue()))
                .containsExactly(800L, 1067L, 1333L, 1600L);
        assertThat(page(ADMIN, days + "&fill=linear")
                        .getList("_items", Document.class)
                        .get(3))
                .as("what cannot be on a line, and what does not change within a series")
                .containsEntry("state", null)
                .containsEntry("account_id", "ann");
    }

    @Test
    void theRangeOfTheFilterIsFilledToItsEnds() {
        String hours =
                "energy/1H?fill=null&where={\"device\":\"a\",\"at\":{\"$gte\":\"2026-03-28T10:00:00.0Z\",\"$lt\":\"2026-03-28T14:00:00.0Z\"}}";
        assertThat(rows(page(ADMIN, hours)))
                .containsExactly(
                        "2026-03-28T10:00 a null",
                        "2026-03-28T11:00 a null",
                        "2026-03-28T12:00 a 1.0",
                        "2026-03-28T13:00 a null");
        assertThat(rows(page(ADMIN, "energy/1H?fill=null&where={\"device\":\"none\"}")))
                .isEmpty();
        String months = "energy/P1M?tz=Europe/Madrid&fill=null&where={\"device\":\"a\","
                + "\"at\":{\"$gte\":\"2026-01-20T00:00:00.0Z\",\"$lte\":\"2026-05-02T00:00:00.0Z\"}}";
        assertThat(rows(page(ADMIN, months)))
                .containsExactly(
                        "2025-12-31T23:00 a null",
                        "2026-01-31T23:00 a null",
                        "2026-02-28T23:00 a 15.0",
                        "2026-03-31T22:00 a 16.0",
                        "2026-04-30T22:00 a null");
        assertThat(rows(page(ADMIN, "energy/1D?fill=null")).stream().filter(row -> row.contains(" b ")))
                .as("each series has the periods of all")
                .hasSize(6)
                .contains("2026-03-29T00:00 b 32.0");
    }

    @ParameterizedTest
    @CsvSource({
        "energy/1D",
        "energy/1D?fill=previous",
        "energy/1D?fill=null&tz=Europe/Madrid",
        "energy/12H",
        "owned/1D",
        "spanning/1D",
        "summed/1H"
    })
    void pagesByPositionJoin(String series) {
        String joint = series.contains("?") ? "&" : "?";
        List<String> whole = rows(page(ADMIN, series + joint + "max_results=300"));
        List<String> walked = new ArrayList<>();
        String next = series + joint + "max_results=2&after=";
        while (next != null) {
            Document page = page(ADMIN, next);
            walked.addAll(rows(page));
            Document link = page.get("_links", Document.class).get("next", Document.class);
            next = link == null ? null : link.getString("href").substring("aggregate/".length());
            assertThat(walked).hasSizeLessThanOrEqualTo(whole.size());
        }

        assertThat(walked).isEqualTo(whole);
        assertThat(rows(page(ADMIN, series + joint + "max_results=2&page=2"))).isEqualTo(whole.subList(2, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "15T",
                "1H",
                "12H",
                "1D",
                "1D?tz=Europe/Madrid",
                "1W",
                "1M?tz=Europe/Madrid",
                "1Y",
                "1D?max_results=2&page=2",
                "1D?max_results=1&page=3",
                "1D?max_results=3&page=9",
                "1D?where={\"device\":\"b\",\"at\":{\"$gte\":\"2026-01-01T00:00:00.0Z\"}}",
                "1D?where={\"at\":{\"$gte\":\"2026-03-28T20:00:00.0Z\",\"$lt\":\"2026-03-29T22:00:00.0Z\"}}",
                "1D?where={\"at\":{\"$lt\":\"2026-03-29T10:00:00.0Z\"}}",
                "1D?where={\"at\":{\"$gte\":\"2026-03-29T12:00:00.0Z\"}}"
            })
    void rowsThatTheSourceCannotAggregateAreAggregatedHere(String series) {
        for (Caller caller : List.of(ADMIN, ANN)) {
            assertThat(page(caller, "spanning/" + series).get("_items"))
                    .isEqualTo(page(caller, "owned/" + series).get("_items"));
        }
    }

    @Test
    void rowsOfOthersAndHiddenFieldsAreInNoSum() {
        for (String query : List.of("", "?fill=null", "?fill=linear&tz=Europe/Madrid")) {
            assertThat(page(ANN, "energy/1D" + query).getList("_items", Document.class))
                    .as(query)
                    .isNotEmpty()
                    .allSatisfy(
                            row -> assertThat(row).containsEntry("device", "a").doesNotContainKey("secret"));
            assertThat(page(ANN, "owned/1D" + query).getList("_items", Document.class))
                    .as(query)
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row).containsEntry("device", "a"));
        }
        assertThat(page(ADMIN, "energy/1D").getList("_items", Document.class))
                .anySatisfy(row -> assertThat(row).containsEntry("secret", 32.0));
    }

    @Test
    void theShortFormAveragesTheNumbers() {
        assertThat(page(ANN, "brief/1D").getList("_items", Document.class).get(0))
                .containsEntry("kwh", 1.5)
                .doesNotContainKeys("secret", "state", "device");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "energy/1X | Period '1X' is unknown",
                "energy/1D?tz=Mars | Time zone 'Mars' is unknown",
                "energy/1D?fill=zero | 'fill' is 'zero', use null, previous or linear",
                "energy/1D?page=2&after= | 'page' and 'after' exclude each other",
                "energy/1D?after=x | 'after' is not what",
                "energy/1T?fill=null&where={\"at\":{\"$gte\":\"2020-01-01T00:00:00.0Z\"}} | at most 10000 are allowed",
                "spanning/1D?fill=null | has rows from 2026-03-29T12:00:00Z on",
                "owned/1D?where={\"kwh\":{\"$gt\":1}} | No index serves this 'where'",
            })
    void whatCannotBeAnsweredIsRefusedWithTheReason(String address, String message) {
        RestResponse refused = get(ADMIN, address);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(Requests.json(refused).get("_error", Document.class).getString("message"))
                .contains(message);
    }
}
