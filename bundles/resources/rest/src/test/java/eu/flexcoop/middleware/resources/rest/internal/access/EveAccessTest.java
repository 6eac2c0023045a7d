package eu.flexcoop.middleware.resources.rest.internal.access;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.http.Router;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Access as Eve's keys say it: owners, lists of roles and public methods. */
@NeedsMongod
class EveAccessTest {
    private static final Caller ANN = caller("ann", "user");
    private static final Caller BOB = caller("bob", "user");
    private static final Map<String, String> DEFINITIONS = Map.of(
            "tasks",
            """
            {'resource_methods': ['GET', 'POST', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],
             'auth_field': 'owner', 'schema': {'title': {'type': 'string'},
             'key': {'type': 'string', 'unique_to_user': true}}}""",
            "notes",
            """
            {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH'], 'public_methods': ['GET'],
             'auth_field': 'owner', 'datasource': {'projection': {'secret': 0}},
             'schema': {'text': {}, 'secret': {},
             'task': {'type': 'objectid', 'data_relation': {'resource': 'tasks', 'embeddable': true}}}}""",
            "closed",
            """
            {'resource_methods': ['GET', 'POST'], 'allowed_read_roles': ['user'], 'allowed_write_roles': ['chief'],
             'schema': {'n': {}}}""");

    private static PrivateMongod mongod;
    private Router router;

    private static Caller caller(String name, String... roles) {
        return new Caller(name, Role.PROSUMER, Optional.empty(), Optional.empty(), Optional.empty(), Set.of(roles));
    }

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
        PublishedResources registry = new PublishedResources();
        DEFINITIONS.forEach((name, json) -> {
            mongod.database().getCollection(name).deleteMany(new Document());
            Published.add(registry, name, json);
        });
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty()),
                Published.SETTINGS);
    }

    private RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    private RestResponse withoutToken(String method, String address, String body) {
        return router.answer(Requests.parsed(null, method, address, body), () -> {
            throw new InvalidTokenException("The request has no token");
        });
    }

    private Document post(Caller caller, String address, String body) {
        RestResponse answer = request(caller, "POST", address, body);
        assertThat(answer.status()).as(() -> json(answer).toJson()).isEqualTo(201);
        return json(answer);
    }

    private List<Document> items(RestResponse answer) {
        assertThat(answer.status()).isEqualTo(200);
        return json(answer).getList("_items", Document.class);
    }

    @Test
    void aDocumentOfAnotherOwnerDoesNotExist() {
        Document task = post(ANN, "tasks", "{'title': 'of ann'}");
        String address = "tasks/" + task.getString("_id");
        String etag = task.getString("_etag");

        assertThat(items(request(ANN, "GET", "tasks", ""))).hasSize(1);
        assertThat(items(request(BOB, "GET", "tasks", ""))).isEmpty();
        assertThat(request(BOB, "GET", address, "").status()).isEqualTo(404);
        assertThat(request(BOB, "PATCH", address, "{'title': 'x'}", "If-Match", etag)
                        .status())
                .isEqualTo(404);
        assertThat(request(BOB, "PUT", address, "{'title': 'x'}", "If-Match", etag)
                        .status())
                .isEqualTo(403);
        assertThat(request(BOB, "DELETE", address, "", "If-Match", etag).status())
                .isEqualTo(204);
        assertThat(request(BOB, "DELETE", "tasks", "").status()).isEqualTo(204);
        assertThat(json(request(ANN, "GET", address, "")).getString("title")).isEqualTo("of ann");
    }

    @Test
    void theOwnerComesFromTheTokenAloneAndStays() {
        assertThat(request(ANN, "POST", "tasks", "{'owner': 'ann'}").status()).isEqualTo(422);
        Document task = post(ANN, "tasks", "{'title': 'a'}");
        String address = "tasks/" + task.getString("_id");
        RestResponse replaced = request(ANN, "PUT", address, "{'title': 'b'}", "If-Match", task.getString("_etag"));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(request(ANN, "GET", address, "").status()).isEqualTo(200);
        assertThat(json(request(ANN, "GET", address, ""))).doesNotContainKey("owner");

        RestResponse imported =
                request(BOB, "POST", "tasks", "{'title': 'line'}\n", "Content-Type", "application/x-ndjson");
        assertThat(imported.status()).isEqualTo(201);
        assertThat(items(request(BOB, "GET", "tasks", ""))).hasSize(1);
        assertThat(mongod.database().getCollection("tasks").distinct("owner", String.class))
                .containsExactlyInAnyOrder("ann", "bob");
    }

    @Test
    void aFilterThatNamesAnotherOwnerIsRefused() {
        post(ANN, "tasks", "{'title': 'a'}");

        RestResponse other = request(BOB, "GET", "tasks?where={\"owner\":\"ann\"}", "");
        assertThat(other.status()).isEqualTo(401);
        assertThat(other.headers()).containsEntry("WWW-Authenticate", "Bearer realm=\"flexcoop\"");
        assertThat(items(request(BOB, "GET", "tasks?where={\"$or\":[{\"owner\":\"ann\"},{\"title\":\"a\"}]}", "")))
                .isEmpty();
    }

    @Test
    void aValueIsUniqueForItsOwnerOnly() {
        post(ANN, "tasks", "{'key': 'x'}");
        post(BOB, "tasks", "{'key': 'x'}");

        assertThat(json(request(ANN, "POST", "tasks", "{'key': 'x'}"))
                        .get("_issues", Document.class)
                        .getString("key"))
                .isEqualTo("value 'x' is not unique");
        assertThat(request(ANN, "POST", "tasks", "[{'key': 'y'}, {'key': 'y'}]").status())
                .isEqualTo(422);
        assertThat(items(request(ANN, "GET", "tasks", ""))).hasSize(1);
    }

    @Test
    void listsOfRolesDecideByTheNamesInTheToken() {
        assertThat(request(ANN, "GET", "closed", "").status()).isEqualTo(200);
        RestResponse refused = request(ANN, "POST", "closed", "{'n': 1}");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(request(caller("eve", "chief"), "POST", "closed", "{'n': 1}").status())
                .isEqualTo(201);
        assertThat(request(caller("eve", "chief"), "GET", "closed", "").status())
                .isEqualTo(401);
        assertThat(request(caller("eve", "other"), "GET", "closed/_changes", "").status())
                .isEqualTo(401);
    }

    @Test
    void publicMethodsNeedNoTokenAndOthersDo() {
        Document task = post(ANN, "tasks", "{'title': 'private'}");
        Document note =
                post(ANN, "notes", "{'text': 'hello', 'secret': 's', 'task': '%s'}".formatted(task.getString("_id")));

        RestResponse read = withoutToken("GET", "notes?embedded={\"task\":1}", "");
        assertThat(items(read).get(0))
                .containsEntry("text", "hello")
                .containsEntry("task", task.getString("_id"))
                .doesNotContainKeys("secret", "owner");
        assertThat(items(request(BOB, "GET", "notes", ""))).hasSize(1);
        assertThat(withoutToken("GET", "notes?where={\"owner\":\"ann\"}", "").status())
                .isEqualTo(400);
        for (String address : List.of("notes/" + note.getString("_id"), "notes/_changes", "tasks", "closed", "", "x")) {
            assertThat(withoutToken("GET", address, "").status()).as(address).isEqualTo(401);
        }
        assertThat(withoutToken("POST", "notes", "{'text': 'x'}").status()).isEqualTo(401);
        assertThat(withoutToken("OPTIONS", "tasks", "").status()).isEqualTo(200);
    }
}
