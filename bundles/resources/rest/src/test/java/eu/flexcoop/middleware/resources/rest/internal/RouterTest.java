package eu.flexcoop.middleware.resources.rest.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.internal.NeedsMongod;
import eu.flexcoop.middleware.mongo.internal.PrivateMongod;
import eu.flexcoop.middleware.resources.core.internal.PublishedResources;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Whole requests against a real mongod. */
@NeedsMongod
class RouterTest {
    private static final Caller ADMIN = RowsTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowsTest.caller(Role.PROSUMER, "ann");
    private static final Caller BOB = RowsTest.caller(Role.PROSUMER, "bob");

    private static PrivateMongod mongod;
    private static Router router;
    private static final Map<String, ResourceSource> SOURCES = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources("events");
        Published.add(
                registry,
                "notes",
                """
                {'resource_methods': ['GET', 'POST', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],
                 'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}},
                 'schema': {'account_id': {'type': 'string', 'required': true}, 'text': {'type': 'string'},
                            'n': {'type': 'integer'}, 'key': {'type': 'string', 'unique': true},
                            'secret': {'type': 'string'}, 'f': {'type': 'float'}},
                 'datasource': {'projection': {'secret': 0}}}""");
        Published.add(
                registry,
                "series",
                """
                {'resource_methods': ['GET', 'POST'],
                 'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}},
                 'aggregation': {'index_field': 'at', 'aggregate_fields': {'kwh': 'SUM'}, 'groupby': 'account_id'},
                 'schema': {'account_id': {'type': 'string'}, 'at': {'type': 'datetime'}, 'kwh': {'type': 'float'}}}""");
        Published.add(
                registry,
                "dr_events",
                """
                {'source': 'openadr:events', 'id_field': 'event_id', 'item_url': 'regex(\\"[a-z0-9]+\\")',
                 'resource_methods': ['GET', 'POST'],
                 'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}},
                 'schema': {'event_id': {'type': 'string', 'readonly': true}, 'account_id': {'type': 'string'},
                            'value': {'type': 'float', 'required': true}}}""");
        router = new Router(
                registry,
                new OpenResources(mongod, name -> Optional.ofNullable(SOURCES.get(name))),
                Published.SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static Answer call(Caller caller, String method, String address, String body, String... headers) {
        return Requests.call(router, caller, method, address, body, headers);
    }

    private static Document json(Answer answer) {
        return Requests.json(answer);
    }

    private static Document post(Caller caller, String body) {
        Answer answer = call(caller, "POST", "notes", body);
        assertThat(answer.status()).as(() -> json(answer).toJson()).isEqualTo(201);
        return json(answer);
    }

    @Test
    void rowsOfOthersDoNotExist() {
        String id = post(ANN, "{'text': 'mine'}").getString("_id");
        String etag = json(call(ANN, "GET", "notes/" + id, "")).getString("_etag");

        assertThat(json(call(ANN, "GET", "notes/" + id, ""))).containsEntry("account_id", "ann");
        assertThat(call(BOB, "GET", "notes/" + id, "").status()).isEqualTo(404);
        assertThat(call(BOB, "PATCH", "notes/" + id, "{'text': 'his'}", "If-Match", etag)
                        .status())
                .isEqualTo(404);
        assertThat(call(BOB, "PUT", "notes/" + id, "{'text': 'his'}", "If-Match", etag)
                        .status())
                .isEqualTo(403);
        assertThat(call(BOB, "DELETE", "notes/" + id, "", "If-Match", etag).status())
                .isEqualTo(204);
        assertThat(call(BOB, "DELETE", "notes", "").status()).isEqualTo(204);
        assertThat(json(call(BOB, "GET", "notes?where={\"text\":\"mine\"}", "")).getList("_items", Document.class))
                .isEmpty();
        assertThat(call(BOB, "POST", "notes", "{'account_id': 'ann'}").status()).isEqualTo(403);
        assertThat(call(ANN, "PATCH", "notes/" + id, "{'account_id': 'bob'}", "If-Match", etag)
                        .status())
                .isEqualTo(403);
        assertThat(json(call(ADMIN, "GET", "notes/" + id, ""))).containsEntry("text", "mine");
    }

    @Test
    void ofManyWritersWithOneEtagOneWins() throws Exception {
        Document note = post(ANN, "{'n': 0}");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 1; i <= 16; i++) {
            String body = "{'n': %d}".formatted(i);
            writers.add(() -> call(
                            ANN, "PATCH", "notes/" + note.getString("_id"), body, "If-Match", note.getString("_etag"))
                    .status());
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> done : threads.invokeAll(writers)) {
            statuses.add(done.get());
        }
        threads.shutdown();

        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
    }

    @Test
    void aUniqueValueIsStoredOnceHoweverManyAskAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            writers.add(() -> call(ANN, "POST", "notes", "{'key': 'only'}").status());
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> done : threads.invokeAll(writers)) {
            statuses.add(done.get());
        }
        threads.shutdown();

        assertThat(statuses).containsOnlyOnce(201).allMatch(status -> status == 201 || status == 409 || status == 422);
        assertThat(call(ANN, "POST", "notes", "[{'key': 'twin'}, {'key': 'twin'}]")
                        .status())
                .isEqualTo(422);
        assertThat(json(call(ANN, "GET", "notes?where={\"key\":\"twin\"}", "")).getList("_items", Document.class))
                .isEmpty();
    }

    @Test
    void hiddenFieldsStayHidden() {
        String id = post(ANN, "{'secret': 'x', 'text': 'y'}").getString("_id");

        assertThat(json(call(ANN, "GET", "notes/" + id, ""))).doesNotContainKey("secret");
        assertThat(json(call(ANN, "GET", "notes/" + id + "?projection={\"secret\":1}", "")))
                .doesNotContainKey("secret");
        assertThat(call(ANN, "GET", "notes?where={\"secret\":\"x\"}", "").status())
                .isEqualTo(400);
        assertThat(call(ANN, "GET", "notes?sort=secret", "").status()).isEqualTo(400);
    }

    @Test
    void badRequestsSayWhatIsWrong() {
        assertThat(json(call(ANN, "POST", "notes", "{'n': ")).toJson()).contains("The body is no JSON", "line 1");
        assertThat(call(ANN, "POST", "notes", "{}", "Content-Type", "text/xml").status())
                .isEqualTo(400);
        assertThat(call(ANN, "POST", "notes", "[]").status()).isEqualTo(400);
        assertThat(call(ANN, "POST", "notes", "[1]").status()).isEqualTo(400);
        assertThat(call(ANN, "POST", "notes", "{'f': 1e999}").status()).isEqualTo(422);
        assertThat(call(ANN, "POST", "notes", "{'text': '%s'}".formatted("x".repeat(200_000)))
                        .status())
                .isEqualTo(413);
        assertThat(call(ANN, "GET", "notes?sort=$a", "").status()).isEqualTo(400);
        assertThat(call(ANN, "GET", "notes?sort=a%00b", "").status()).isEqualTo(400);
        assertThat(call(ANN, "GET", "notes?where={\"a\\u0000b\":1}", "").status())
                .isEqualTo(400);
        assertThat(call(ANN, "POST", "notes", "{'a\\u0000b': 1}").status()).isEqualTo(400);
        assertThat(call(ANN, "GET", "notes?where={\"n\":{\"$near\":[1,2]}}", "").status())
                .isEqualTo(400);
        assertThat(call(ANN, "GET", "notes?projection={\"f\":1,\"f.x\":1}", "").status())
                .isEqualTo(400);
        assertThat(call(ANN, "GET", "notes?page=99999999&max_results=300", "").status())
                .isEqualTo(200);
        assertThat(call(ANN, "PUT", "notes", "{}").status()).isEqualTo(405);
        assertThat(call(ANN, "GET", "nothing/here", "").status()).isEqualTo(404);
    }

    @Test
    void documentsMadeElsewhereHaveAnEtagAndCanBeChanged() {
        ObjectId id = new ObjectId();
        mongod.database()
                .getCollection("notes")
                .insertOne(new Document("_id", id).append("account_id", "ann").append("f", Double.NaN));
        Answer found = call(ANN, "GET", "notes/" + id, "");
        String etag = json(found).getString("_etag");

        assertThat(json(found))
                .containsEntry("f", null)
                .containsEntry("_updated", "1970-01-01T00:00:00.000000Z")
                .containsEntry("_created", "1970-01-01T00:00:00.000000Z");
        assertThat(call(ANN, "GET", "notes/" + id, "", "If-None-Match", '"' + etag + '"')
                        .status())
                .isEqualTo(304);
        assertThat(call(ANN, "PATCH", "notes/" + id, "{'n': 1}", "If-Match", etag)
                        .status())
                .isEqualTo(200);
        assertThat(call(ANN, "PATCH", "notes/" + id, "{'n': 2}", "If-Match", etag)
                        .status())
                .isEqualTo(412);
    }

    @Test
    void aSourceIsReadFromItsOwnersCollectionAndGetsCommands() {
        assertThat(call(ADMIN, "GET", "dr_events", "").status()).isEqualTo(503);
        MongoCollection<Document> events = mongod.database().getCollection("events");
        OwnerFields owners = OwnerFields.of("account_id", "aggregator_id");
        SOURCES.put(
                "openadr:events", new CommandedSource("openadr:events", events, owners, new Document("shown", true)) {
                    @Override
                    public Map<String, Object> create(Caller caller, Document body) {
                        return Map.of("event_id", "e9", "value", body.getDouble("value"));
                    }
                });
        mongod.database()
                .getCollection("events")
                .insertMany(List.of(
                        new Document("event_id", "e1")
                                .append("account_id", "ann")
                                .append("shown", true)
                                .append("x", 1),
                        new Document("event_id", "e2")
                                .append("account_id", "bob")
                                .append("shown", true),
                        new Document("event_id", "e3")
                                .append("account_id", "ann")
                                .append("shown", false)));

        assertThat(json(call(ANN, "GET", "dr_events", "")).getList("_items", Document.class))
                .singleElement()
                .satisfies(
                        item -> assertThat(item).containsEntry("event_id", "e1").doesNotContainKey("x"));
        Answer undated = call(ANN, "GET", "dr_events/e1", "", "If-Modified-Since", "Mon, 02 Mar 2020 10:00:00 GMT");
        assertThat(undated.status()).isEqualTo(200);
        assertThat(undated.headers()).containsKey("ETag").doesNotContainKey("Last-Modified");
        assertThat(json(undated)).doesNotContainKeys("_updated", "_created");
        assertThat(call(ANN, "GET", "dr_events/e3", "").status()).isEqualTo(404);
        assertThat(call(ANN, "POST", "dr_events", "{'value': 'x'}").status()).isEqualTo(422);
        Answer created = call(ANN, "POST", "dr_events", "{'value': 2}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("Location", "http://here/1/dr_events/e9");
        assertThat(call(ANN, "DELETE", "dr_events", "").status()).isEqualTo(405);
        SOURCES.clear();
        assertThat(call(ADMIN, "GET", "dr_events", "").status()).isEqualTo(503);
    }

    @Test
    void aSeriesIsPutTogetherPerPeriodAndOwner() {
        List<Document> rows = new ArrayList<>();
        for (int quarter = 0; quarter < 8; quarter++) {
            for (String account : List.of("ann", "bob")) {
                rows.add(new Document("account_id", account)
                        .append("at", new Date(1583143200000L + quarter * 900_000L))
                        .append("kwh", 0.25));
            }
        }
        mongod.database().getCollection("series").insertMany(rows);

        Document hours = json(call(ANN, "GET", "aggregate/series/1H", ""));
        assertThat(hours.getList("_items", Document.class))
                .extracting(
                        item -> item.getString("account_id"),
                        item -> item.getString("at"),
                        item -> item.getDouble("kwh"))
                .containsExactly(
                        tuple("ann", "2020-03-02T10:00:00.000000Z", 1.0),
                        tuple("ann", "2020-03-02T11:00:00.000000Z", 1.0));
        assertThat(json(call(ADMIN, "GET", "aggregate/series/15T?max_results=3", ""))
                        .getList("_items", Document.class))
                .hasSize(3);
        assertThat(call(ADMIN, "GET", "aggregate/series/3X", "").status()).isEqualTo(400);
        assertThat(call(ADMIN, "GET", "aggregate/notes/1H", "").status()).isEqualTo(404);
        assertThat(call(ADMIN, "POST", "aggregate/series/1H", "{}").status()).isEqualTo(405);
    }
}
