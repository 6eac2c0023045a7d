package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Resources whose addresses have parameters, and documents that are read by a second address. */
@NeedsMongod
class NestedResourceTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller BOB = RowAccessTest.caller(Role.PROSUMER, "bob");
    private static final Caller GRID = RowAccessTest.caller(Role.AGGREGATOR, "grid");
    private static final String FIRST = new ObjectId().toHexString();
    private static final String SECOND = new ObjectId().toHexString();

    private static PrivateMongod mongod;
    private PublishedResources registry;
    private Router router;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void publish() {
        mongod.database().getCollection("invoices").drop();
        mongod.database().getCollection("people").drop();
        registry = new PublishedResources();
        Published.add(
                registry,
                "invoices",
                """
                {'url': 'companies/<regex(%s[a-f0-9]{24}%s):company>/<int:year>/invoices', 'item_title': 'invoice',
                 'resource_methods': ['GET', 'POST', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],
                 'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}},
                 'schema': {'company': {'type': 'objectid', 'required': true}, 'year': {'type': 'integer'},
                            'account_id': {'type': 'string'}, 'number': {'type': 'integer'}}}"""
                        .formatted("\\'", "\\'"));
        Published.add(
                registry,
                "people",
                """
                {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH'],
                 'additional_lookup': {'url': 'string', 'field': 'name'},
                 'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {},
                            'aggregator': {'hidden': ['name']}},
                 'schema': {'account_id': {'type': 'string'}, 'name': {'type': 'string'}}}""");
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty()),
                Published.SETTINGS);
    }

    private RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    private static String list(String company) {
        return "companies/" + company + "/2026/invoices";
    }

    private Document post(Caller caller, String address, String body) {
        RestResponse answer = request(caller, "POST", address, body);
        assertThat(answer.status()).as(() -> json(answer).toJson()).isEqualTo(201);
        return json(answer).append("location", answer.headers().get("Location"));
    }

    private List<Document> items(Caller caller, String address) {
        return json(request(caller, "GET", address, "")).getList("_items", Document.class);
    }

    @Test
    void documentsGetTheValuesOfTheirAddressAndAreListedThereAlone() {
        Document posted = post(ADMIN, list(FIRST), "{'number': 1}");
        post(ADMIN, list(SECOND), "[{'number': 2}, {'number': 3, 'company': '%s', 'year': 1}]".formatted(FIRST));

        assertThat(posted.getString("location"))
                .isEqualTo("http://here/1/" + list(FIRST) + "/" + posted.getString("_id"));
        Document first = items(ADMIN, list(FIRST)).get(0);
        assertThat(first.getString("company")).isEqualTo(FIRST);
        assertThat(first.get("year")).isEqualTo(2026);
        assertThat(first.getEmbedded(List.of("_links", "self", "href"), String.class))
                .isEqualTo(list(FIRST) + "/" + posted.getString("_id"));
        assertThat(items(ADMIN, list(SECOND))).hasSize(2);
        assertThat(items(ADMIN, "companies/" + FIRST + "/2025/invoices")).isEmpty();
        Document page = json(request(ADMIN, "GET", list(SECOND) + "?max_results=1", ""));
        assertThat(page.getEmbedded(List.of("_links", "next", "href"), String.class))
                .isEqualTo(list(SECOND) + "?max_results=1&page=2");
        assertThat(page.getEmbedded(List.of("_meta", "total"), Integer.class)).isEqualTo(2);
    }

    @Test
    void aDocumentHasItsAddressBelowItsParentOnly() {
        Document posted = post(ADMIN, list(FIRST), "{'number': 1}");
        String here = list(FIRST) + "/" + posted.getString("_id");
        String elsewhere = list(SECOND) + "/" + posted.getString("_id");
        String etag = posted.getString("_etag");

        assertThat(request(ADMIN, "GET", elsewhere, "").status()).isEqualTo(404);
        assertThat(request(ADMIN, "PATCH", elsewhere, "{'number': 5}", "If-Match", etag)
                        .status())
                .isEqualTo(404);
        assertThat(request(ADMIN, "DELETE", elsewhere, "", "If-Match", etag).status())
                .isEqualTo(204);
        RestResponse item = request(ADMIN, "GET", here, "");
        assertThat(json(item).getInteger("number")).isEqualTo(1);
        assertThat(json(item).getEmbedded(List.of("_links", "collection", "href"), String.class))
                .isEqualTo(list(FIRST));
        RestResponse put = request(ADMIN, "PUT", here, "{'number': 6}", "If-Match", etag);
        assertThat(put.status()).isEqualTo(200);
        assertThat(items(ADMIN, list(FIRST)).get(0)).containsEntry("number", 6).containsEntry("company", FIRST);
        String fresh = new ObjectId().toHexString();
        RestResponse created = request(ADMIN, "PUT", list(SECOND) + "/" + fresh, "{'number': 7}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("Location", "http://here/1/" + list(SECOND) + "/" + fresh);
    }

    @Test
    void deletingTheListLeavesTheDocumentsOfOtherParents() {
        post(ADMIN, list(FIRST), "{'number': 1}");
        post(ADMIN, list(SECOND), "{'number': 2}");

        assertThat(request(ADMIN, "DELETE", list(FIRST), "").status()).isEqualTo(204);
        assertThat(items(ADMIN, list(FIRST))).isEmpty();
        assertThat(items(ADMIN, list(SECOND))).hasSize(1);
    }

    @Test
    void anAddressDoesNotWidenTheRowsOfACaller() {
        post(ANN, list(FIRST), "{'number': 1}");

        assertThat(items(ANN, list(FIRST))).hasSize(1);
        assertThat(items(BOB, list(FIRST))).isEmpty();
        assertThat(request(BOB, "POST", list(FIRST), "{'account_id': 'ann'}").status())
                .isEqualTo(403);
        assertThat(request(BOB, "DELETE", list(FIRST), "").status()).isEqualTo(204);
        assertThat(items(ANN, list(FIRST))).hasSize(1);
        assertThat(request(GRID, "GET", list(FIRST), "").status()).isEqualTo(403);
    }

    @Test
    void linesAreImportedAndExportedBelowAParent() {
        RestResponse stored = request(
                ADMIN, "POST", list(FIRST), "{'number': 1}\n{'number': 2}\n", "Content-Type", "application/x-ndjson");
        assertThat(stored.status()).isEqualTo(201);
        post(ADMIN, list(SECOND), "{'number': 3}");

        RestResponse lines = request(ADMIN, "GET", list(FIRST), "", "Accept", "application/x-ndjson");
        assertThat(new String(lines.body()).lines()).hasSize(2).allMatch(line -> line.contains(FIRST));
    }

    @Test
    void otherValuesAreOtherAddresses() {
        assertThat(request(ADMIN, "GET", "companies/xyz/2026/invoices", "").status())
                .isEqualTo(404);
        assertThat(request(ADMIN, "GET", "companies/" + FIRST + "/x/invoices", "")
                        .status())
                .isEqualTo(404);
        assertThat(request(ADMIN, "GET", "companies/" + FIRST, "").status()).isEqualTo(404);
        assertThat(request(ADMIN, "OPTIONS", list(FIRST), "").headers())
                .containsEntry("Allow", "DELETE, GET, HEAD, OPTIONS, POST");
        assertThat(json(request(ADMIN, "GET", "", "")).toJson()).contains("companies/<company>/<year>/invoices");
    }

    @Test
    void aDocumentIsReadByItsSecondAddressAndByNothingElse() {
        post(ANN, "people", "{'name': 'Ann'}");

        RestResponse found = request(ANN, "GET", "people/Ann", "");
        assertThat(found.status()).isEqualTo(200);
        assertThat(json(found).getEmbedded(List.of("_links", "self", "href"), String.class))
                .isEqualTo("people/" + json(found).getString("_id"));
        assertThat(request(ADMIN, "PATCH", "people/Ann", "{}").status()).isEqualTo(405);
        assertThat(request(ADMIN, "OPTIONS", "people/Ann", "").headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
        assertThat(request(BOB, "GET", "people/Ann", "").status()).isEqualTo(404);
        assertThat(request(GRID, "GET", "people/Ann", "").status())
                .as("the role does not see names")
                .isEqualTo(404);
    }
}
