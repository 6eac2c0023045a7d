package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.http.Router;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Documents as lines, out and in, against a real mongod. */
@NeedsMongod
class BulkExchangeTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller BOB = RowAccessTest.caller(Role.PROSUMER, "bob");

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources();
        Published.add(
                registry,
                "notes",
                """
                {'resource_methods': ['GET', 'POST', 'DELETE'], 'item_methods': ['GET'], 'datasource': {'default_sort': [['n', 1]]},
                 'access': {'prosumer': {'rows': {'account_id': '$account'}, 'hidden': ['internal']}, 'admin': {}},
                 'schema': {'account_id': {'type': 'string', 'required': true}, 'n': {'type': 'integer', 'max': 1000000},
                            'text': {'type': 'string'}, 'at': {'type': 'datetime'}, 'internal': {'type': 'string'},
                            'key': {'type': 'string', 'unique': true}, 'tags': {'type': 'list'},
                            'place': {'type': 'dict', 'schema': {'room': {'type': 'string'}, 'floor': {'type': 'integer'}}}}}""");
        Published.add(
                registry,
                "remarks",
                """
                {'resource_methods': ['GET', 'POST'], 'access': {'admin': {}}, 'schema': {'note': {'type': 'objectid',
                 'data_relation': {'resource': 'notes', 'embeddable': true}}}}""");
        Published.add(
                registry,
                "single",
                "{'resource_methods': ['GET', 'POST'], 'bulk_enabled': false, 'access': {'admin': {}}, 'schema': {'n': {}}}");
        Published.add(
                registry,
                "free",
                "{'resource_methods': ['GET', 'POST'], 'allow_unknown': true, 'access': {'admin': {}}, 'schema': {'n': {}}}");
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty()),
                Published.SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void empty() {
        assertThat(Requests.request(router, ADMIN, "DELETE", "notes", "").status())
                .isEqualTo(204);
    }

    private static RestResponse post(Caller caller, String type, String body) {
        return Requests.request(router, caller, "POST", "notes", body, "Content-Type", type);
    }

    private static RestResponse get(Caller caller, String address, String accept) {
        return Requests.request(router, caller, "GET", address, "", "Accept", accept);
    }

    private static String text(RestResponse response) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (response) {
            all.write(response.body());
            if (response.rest() != null) {
                response.rest().writeTo(all);
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static List<Document> lines(RestResponse response) throws IOException {
        return text(response).lines().map(Document::parse).toList();
    }

    private static long stored() {
        return mongod.client()
                .getDatabase(PrivateMongod.DATABASE)
                .getCollection("notes")
                .countDocuments();
    }

    private static String numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj("{'account_id': 'ann', 'n': %d, 'text': 'a note of some length'}\n"::formatted)
                .collect(Collectors.joining());
    }

    @Test
    void linesOfJsonGoInAndOut() throws IOException {
        RestResponse posted = post(ANN, "application/x-ndjson", "{'n': 1, 'place': {'room': 'hall'}}\n\n{'n': 2}\n");
        assertThat(posted.status()).isEqualTo(201);
        assertThat(Requests.json(posted)).isEqualTo(Document.parse("{_status: 'OK', _inserted: 2}"));

        RestResponse read = get(ANN, "notes", "application/x-ndjson");
        assertThat(read.headers()).containsEntry("Content-Type", "application/x-ndjson");
        List<Document> rows = lines(read);
        assertThat(rows).extracting(row -> row.get("n")).containsExactly(1, 2);
        assertThat(rows.get(0)).containsKeys("_id", "_etag", "_created").doesNotContainKey("_links");
        assertThat(rows.get(0).get("place")).isEqualTo(new Document("room", "hall"));
    }

    @Test
    void aTableGoesInAndOut() throws IOException {
        String table =
                """
                n,text,at,tags,place.room,place.floor
                1,'a, ''b''',2026-11-26T10:00:00.000000Z,'[''x'',1]',hall,2
                2,'',,,,
                """;
        RestResponse posted = post(ANN, "text/csv", table);
        assertThat(posted.status()).as(() -> Requests.json(posted).toJson()).isEqualTo(201);

        List<Document> stored = lines(get(ADMIN, "notes", "application/x-ndjson"));
        assertThat(stored.get(0))
                .containsEntry("n", 1)
                .containsEntry("text", "a, \"b\"")
                .containsEntry("tags", List.of("x", 1))
                .containsEntry("place", new Document("room", "hall").append("floor", 2))
                .containsEntry("account_id", "ann");
        assertThat(stored.get(1)).containsEntry("text", "").doesNotContainKeys("at", "tags", "place");

        List<String> out = text(get(ADMIN, "notes", "text/csv")).lines().toList();
        assertThat(out.get(0))
                .isEqualTo("_id,account_id,n,text,at,internal,key,tags,place.room,place.floor,_updated,_created,_etag");
        assertThat(out.get(1))
                .contains(",ann,1,\"a, \"\"b\"\"\",\"2026-11-26T10:00:00.000000Z\",,,\"[\"\"x\"\",1]\",hall,2,");
        assertThat(out.get(2)).contains(",ann,2,\"\",,,,,,,");
    }

    @Test
    void whatWasExportedCanBeImported() throws IOException {
        post(ANN, "application/x-ndjson", numbered(3));
        String exported = text(get(ADMIN, "notes", "text/csv"));
        empty();
        // quotes become double ones on the way
        RestResponse posted = post(ADMIN, "text/csv", exported.replace('"', '\''));
        assertThat(posted.status()).as(() -> Requests.json(posted).toJson()).isEqualTo(201);
        List<String> again = text(get(ADMIN, "notes", "text/csv")).lines().toList();
        assertThat(again.get(1)).startsWith(exported.lines().toList().get(1).substring(0, 24));
    }

    @Test
    void rowsFieldsAndFiltersAreTheCallers() throws IOException {
        post(
                ADMIN,
                "application/x-ndjson",
                "{'account_id': 'ann', 'n': 1, 'internal': 'x'}\n{'account_id': 'bob', 'n': 2}\n");

        assertThat(lines(get(BOB, "notes", "application/x-ndjson")))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("n", 2));
        assertThat(text(get(ANN, "notes", "text/csv"))).contains(",ann,1,").doesNotContain("internal", "bob");
        assertThat(text(get(ANN, "notes?projection={\"n\":1}", "text/csv")))
                .startsWith("_id,n,_updated,_created,_etag\n");
        assertThat(get(ANN, "notes?where={\"internal\":\"x\"}", "text/csv").status())
                .isEqualTo(400);
        assertThat(lines(get(ADMIN, "notes?where={\"n\":2}", "application/x-ndjson")))
                .hasSize(1);
        assertThat(post(BOB, "application/x-ndjson", "{'account_id': 'ann'}").status())
                .isEqualTo(403);
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void allRowsAreSentUnlessANumberIsAskedFor() throws IOException {
        post(ANN, "application/x-ndjson", numbered(2500));
        assertThat(lines(get(ANN, "notes", "application/x-ndjson"))).hasSize(2500);
        assertThat(lines(get(ANN, "notes?max_results=1000&page=3", "application/x-ndjson")))
                .hasSize(500);
        assertThat(get(ANN, "notes?max_results=no", "text/csv").status()).isEqualTo(400);
    }

    @Test
    void referencesAreEmbeddedAsInLists() throws IOException {
        post(ANN, "application/x-ndjson", "{'n': 7}");
        String note = lines(get(ADMIN, "notes", "application/x-ndjson")).get(0).getString("_id");
        assertThat(Requests.request(router, ADMIN, "POST", "remarks", "{'note': '%s'}".formatted(note))
                        .status())
                .isEqualTo(201);

        assertThat(lines(get(ADMIN, "remarks?embedded={\"note\":1}", "application/x-ndjson"))
                        .get(0)
                        .get("note"))
                .isInstanceOfSatisfying(
                        Document.class, embedded -> assertThat(embedded).containsEntry("n", 7));
        assertThat(text(get(ADMIN, "remarks?embedded={\"note\":1}", "text/csv")))
                .contains("\"\"n\"\":7");
        assertThat(lines(get(ADMIN, "remarks", "application/x-ndjson")).get(0)).containsEntry("note", note);
    }

    @Test
    void ofManyDocumentsNoneIsStoredIfOneIsInvalid() {
        String body = numbered(1200) + "{'account_id': 'ann', 'n': 'x', 'other': 1}\n" + numbered(10);
        RestResponse refused = post(ANN, "application/x-ndjson", body);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(Requests.json(refused).getList("_items", Document.class))
                .containsExactly(
                        Document.parse(
                                "{_status: 'ERR', _line: 1201, _issues: {other: 'unknown field', n: 'must be of integer type'}}"));
        assertThat(stored()).isZero();
    }

    @Test
    void ofManyDocumentsNoneIsStoredIfTwoHaveOneUniqueValue() {
        post(ANN, "application/x-ndjson", "{'key': 'there', 'n': 7}");
        String far = numbered(1500);
        RestResponse refused = post(ANN, "application/x-ndjson", "{'key': 'a'}\n" + far + "{'key': 'a'}\n");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(stored()).isEqualTo(1);
        assertThat(post(ANN, "application/x-ndjson", far + "{'key': 'there'}").status())
                .isEqualTo(422);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void malformedBodiesAreRefusedWithTheirLine() {
        assertThat(message(post(ANN, "application/x-ndjson", "{'n': 1}\n{'n': \n")))
                .contains("newline-delimited JSON", "line");
        assertThat(message(post(ANN, "application/x-ndjson", "{'n': 1}\n[2]"))).contains("Line 2 is not a JSON object");
        assertThat(message(post(ANN, "application/x-ndjson", "\n"))).contains("no documents");
        assertThat(message(post(ANN, "text/csv", "n,n\n1,2\n"))).contains("'n' twice");
        assertThat(message(post(ANN, "text/csv", "n\n1,2\n"))).contains("not valid CSV");
        assertThat(message(post(ANN, "text/csv", "tags\n[1\n"))).contains("'tags' is not valid JSON");
        assertThat(stored()).isZero();
    }

    private static String message(RestResponse response) {
        assertThat(response.status()).isEqualTo(400);
        return Requests.json(response).getEmbedded(List.of("_error", "message"), String.class);
    }

    @Test
    void theRulesOfTheDefinitionHold() {
        assertThat(Requests.request(
                                router,
                                ADMIN,
                                "POST",
                                "single",
                                "{'n': 1}\n{'n': 2}",
                                "Content-Type",
                                "application/jsonl")
                        .status())
                .isEqualTo(400);
        assertThat(message(get(ADMIN, "free", "text/csv"))).contains("no columns", "application/x-ndjson");
        assertThat(get(BOB, "free", "application/x-ndjson").status()).isEqualTo(403);
    }

    @Test
    void jsonRemainsWhatIsSentToOthers() {
        for (String accept : List.of("*/*", "application/json, text/csv;q=0.5", "text/csv;q=0", "text/html")) {
            assertThat(get(ANN, "notes", accept).headers()).as(accept).doesNotContainKey("Content-Type");
        }
        assertThat(get(ANN, "notes", "application/json;q=0.5, text/csv").headers())
                .containsEntry("Content-Type", "text/csv");
    }
}
