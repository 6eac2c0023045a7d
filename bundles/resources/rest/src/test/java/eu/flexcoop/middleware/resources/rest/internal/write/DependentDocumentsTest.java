package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code delete_cascade} and {@code etag_ignore_fields}. */
@NeedsMongod
class DependentDocumentsTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ACME = RowAccessTest.caller(Role.AGGREGATOR, "acme");

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
        mongod.database().drop();
        registry = new PublishedResources();
        Published.add(
                registry,
                "campaigns",
                """
                {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH', 'DELETE'], 'id_field': 'name',
                 'item_url': 'regex(\\"[a-z]+\\")', 'delete_cascade': {'steps': 'campaign', 'signals': 'campaign'},
                 'etag_ignore_fields': ['_updated', 'seen', 'place.seen'],
                 'access': {'aggregator': {'rows': {'owner': '$aggregator'}}, 'admin': {}},
                 'schema': {'name': {'type': 'string'}, 'owner': {'type': 'string'}, 'seen': {'type': 'integer'},
                  'place': {'type': 'dict', 'schema': {'seen': {'type': 'integer'}, 'city': {'type': 'string'}}}}}""");
        Published.add(
                registry,
                "steps",
                """
                {'resource_methods': ['GET', 'POST'], 'schema': {'campaign': {'type': 'string'}, 'owner': {'type': 'string'}}}""");
        Published.add(
                registry,
                "signals",
                """
                {'resource_methods': ['GET', 'POST'], 'soft_delete': true, 'schema': {'campaign': {'type': 'string'}}}""");
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), source -> Optional.empty()),
                Published.SETTINGS);
        request("POST", "campaigns", "[{'name': 'one', 'owner': 'acme'}, {'name': 'two', 'owner': 'other'}]");
        for (String dependent : new String[] {"steps", "signals"}) {
            String owner = dependent.equals("steps") ? ", 'owner': 'acme'" : "";
            request(
                    "POST",
                    dependent,
                    "[{'campaign': 'one'%1$s}, {'campaign': 'one'%1$s}, {'campaign': 'two'}]".formatted(owner));
        }
    }

    private RestResponse request(String method, String address, String body, String... headers) {
        return Requests.request(router, ADMIN, method, address, body, headers);
    }

    private String etag(String address) {
        return json(request("GET", address, "")).getString("_etag");
    }

    private long count(String resource) {
        return json(request("GET", resource, "")).get("_meta", Document.class).getInteger("total");
    }

    @Test
    void documentsOfAnotherOwnerStay() {
        request("POST", "steps", "{'campaign': 'one', 'owner': 'other'}");

        for (String name : new String[] {"one", "two"}) {
            request("DELETE", "campaigns/" + name, "", "If-Match", etag("campaigns/" + name));
        }

        assertThat(json(request("GET", "steps", "")).getList("_items", Document.class))
                .extracting(step -> step.get("campaign") + " of " + step.get("owner"))
                .containsExactlyInAnyOrder("one of other", "two of null");
    }

    @Test
    void documentsThatBelongToADeletedOneGoWithIt() {
        RestResponse deleted =
                Requests.request(router, ACME, "DELETE", "campaigns/one", "", "If-Match", etag("campaigns/one"));

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(count("campaigns")).isEqualTo(1);
        assertThat(count("steps")).isEqualTo(1);
        assertThat(count("signals")).isEqualTo(1);
        assertThat(mongod.database().getCollection("signals").countDocuments()).isEqualTo(3);
    }

    @Test
    void aDeleteThatIsRefusedLeavesThemAlone() {
        assertThat(request("DELETE", "campaigns/one", "").status()).isEqualTo(428);
        assertThat(request("DELETE", "campaigns/one", "", "If-Match", "0").status())
                .isEqualTo(412);
        assertThat(Requests.request(router, ACME, "DELETE", "campaigns/two", "", "If-Match", etag("campaigns/two"))
                        .status())
                .isEqualTo(204);
        assertThat(count("campaigns")).isEqualTo(2);
        assertThat(count("steps")).isEqualTo(3);
    }

    @Test
    void nothingIsDeletedWhileAResourceOfTheOthersIsAway() {
        registry.remove(2);

        RestResponse refused = request("DELETE", "campaigns/one", "", "If-Match", etag("campaigns/one"));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(json(refused).get("_error", Document.class).getString("message"))
                .contains("'steps'");
        assertThat(count("campaigns")).isEqualTo(2);
        assertThat(count("signals")).isEqualTo(3);
    }

    @Test
    void whatBelongsToDependentsGoesTooAlsoInCircles() {
        publishTree();
        request(
                "POST",
                "nodes",
                "[{'code': 'a'}, {'code': 'b', 'parent': 'a'}, {'code': 'c', 'parent': 'b'}, {'code': 'x'}]");
        request("PATCH", "nodes/a", "{'parent': 'c'}", "If-Match", "*");
        request("POST", "leaves", "[{'node': 'a'}, {'node': 'c'}, {'node': 'c'}, {'node': 'x'}]");

        assertThat(request("DELETE", "nodes/b", "", "If-Match", "*").status()).isEqualTo(204);

        assertThat(count("nodes")).isEqualTo(1);
        assertThat(count("leaves")).isEqualTo(1);
    }

    @Test
    void aCascadeThatIsTooLargeDeletesNothing() {
        publishTree();
        request("POST", "nodes", "{'code': 'a'}");
        List<Document> nodes = new ArrayList<>();
        for (int i = 0; i < Cascade.MOST; i++) {
            nodes.add(new Document("code", "n" + i).append("parent", "a"));
        }
        mongod.database().getCollection("nodes").insertMany(nodes);

        RestResponse refused = request("DELETE", "nodes/a", "", "If-Match", "*");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(json(refused).get("_error", Document.class).getString("message"))
                .contains("More than 1000 documents");
        assertThat(count("nodes")).isEqualTo(Cascade.MOST + 1);
    }

    private void publishTree() {
        Published.add(
                registry,
                "nodes",
                """
                {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH', 'DELETE'], 'id_field': 'code',
                 'item_url': 'regex(\\"[a-z]+\\")', 'delete_cascade': {'nodes': 'parent', 'leaves': 'node'},
                 'schema': {'code': {'type': 'string'}, 'parent': {'type': 'string'}}}""");
        Published.add(
                registry, "leaves", "{'resource_methods': ['GET', 'POST'], 'schema': {'node': {'type': 'string'}}}");
    }

    @Test
    void aChangeOfUnweighedFieldsAloneKeepsTheEtag() {
        String before = etag("campaigns/one");
        assertThat(request("PATCH", "campaigns/one", "{'seen': 1, 'place': {'seen': 2}}", "If-Match", before)
                        .status())
                .isEqualTo(200);
        // the object is new, only the field in it is left out
        String second = etag("campaigns/one");
        request("PATCH", "campaigns/one", "{'seen': 5, 'place': {'seen': 3}}", "If-Match", second);
        assertThat(etag("campaigns/one")).isEqualTo(second);
        assertThat(json(request("GET", "campaigns/one", "")).getInteger("seen")).isEqualTo(5);

        request("PATCH", "campaigns/one", "{'seen': 6, 'owner': 'x'}", "If-Match", second);
        assertThat(etag("campaigns/one")).isNotEqualTo(second);
    }
}
