package eu.flexcoop.middleware.resources.rest.internal.http;

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

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Whole requests against a real mongod. */
@NeedsMongod
public class RouterTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller BOB = RowAccessTest.caller(Role.PROSUMER, "bob");

    private static PrivateMongod mongod;
    private static Router router;
    private static final Map<String, ResourceSource> SOURCES = new ConcurrentHashMap<>();

    @BeforeAll
    public static void start() throws IOException {
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
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE),
                        name -> Optional.ofNullable(SOURCES.get(name))),
                Published.SETTINGS);
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    private static Document json(RestResponse answer) {
        return Requests.json(answer);
    }

    private static Document post(Caller caller, String body) {
        RestResponse answer = request(caller, "POST", "notes", body);
        assertThat(answer.status()).as(() -> json(answer).toJson()).isEqualTo(201);
        return json(answer);
    }

    @Test
    public void rowsOfOthersDoNotExist() {
        String id = post(ANN, "{'text': 'mine'}").getString("_id");
        String etag = json(request(ANN, "GET", "notes/" + id, "")).getString("_etag");

        assertThat(json(request(ANN, "GET", "notes/" + id, ""))).containsEntry("account_id", "ann");
        assertThat(request(BOB, "GET", "notes/" + id, "").status()).isEqualTo(404);
        assertThat(request(BOB, "PATCH", "notes/" + id, "{'text': 'his'}", "If-Match", etag)
                        .status())
                .isEqualTo(404);
        assertThat(request(BOB, "PUT", "notes/" + id, "{'text': 'his'}", "If-Match", etag)
                        .status())
                .isEqualTo(403);
        assertThat(request(BOB, "DELETE", "notes/" + id, "", "If-Match", etag).status())
                .isEqualTo(204);
        assertThat(request(BOB, "DELETE", "notes", "").status()).isEqualTo(204);
        assertThat(json(request(BOB, "GET", "notes?where={\"text\":\"mine\"}", ""))
                        .getList("_items", Document.class))
                .isEmpty();
        assertThat(request(BOB, "POST", "notes", "{'account_id': 'ann'}").status())
                .isEqualTo(403);
        assertThat(request(ANN, "PATCH", "notes/" + id, "{'account_id': 'bob'}", "If-Match", etag)
                        .status())
                .isEqualTo(403);
        assertThat(json(request(ADMIN, "GET", "notes/" + id, ""))).containsEntry("text", "mine");
    }

    @Test
    public void ofManyWritersWithOneEtagOneWins() throws Exception {
        Document note = post(ANN, "{'n': 0}");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 1; i <= 16; i++) {
            String body = "{'n': %d}".formatted(i);
            writers.add(() -> request(
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
    public void aUniqueValueIsStoredOnceHoweverManyAskAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            writers.add(() -> request(ANN, "POST", "notes", "{'key': 'only'}").status());
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> done : threads.invokeAll(writers)) {
            statuses.add(done.get());
        }
        threads.shutdown();

        assertThat(statuses).containsOnlyOnce(201).allMatch(status -> status == 201 || status == 409 || status == 422);
        assertThat(request(ANN, "POST", "notes", "[{'key': 'twin'}, {'key': 'twin'}]")
                        .status())
                .isEqualTo(422);
        assertThat(json(request(ANN, "GET", "notes?where={\"key\":\"twin\"}", ""))
                        .getList("_items", Document.class))
                .isEmpty();
    }

    @Test
    public void hiddenFieldsStayHidden() {
        String id = post(ANN, "{'secret': 'x', 'text': 'y'}").getString("_id");

        assertThat(json(request(ANN, "GET", "notes/" + id, ""))).doesNotContainKey("secret");
        assertThat(json(request(ANN, "GET", "notes/" + id + "?projection={\"secret\":1}", "")))
                .doesNotContainKey("secret");
        assertThat(request(ANN, "GET", "notes?where={\"secret\":\"x\"}", "").status())
                .isEqualTo(400);
        assertThat(request(ANN, "GET", "notes?sort=secret", "").status()).isEqualTo(400);
    }

    @Test
    public void badRequestsSayWhatIsWrong() {
        assertThat(json(request(ANN, "POST", "notes", "{'n': ")).toJson())
                .contains("The body is not valid JSON", "line 1");
        assertThat(request(ANN, "POST", "notes", "{}", "Content-Type", "text/xml")
                        .status())
                .isEqualTo(400);
        assertThat(request(ANN, "POST", "notes", "[]").status()).isEqualTo(400);
        assertThat(request(ANN, "POST", "notes", "[1]").status()).isEqualTo(400);
        assertThat(request(ANN, "POST", "notes", "{'f': 1e999}").status()).isEqualTo(422);
        assertThat(request(ANN, "GET", "notes?sort=$a", "").status()).isEqualTo(400);
        assertThat(request(ANN, "GET", "notes?sort=a%00b", "").status()).isEqualTo(400);
        assertThat(request(ANN, "GET", "notes?where={\"a\\u0000b\":1}", "").status())
                .isEqualTo(400);
        assertThat(request(ANN, "POST", "notes", "{'a\\u0000b': 1}").status()).isEqualTo(400);
        assertThat(request(ANN, "GET", "notes?where={\"n\":{\"$near\":[1,2]}}", "")
                        .status())
                .isEqualTo(400);
        assertThat(request(ANN, "GET", "notes?projection={\"f\":1,\"f.x\":1}", "")
                        .status())
                .isEqualTo(400);
        assertThat(request(ANN, "GET", "notes?page=99999999&max_results=300", "")
                        .status())
                .isEqualTo(200);
        assertThat(request(ANN, "PUT", "notes", "{}").status()).isEqualTo(405);
        assertThat(request(ANN, "GET", "nothing/here", "").status()).isEqualTo(404);
    }

    @Test
    public void documentsMadeElsewhereHaveAnEtagAndCanBeChanged() {
        ObjectId id = new ObjectId();
        mongod.database()
                .getCollection("notes")
                .insertOne(new Document("_id", id).append("account_id", "ann").append("f", Double.NaN));
        RestResponse found = request(ANN, "GET", "notes/" + id, "");
        String etag = json(found).getString("_etag");

        assertThat(json(found))
                .containsEntry("f", null)
                .containsEntry("_updated", "1970-01-01T00:00:00.000000Z")
                .containsEntry("_created", "1970-01-01T00:00:00.000000Z");
        assertThat(request(ANN, "GET", "notes/" + id, "", "If-None-Match", '"' + etag + '"')
                        .status())
                .isEqualTo(304);
        assertThat(request(ANN, "PATCH", "notes/" + id, "{'n': 1}", "If-Match", etag)
                        .status())
                .isEqualTo(200);
        assertThat(request(ANN, "PATCH", "notes/" + id, "{'n': 2}", "If-Match", etag)
                        .status())
                .isEqualTo(412);
    }

    @Test
    public void aSourceIsReadFromItsOwnersCollectionAndGetsCommands() {
        assertThat(request(ADMIN, "GET", "dr_events", "").status()).isEqualTo(503);
        MongoCollection<Document> events = mongod.database().getCollection("events");
        OwnerFields owners = OwnerFields.of("account_id", "aggregator_id");
        SOURCES.put(
                "openadr:events", new CommandedSource("openadr:events", events, owners, new Document("shown", true)) {
                    @Override
                    public Map<String, Object> create(Caller caller, Document body) {
                        return Map.of("event_id", "e9", "value", body.getDouble("value"));
                    }

                    @Override
                    public List<Map<String, Object>> createAll(Caller caller, List<Document> bodies) {
                        return bodies.get(0).getDouble("value") > 0
                                ? List.of(Map.of("event_id", "e10"), Map.of("event_id", "e11"))
                                : super.createAll(caller, bodies);
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

        assertThat(json(request(ANN, "GET", "dr_events", "")).getList("_items", Document.class))
                .singleElement()
                .satisfies(
                        item -> assertThat(item).containsEntry("event_id", "e1").doesNotContainKey("x"));
        RestResponse undated =
                request(ANN, "GET", "dr_events/e1", "", "If-Modified-Since", "Mon, 02 Mar 2020 10:00:00 GMT");
        assertThat(undated.status()).isEqualTo(200);
        assertThat(undated.headers()).containsKey("ETag").doesNotContainKey("Last-Modified");
        assertThat(json(undated)).doesNotContainKeys("_updated", "_created");
        assertThat(request(ANN, "GET", "dr_events/e3", "").status()).isEqualTo(404);
        assertThat(request(ANN, "POST", "dr_events", "{'value': 'x'}").status()).isEqualTo(422);
        RestResponse created = request(ANN, "POST", "dr_events", "{'value': 2}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("Location", "http://here/1/dr_events/e9");
        assertThat(json(request(ANN, "POST", "dr_events", "[{'value': 2}, {'value': 3}]"))
                        .getList("_items", Document.class))
                .extracting(item -> item.getString("event_id"))
                .containsExactly("e10", "e11");
        assertThat(request(ANN, "POST", "dr_events", "[{'value': 2}, {'value': 'x'}]")
                        .status())
                .isEqualTo(422);
        assertThat(request(ANN, "POST", "dr_events", "[{'value': 0}, {'value': 0}]")
                        .status())
                .as("the source takes one of these at a time")
                .isEqualTo(400);
        assertThat(request(ANN, "DELETE", "dr_events", "").status()).isEqualTo(405);
        SOURCES.clear();
        assertThat(request(ADMIN, "GET", "dr_events", "").status()).isEqualTo(503);
    }

    @Test
    public void aSeriesIsPutTogetherPerPeriodAndOwner() {
        List<Document> rows = new ArrayList<>();
        for (int quarter = 0; quarter < 8; quarter++) {
            for (String account : List.of("ann", "bob")) {
                rows.add(new Document("account_id", account)
                        .append("at", new Date(1583143200000L + quarter * 900_000L))
                        .append("kwh", 0.25));
            }
        }
        mongod.database().getCollection("series").insertMany(rows);

        Document hours = json(request(ANN, "GET", "aggregate/series/1H", ""));
        assertThat(hours.getList("_items", Document.class))
                .extracting(
                        item -> item.getString("account_id"),
                        item -> item.getString("at"),
                        item -> item.getDouble("kwh"))
                .containsExactly(
                        tuple("ann", "2020-03-02T10:00:00.000000Z", 1.0),
                        tuple("ann", "2020-03-02T11:00:00.000000Z", 1.0));
        assertThat(json(request(ADMIN, "GET", "aggregate/series/15T?max_results=3", ""))
                        .getList("_items", Document.class))
                .hasSize(3);
        assertThat(request(ADMIN, "GET", "aggregate/series/3X", "").status()).isEqualTo(400);
        assertThat(request(ADMIN, "GET", "aggregate/notes/1H", "").status()).isEqualTo(404);
        assertThat(request(ADMIN, "POST", "aggregate/series/1H", "{}").status()).isEqualTo(405);
    }
}
