package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.PublishedResource;
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

/** Resources whose documents are marked as deleted and kept. */
@NeedsMongod
class SoftDeleteTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller BOB = RowAccessTest.caller(Role.PROSUMER, "bob");
    private static final String TASKS =
            """
            {'resource_methods': ['GET', 'POST', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],
             'soft_delete': %s, 'allow_unknown': true,
             'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}},
             'schema': {'account_id': {'type': 'string'}, 'text': {'type': 'string'},
                        'key': {'type': 'string', 'unique': true},
                        'after': {'type': 'objectid', 'data_relation': {'resource': 'tasks'}}}}""";

    private static PrivateMongod mongod;
    private PublishedResources registry;
    private OpenResources resources;
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
        mongod.database().getCollection("tasks").drop();
        publish(true);
    }

    private void publish(boolean softDelete) {
        registry = new PublishedResources();
        Published.add(registry, "tasks", TASKS.formatted(softDelete));
        resources = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty());
        router = new Router(registry, resources, Published.SETTINGS);
    }

    private RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    private Document post(Caller caller, String body) {
        RestResponse answer = request(caller, "POST", "tasks", body);
        assertThat(answer.status()).as(() -> json(answer).toJson()).isEqualTo(201);
        return json(answer);
    }

    private String deleted(Caller caller, Document posted) {
        String address = "tasks/" + posted.getString("_id");
        assertThat(request(caller, "DELETE", address, "", "If-Match", posted.getString("_etag"))
                        .status())
                .isEqualTo(204);
        return json(request(caller, "GET", address, "")).getString("_etag");
    }

    private List<Document> items(Caller caller, String query) {
        return json(request(caller, "GET", "tasks" + query, "")).getList("_items", Document.class);
    }

    @Test
    void aDeletedDocumentIsListedOnlyOnRequestAndOnlyForItsOwner() {
        Document mine = post(ANN, "{'text': 'mine'}");
        String etag = deleted(ANN, mine);
        String address = "tasks/" + mine.getString("_id");

        assertThat(items(ANN, "")).isEmpty();
        assertThat(items(ANN, "?show_deleted")).hasSize(1);
        assertThat(items(ANN, "?where={\"_deleted\":true}")).hasSize(1);
        assertThat(items(ANN, "?where={\"$or\":[{\"_deleted\":true},{\"text\":\"x\"}]}"))
                .hasSize(1);
        assertThat(items(BOB, "?show_deleted")).isEmpty();
        RestResponse his = request(BOB, "GET", address, "");
        assertThat(his.status()).isEqualTo(404);
        assertThat(json(his)).doesNotContainKey("text");
        assertThat(request(BOB, "PATCH", address, "{}", "If-Match", etag).status())
                .isEqualTo(404);
        assertThat(request(BOB, "PUT", address, "{}", "If-Match", etag).status())
                .isEqualTo(403);
        RestResponse own = request(ANN, "GET", address, "");
        assertThat(own.status()).isEqualTo(404);
        assertThat(json(own)).containsEntry("text", "mine").containsEntry("_deleted", true);
    }

    @Test
    void onlyTheEtagOfTheDeletionRestores() {
        Document posted = post(ANN, "{'text': 'one'}");
        String address = "tasks/" + posted.getString("_id");
        String etag = deleted(ANN, posted);

        assertThat(request(ANN, "DELETE", address, "").status())
                .as("deleted already")
                .isEqualTo(204);
        assertThat(request(ANN, "PATCH", address, "{}", "If-Match", posted.getString("_etag"))
                        .status())
                .isEqualTo(412);
        assertThat(request(ANN, "PUT", address, "{'text': 'two', '_deleted': true}", "If-Match", etag)
                        .status())
                .isEqualTo(200);
        assertThat(json(request(ANN, "GET", address, "")))
                .containsEntry("text", "two")
                .containsEntry("_deleted", false);
    }

    @Test
    void aValueOfADeletedDocumentIsFreeUntilItIsRestored() {
        Document first = post(ANN, "{'key': 'a'}");
        String etag = deleted(ANN, first);
        Document second = post(ANN, "{'key': 'a'}");

        assertThat(request(ANN, "PATCH", "tasks/" + first.getString("_id"), "{'text': 'back'}", "If-Match", etag)
                        .status())
                .as("somebody else has the value now")
                .isEqualTo(409);
        deleted(ANN, second);
        assertThat(request(ANN, "PATCH", "tasks/" + first.getString("_id"), "{'text': 'back'}", "If-Match", etag)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDeletedDocumentCannotBeReferredTo() {
        Document first = post(ANN, "{'text': 'one'}");
        post(ANN, "{'after': '%s'}".formatted(first.getString("_id")));
        deleted(ANN, first);

        assertThat(request(ANN, "POST", "tasks", "{'after': '%s'}".formatted(first.getString("_id")))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void deletingTheListMarksTheCallersRows() {
        post(ANN, "[{'text': 'one'}, {'text': 'two'}]");
        post(BOB, "{'text': 'his'}");

        assertThat(request(ANN, "DELETE", "tasks", "").status()).isEqualTo(204);
        assertThat(items(ADMIN, "")).extracting(item -> item.getString("text")).containsExactly("his");
        assertThat(items(ADMIN, "?show_deleted")).hasSize(3);
    }

    @Test
    void aClientCannotSetTheMark() {
        Document posted = post(ANN, "{'text': 'one', '_deleted': true}");
        assertThat(items(ANN, "")).hasSize(1);

        assertThat(request(
                                ANN,
                                "PATCH",
                                "tasks/" + posted.getString("_id"),
                                "{'_deleted': true}",
                                "If-Match",
                                posted.getString("_etag"))
                        .status())
                .isEqualTo(200);
        assertThat(items(ANN, "")).hasSize(1);
    }

    @Test
    void theKeyMayBeAddedToAResourceThatHasDocuments() {
        publish(false);
        Document old = post(ANN, "{'key': 'a'}");
        publish(true);
        PublishedResource tasks = registry.named("tasks").orElseThrow();
        resources.index(tasks);

        assertThat(request(ANN, "POST", "tasks", "{'key': 'a'}").status()).isEqualTo(422);
        assertThat(items(ANN, "")).singleElement().satisfies(item -> assertThat(item)
                .containsEntry("_deleted", false));
        deleted(ANN, old);
        post(ANN, "{'key': 'a'}");
        assertThat(items(ANN, "")).hasSize(1);
    }
}
