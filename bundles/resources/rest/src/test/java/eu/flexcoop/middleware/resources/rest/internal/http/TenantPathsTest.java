package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.api.HttpStream;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaFiles;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The paths that no resource of the platform has switched on, for a row of another cooperative, one of another account, and one of a
 * namesake: versions, restored documents, files, embedded documents, computed lists, streams of changes.
 */
@NeedsMongod
class TenantPathsTest {
    private static final Caller ADMIN = PlatformApi.admin();
    private static final String ACCESS =
            """
            'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'aggregator': {'rows': {'aggregator_id': '$aggregator'}},
                       'admin': {}},""";
    private static final String OWNERS =
            "'account_id': {'type': 'string'}, 'aggregator_id': {'type': 'string'}, 'text': {'type': 'string'}";

    private static PrivateMongod mongod;
    private Router router;

    @BeforeAll
    static void startMongod() throws IOException {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopMongod() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void publish() {
        PublishedResources registry = new PublishedResources();
        Published.add(
                registry,
                "plans",
                "{'resource_methods': ['GET', 'POST', 'PATCH', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],"
                        + " 'versioning': true, 'soft_delete': true, " + ACCESS + " 'schema': {" + OWNERS
                        + ", 'file': {'type': 'media'}}}");
        Published.add(
                registry,
                "jobs",
                "{'resource_methods': ['GET', 'POST'], 'access': {'prosumer': {}, 'aggregator': {}, 'admin': {}},"
                        + " 'schema': {'plan': {'type': 'objectid', 'data_relation': {'resource': 'plans', 'embeddable': true}}}}");
        Published.add(
                registry,
                "sums",
                "{" + ACCESS + " 'schema': {" + OWNERS
                        + "}, 'datasource': {'source': 'plans', 'aggregation': {'pipeline': [{'$group': {'_id': '$text'}}]}}}");
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE),
                        name -> Optional.empty(),
                        new MediaFiles(mongod.database(), 1 << 20)),
                Published.SETTINGS);
        for (String name : List.of("plans", "plans_versions", "jobs")) {
            mongod.database().getCollection(name).deleteMany(new Document());
        }
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private Document send(Caller caller, int status, String method, String address, String body, String... headers) {
        RestResponse answer = Requests.request(router, caller, method, address, body, headers);
        String text = answer.body() == null ? "" : new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.status()).as("%s %s: %s", method, address, text).isEqualTo(status);
        return text.startsWith("{") ? Document.parse(text) : new Document();
    }

    private String plan(String account, String cooperative, String text) {
        String id = send(
                        ADMIN,
                        201,
                        "POST",
                        "plans",
                        "{'account_id': '%s', 'aggregator_id': '%s', 'text': '%s', 'file': 'eA=='}"
                                .formatted(account, cooperative, text))
                .getString("_id");
        send(ADMIN, 200, "PATCH", "plans/" + id, "{'text': '%s-2'}".formatted(text), "If-Match", etag(id));
        return id;
    }

    private String etag(String id) {
        return send(ADMIN, 200, "GET", "plans/" + id, "").getString("_etag");
    }

    private String file(String id) {
        return mongod.database()
                .getCollection("plans")
                .find(new Document("_id", new ObjectId(id)))
                .first()
                .getObjectId("file")
                .toHexString();
    }

    /** Rows that the prosumer must not meet; the aggregator's are the last two. */
    private List<String> foreign() {
        return List.of(
                plan(PlatformApi.BOB, PlatformApi.COOP, "bob"),
                plan(PlatformApi.ANN, PlatformApi.OTHER, "namesake"),
                plan(PlatformApi.EVE, PlatformApi.OTHER, "stranger"));
    }

    @Test
    void aForeignRowHasNoVersionsFilesOrEmbeddedForm() {
        List<String> foreign = foreign();
        String own = plan(PlatformApi.ANN, PlatformApi.COOP, "own");
        for (Caller caller : List.of(PlatformApi.prosumer(), PlatformApi.aggregator())) {
            for (String id : foreign.subList(caller.account().isPresent() ? 0 : 1, 3)) {
                for (String query : List.of("", "?version=1", "?version=all", "?version=diffs", "?show_deleted=true")) {
                    send(caller, 404, "GET", "plans/" + id + query, "");
                }
                send(caller, 404, "GET", "media/" + file(id), "");
                // a reference to it is one to nothing
                send(caller, 422, "POST", "jobs", "{'plan': '%s'}".formatted(id));
                String job = send(ADMIN, 201, "POST", "jobs", "{'plan': '%s'}".formatted(id))
                        .getString("_id");
                assertThat(send(caller, 200, "GET", "jobs/" + job + "?embedded={\"plan\":1}", "")
                                .get("plan"))
                        .isNull();
            }
            send(caller, 200, "GET", "plans/" + own + "?version=all", "");
            assertThat(Requests.request(router, caller, "GET", "media/" + file(own), "")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aForeignRowIsInNoComputedList() {
        foreign();
        plan(PlatformApi.ANN, PlatformApi.COOP, "own");

        assertThat(texts(PlatformApi.prosumer())).containsExactlyInAnyOrder("own-2");
        assertThat(texts(PlatformApi.aggregator())).containsExactlyInAnyOrder("own-2", "bob-2");
        assertThat(texts(ADMIN)).hasSize(4);
    }

    private List<String> texts(Caller caller) {
        return send(caller, 200, "GET", "sums", "").getList("_items", Document.class).stream()
                .map(row -> row.getString("_id"))
                .toList();
    }

    @Test
    void aForeignRowIsNotChangedOrRestored() {
        List<String> foreign = foreign();
        send(ADMIN, 204, "DELETE", "plans/" + foreign.get(2), "", "If-Match", etag(foreign.get(2)));
        List<Document> before = mongod.database().getCollection("plans").find().into(new ArrayList<>());

        Caller ann = PlatformApi.prosumer();
        for (String id : foreign) {
            for (String method : List.of("PATCH", "PUT", "DELETE")) {
                Requests.request(router, ann, method, "plans/" + id, "{'text': 'mine'}", "If-Match", "x");
            }
            Requests.request(router, ann, "POST", "plans?upsert=_id", "{'_id': '%s', 'text': 'mine'}".formatted(id));
        }
        for (String method : List.of("PATCH", "DELETE")) {
            Requests.request(router, ann, method, "plans?where={}", "{'text': 'mine'}");
        }
        Requests.request(router, ann, "DELETE", "plans", "");

        assertThat(mongod.database().getCollection("plans").find()).containsExactlyElementsOf(before);
    }

    @Test
    void aForeignRowIsInNoStreamOfChanges() {
        List<String> received = new CopyOnWriteArrayList<>();
        RestResponse.Live live =
                (RestResponse.Live) Requests.request(router, PlatformApi.prosumer(), "GET", "plans/_changes", "")
                        .rest();
        live.open(new HttpStream() {
            @Override
            public boolean send(byte[] bytes) {
                received.add(new String(bytes, StandardCharsets.UTF_8));
                return true;
            }

            @Override
            public boolean isBehind() {
                return false;
            }

            @Override
            public void end() {
                live.ended();
            }
        });

        foreign();
        plan(PlatformApi.ANN, PlatformApi.COOP, "own");

        // changes come in their order
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> received.stream()
                .anyMatch(event -> event.contains("own-2")));
        assertThat(received)
                .noneMatch(event -> event.contains("bob") || event.contains("namesake") || event.contains("stranger"));
    }
}
