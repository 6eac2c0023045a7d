package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.mongodb.MongoException;
import org.bson.Document;
import org.bson.json.JsonParseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.rest.internal.write.InsertOperation;
import eu.flexcoop.middleware.resources.rest.internal.write.WriteContext;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Lists, series and bulk writes of more than a page, against a real mongod. */
@NeedsMongod
public class LargeDataTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Instant START = Instant.parse("2020-03-02T10:00:00Z");

    private static PrivateMongod mongod;
    private static OpenResources resources;
    private static PublishedResources registry;
    private static Router router;

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        registry = new PublishedResources();
        String admin = "'access': {'admin': {}}, ";
        Published.add(registry, "ties", "{" + admin + "'schema': {'n': {'type': 'integer'}}}");
        Published.add(registry, "counted", "{" + admin + "'schema': {'n': {'type': 'integer'}}}");
        Published.add(registry, "unpaged", "{" + admin + "'pagination': false, 'schema': {'n': {'type': 'integer'}}}");
        Published.add(
                registry,
                "series",
                "{" + admin
                        + "'aggregation': {'index_field': 'at', 'aggregate_fields': {'kwh': 'SUM', 'last': 'LAST'},"
                        + " 'groupby': 'device'}, 'schema': {'at': {'type': 'datetime'}, 'device': {'type': 'string'},"
                        + " 'kwh': {'type': 'float'}, 'last': {'type': 'integer'}}}");
        Published.add(
                registry,
                "keys",
                "{" + admin + "'resource_methods': ['GET', 'POST'], 'schema': {"
                        + "'key': {'type': 'string', 'unique': true}, 'other': {'type': 'string', 'data_relation': "
                        + "{'resource': 'keys', 'field': 'key'}}}}");
        resources = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty());
        router = new Router(registry, resources, Published.SETTINGS);
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static Document get(String address) {
        RestResponse answer = Requests.request(router, ADMIN, "GET", address, "");
        assertThat(answer.status()).as(address).isEqualTo(200);
        return Requests.json(answer);
    }

    private static List<Document> items(String address) {
        return get(address).getList("_items", Document.class);
    }

    @Test
    public void rowsThatAreEqualForTheSortComeOnceEach() {
        mongod.database()
                .getCollection("ties")
                .insertMany(IntStream.range(0, 60)
                        .mapToObj(i -> new Document("n", i % 2))
                        .collect(Collectors.toList()));
        List<String> ids = new ArrayList<>();
        for (int page = 1; page <= 9; page++) {
            items("ties?sort=n&max_results=7&page=" + page).forEach(item -> ids.add(item.getString("_id")));
        }

        assertThat(ids).hasSize(60).doesNotHaveDuplicates();
        assertThat(ids.subList(0, 30)).isSorted();
        assertThat(ids.subList(30, 60)).isSorted();
    }

    @Test
    public void aListOfAnyLengthIsReadWhileItIsSent() throws IOException {
        insertUnpaged(20_000);

        try (RestResponse answer = Requests.request(router, ADMIN, "GET", "unpaged?sort=n", "")) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("X-Total-Count", "20000");
            assertThat(answer.body().length).as("in memory").isLessThan(1 << 20);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(answer.body());
            answer.rest().writeTo(whole);
            Document json = Document.parse(whole.toString(StandardCharsets.UTF_8));
            assertThat(json.getList("_items", Document.class))
                    .extracting(item -> item.getInteger("n"))
                    .hasSize(20_000)
                    .isSorted();
            assertThat(json).containsKey("_links");
        }
        RestResponse whole = Requests.request(router, ADMIN, "GET", "unpaged?where={\"n\":{\"$lt\":1000}}", "");
        assertThat(whole.rest()).isNull();
        assertThat(Requests.json(whole).getList("_items", Document.class)).hasSize(1000);
        assertThat(whole.headers()).containsEntry("X-Total-Count", "1000");
    }

    @Test
    public void aListThatFailsOnTheWayIsNotWellFormed() {
        insertUnpaged(20_000);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();

        try (RestResponse answer = Requests.request(router, ADMIN, "GET", "unpaged?sort=n", "")) {
            sent.writeBytes(answer.body());
            mongod.database().getCollection("unpaged").drop();
            assertThatThrownBy(() -> answer.rest().writeTo(sent)).isInstanceOf(MongoException.class);
        }

        assertThat(sent.toString(StandardCharsets.UTF_8))
                .startsWith("{\"_items\":[{")
                .doesNotContain("]");
        assertThatThrownBy(() -> Document.parse(sent.toString(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonParseException.class);
    }

    /** A count of more rows than this costs the database milliseconds. */
    @Test
    public void theCountOfALargeListIsUsedAgain() {
        var counted = mongod.database().getCollection("counted");
        counted.insertMany(IntStream.rangeClosed(0, 10_000)
                .mapToObj(n -> new Document("n", n))
                .collect(Collectors.toList()));
        String small = "counted?max_results=1&where={\"n\":{\"$lt\":10}}";
        assertThat(total("counted?max_results=1")).isEqualTo("10001");
        assertThat(total(small)).isEqualTo("10");

        counted.insertOne(new Document("n", 1));

        assertThat(total("counted?max_results=1")).isEqualTo("10001");
        assertThat(total(small)).isEqualTo("11");
    }

    private static String total(String path) {
        try (RestResponse answer = Requests.request(router, ADMIN, "GET", path, "")) {
            return answer.headers().get("X-Total-Count");
        }
    }

    private static void insertUnpaged(int rows) {
        mongod.database().getCollection("unpaged").drop();
        mongod.database()
                .getCollection("unpaged")
                .insertMany(IntStream.range(0, rows)
                        .mapToObj(n -> new Document("n", n))
                        .collect(Collectors.toList()));
    }

    @Test
    public void pagesOfASeriesJoinAcrossGaps() {
        List<Document> rows = new ArrayList<>();
        int[] hours = {0, 1, 2, 5, 6, 400, 401, 5000, 20_000};
        for (int hour : hours) {
            for (String device : List.of("a", "b", "c")) {
                for (int quarter = 3; quarter >= 0; quarter--) {
                    rows.add(new Document("at", Date.from(START.plusSeconds(hour * 3600L + quarter * 900L)))
                            .append("device", device)
                            .append("kwh", 0.25)
                            .append("last", quarter));
                }
            }
        }
        rows.add(new Document("device", "a").append("kwh", 1000.0));
        mongod.database().getCollection("series").insertMany(rows);

        List<Document> all = items("aggregate/series/1H?max_results=300");
        List<Document> joined = new ArrayList<>();
        for (int page = 1; page <= 7; page++) {
            Document answer = get("aggregate/series/1H?max_results=4&page=" + page);
            joined.addAll(answer.getList("_items", Document.class));
            assertThat(answer.get("_links", Document.class).containsKey("next"))
                    .as("page %d", page)
                    .isEqualTo(page < 7);
        }

        assertThat(all).hasSize(hours.length * 3).isEqualTo(joined);
        assertThat(all)
                .allSatisfy(row -> assertThat(row).containsEntry("kwh", 1.0).containsEntry("last", 3));
        assertThat(all.get(3))
                .containsEntry("at", "2020-03-02T11:00:00.000000Z")
                .containsEntry("device", "a");
        assertThat(items("aggregate/series/1H?page=100")).isEmpty();
        assertThat(items("aggregate/series/1Y")).as("2020 and 2022").hasSize(6);
    }

    @Test
    public void valuesOfABulkAreLookedUpTogether() {
        assertThat(post("[{'key': 'k1'}, {'key': 'k2'}]").status()).isEqualTo(201);

        assertThat(post("[{'key': 'k3', 'other': 'k1'}, {'key': 'k4', 'other': 'k2'}]")
                        .status())
                .isEqualTo(201);
        RestResponse refused = post("[{'key': 'k1'}, {'key': 'k5', 'other': 'none'}, {'key': 'k6'}]");
        assertThat(refused.status()).isEqualTo(422);
        List<Document> items = Requests.json(refused).getList("_items", Document.class);
        assertThat(items.get(0).get("_issues", Document.class)).containsKey("key");
        assertThat(items.get(1).get("_issues", Document.class)).containsOnlyKeys("other");
        assertThat(items.get(2)).containsEntry("_status", "OK");
    }

    @Test
    public void aGoodBulkIsValidatedOnce() {
        PublishedResource keys = registry.named("keys").orElseThrow();
        AtomicInteger validated = new AtomicInteger();
        PublishedResource counted = new PublishedResource(keys.definition(), new CountingValidator(keys, validated));
        OpenResource open = resources.open(counted);
        InsertOperation writes = new InsertOperation(new WriteContext(registry, resources, Published.SETTINGS));

        assertThat(writes.insert(Requests.parsed(ADMIN, "POST", "keys", "[{'key': 'c1'}, {'key': 'c2'}]"), open)
                        .status())
                .isEqualTo(201);
        assertThat(validated).hasValue(2);
        assertThat(writes.insert(Requests.parsed(ADMIN, "POST", "keys", "[{'key': 'c3'}, {'key': 'c3'}]"), open)
                        .status())
                .isEqualTo(422);
        assertThat(validated).as("again to say which of them").hasValue(6);
    }

    /** Counts the new documents. */
    private record CountingValidator(PublishedResource counted, AtomicInteger validated) implements DocumentValidator {
        @Override
        public Map<String, Object> insert(Document body, ValidationContext context) {
            validated.incrementAndGet();
            return counted.validator().insert(body, context);
        }

        @Override
        public Map<String, Object> replace(Document body, Document stored, ValidationContext context) {
            return counted.validator().replace(body, stored, context);
        }

        @Override
        public Map<String, Object> changed(Document next, Document stored, ValidationContext context) {
            return counted.validator().changed(next, stored, context);
        }

        @Override
        public Map<String, Object> update(Document changes, Document stored, ValidationContext context) {
            return counted.validator().update(changes, stored, context);
        }

        @Override
        public boolean allows(FieldRule field, Object value, ValidationContext context) {
            return counted.validator().allows(field, value, context);
        }
    }

    @Test
    public void aQueryThatTakesTooLongNamesTheIndexedFields() {
        Published.add(
                registry,
                "slow",
                "{'access': {'admin': {}}, 'schema': {'code': {'type': 'string', 'unique': true}, 'n': {'type': 'integer'}}}");
        mongod.database()
                .getCollection("slow")
                .insertMany(IntStream.range(0, 50_000)
                        .mapToObj(n -> new Document("n", n).append("code", "c" + n))
                        .collect(Collectors.toList()));
        resources.index(registry.named("slow").orElseThrow());
        RestSettings impatient = new RestSettings(
                Published.SETTINGS.dates(), 25, 300, Duration.ofMillis(1), true, false, 10, token -> true);

        RestResponse refused =
                Requests.request(new Router(registry, resources, impatient), ADMIN, "GET", "slow?sort=-n", "");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(Requests.json(refused).get("_error", Document.class))
                .containsEntry("id", "resources:query.slow")
                .extractingByKey("advice")
                .asString()
                .contains("_id, code");
    }

    private static RestResponse post(String body) {
        return Requests.request(router, ADMIN, "POST", "keys", body);
    }

    @Test
    public void indexesAreMadeApartFromReading() {
        Published.add(
                registry,
                "indexed",
                "{'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}},"
                        + " 'schema': {'account_id': {'type': 'string'}}}");
        assertThat(items("indexed")).isEmpty();
        assertThat(indexes()).doesNotContain("account_id_1__id_1");

        resources.index(registry.named("indexed").orElseThrow());
        assertThat(indexes()).contains("account_id_1__id_1");
    }

    private static List<String> indexes() {
        List<String> names = new ArrayList<>();
        mongod.database().getCollection("indexed").listIndexes().forEach(index -> names.add(index.getString("name")));
        return names;
    }
}
