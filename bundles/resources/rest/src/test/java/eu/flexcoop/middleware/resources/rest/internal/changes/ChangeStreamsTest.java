package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.api.HttpStream;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.http.Router;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams of changes against a real mongod. */
@NeedsMongod
class ChangeStreamsTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static PrivateMongod mongod;

    private final PublishedResources registry = new PublishedResources();
    private final AtomicBoolean valid = new AtomicBoolean(true);
    private final List<Client> clients = new ArrayList<>();
    private Router router;

    /** One event, or what else came between two empty lines. */
    private record Event(String id, String name, String data) {
        private static Event of(String block) {
            String id = null;
            String name = "";
            String data = "";
            for (String line : block.split("\n")) {
                id = line.startsWith("id: ") ? line.substring(4) : id;
                name = line.startsWith("event: ") ? line.substring(7) : name;
                data = line.startsWith("data: ") ? line.substring(6) : data;
            }
            return new Event(id, name, data);
        }

        private Document json() {
            return Document.parse(data);
        }
    }

    /** Reads everything at once. */
    private static final class Client implements HttpStream {
        private final RestResponse.Live live;
        private final List<Event> received = new CopyOnWriteArrayList<>();
        private volatile boolean over;

        private Client(RestResponse.Live live) {
            this.live = live;
        }

        @Override
        public boolean send(byte[] bytes) {
            if (!over) {
                received.add(Event.of(new String(bytes, StandardCharsets.UTF_8)));
            }
            return !over;
        }

        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public void end() {
            over = true;
            live.ended();
        }

        private List<Event> events() {
            return received.stream().filter(event -> !event.name().isEmpty()).toList();
        }

        private List<Event> await(int count) {
            Awaitility.await().atMost(LIMIT).until(() -> events().size() >= count);
            return events();
        }

        private List<String> names() {
            return events().stream().map(Event::name).toList();
        }
    }

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
    void start() {
        Published.add(
                registry,
                "notes",
                """
                {'resource_methods': ['GET', 'POST', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'DELETE'],
                 'access': {'prosumer': {'rows': {'account_id': '$account'}, 'hidden': ['internal'],
                                         'elements': {'shares': {'owner': '$account'}}}, 'admin': {}},
                 'schema': {'account_id': {'type': 'string'}, 'n': {'type': 'integer'}, 'internal': {'type': 'string'},
                            'shares': {'type': 'list'}}}""");
        Published.add(registry, "shown", "{'source': 'test:shown', 'access': {'admin': {}}, 'schema': {'n': {}}}");
        RestSettings settings = new RestSettings(
                Published.SETTINGS.dates(), 25, 300, Duration.ofSeconds(10), true, false, 2, token -> valid.get());
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty()),
                settings);
    }

    @AfterEach
    void stop() {
        router.close();
        assertThat(clients).allMatch(client -> client.over);
        mongod.client()
                .getDatabase(PrivateMongod.DATABASE)
                .getCollection("notes")
                .drop();
    }

    private Client open(Caller caller, String address, String... headers) {
        RestResponse response = Requests.request(router, caller, "GET", address, "", headers);
        assertThat(response.status())
                .as(() -> new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(response.headers()).containsEntry("Content-Type", "text/event-stream");
        RestResponse.Live live = (RestResponse.Live) response.rest();
        Client client = new Client(live);
        live.open(client);
        clients.add(client);
        return client;
    }

    private String post(String body) {
        RestResponse response = Requests.request(router, ADMIN, "POST", "notes", body);
        assertThat(response.status()).isEqualTo(201);
        return Requests.json(response).getString("_id");
    }

    private void patch(String id, String body) {
        String etag = Requests.json(Requests.request(router, ADMIN, "GET", "notes/" + id, ""))
                .getString("_etag");
        assertThat(Requests.request(router, ADMIN, "PATCH", "notes/" + id, body, "If-Match", etag)
                        .status())
                .isEqualTo(200);
    }

    private void deleteAll() {
        assertThat(Requests.request(router, ADMIN, "DELETE", "notes", "").status())
                .isEqualTo(204);
    }

    @Test
    void everyChangeIsAnEvent() {
        Client client = open(ADMIN, "notes/_changes");
        String id = post("{'n': 1}");
        patch(id, "{'n': 2}");
        deleteAll();

        List<Event> events = client.await(3);
        assertThat(client.names()).containsExactly("insert", "update", "delete");
        assertThat(events.get(0).json())
                .containsEntry("_id", id)
                .containsEntry("n", 1)
                .containsKey("_etag");
        assertThat(events.get(1).json()).containsEntry("n", 2);
        assertThat(events.get(2).json()).isEqualTo(new Document("_id", id));
    }

    @Test
    void rowsThatEnterOrLeaveTheCallersAreNewOrGone() {
        Client ann = open(ANN, "notes/_changes");
        post("{'account_id': 'bob', 'n': 1}");
        String moved = post("{'account_id': 'bob', 'n': 2}");
        patch(moved, "{'account_id': 'ann'}");
        patch(moved, "{'n': 3}");
        patch(moved, "{'account_id': 'bob'}");
        patch(moved, "{'account_id': 'ann'}");
        deleteAll();

        ann.await(5);
        assertThat(ann.names()).containsExactly("insert", "update", "delete", "insert", "delete");
        assertThat(ann.events()).allSatisfy(event -> assertThat(event.json()).containsEntry("_id", moved));
        assertThat(ann.events().get(2).json()).containsOnlyKeys("_id");
    }

    @Test
    void hiddenFieldsAndElementsOfOthersAreNotSent() {
        Client ann = open(ANN, "notes/_changes");
        post("{'account_id': 'ann', 'internal': 'x', 'shares': [{'owner': 'bob', 'p': 1}, {'owner': 'ann', 'p': 2}]}");

        Document sent = ann.await(1).get(0).json();
        assertThat(sent).doesNotContainKey("internal");
        assertThat(sent.getList("shares", Document.class)).containsExactly(new Document("owner", "ann").append("p", 2));
    }

    @Test
    void aFilterSelectsChanges() {
        Client client = open(ADMIN, "notes/_changes?where={\"n\":{\"$gte\":10}}");
        String id = post("{'n': 1}");
        patch(id, "{'n': 10}");
        patch(id, "{'n': 3}");
        post("{'n': 20}");

        client.await(3);
        assertThat(client.names()).containsExactly("insert", "delete", "insert");
        assertThat(Requests.request(router, ADMIN, "GET", "notes/_changes?where={\"n\":{\"$mod\":[2,0]}}", "")
                        .status())
                .isEqualTo(400);
        assertThat(Requests.request(router, ANN, "GET", "notes/_changes?where={\"internal\":\"x\"}", "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aClientThatComesAgainGetsWhatItHasMissed() {
        Client first = open(ADMIN, "notes/_changes");
        post("{'n': 1}");
        String last = first.await(1).get(0).id();
        first.end();
        for (int i = 2; i <= 1200; i += 3) {
            post("[{'n': %d}, {'n': %d}, {'n': %d}]".formatted(i, i + 1, i + 2));
        }

        Client second = open(ADMIN, "notes/_changes", "Last-Event-ID", last);
        for (int i = 1202; i <= 1230; i++) {
            post("{'n': %d}".formatted(i));
        }
        List<Event> events = second.await(1229);
        assertThat(events).hasSize(1229);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).json()).containsEntry("n", i + 2);
        }
    }

    @Test
    void aPositionThatIsNotOneIsRefused() {
        post("{'n': 1}");
        for (String wrong : List.of("x", "8265", "00")) {
            assertThat(Requests.request(router, ADMIN, "GET", "notes/_changes", "", "Last-Event-ID", wrong)
                            .status())
                    .as(wrong)
                    .isIn(400, 410);
        }
    }

    @Test
    void aCallerHasAFewStreams() {
        Client first = open(ANN, "notes/_changes");
        open(ANN, "notes/_changes");
        assertThat(Requests.request(router, ANN, "GET", "notes/_changes", "").status())
                .isEqualTo(429);
        open(ADMIN, "notes/_changes");
        first.end();
        open(ANN, "notes/_changes");

        // a response that nobody sends holds no place either
        RestResponse unsent = Requests.request(router, ADMIN, "GET", "notes/_changes", "");
        unsent.close();
        open(ADMIN, "notes/_changes");
    }

    @Test
    void aStreamEndsWithItsDefinition() {
        Client client = open(ADMIN, "notes/_changes");
        registry.remove(1);
        Awaitility.await().atMost(LIMIT).until(() -> client.over);
        assertThat(client.events()).last().satisfies(event -> {
            assertThat(event.name()).isEqualTo("end");
            assertThat(event.data()).contains("withdrawn");
        });
    }

    @Test
    void aStreamEndsWithItsToken() {
        RestResponse response =
                Requests.request(router, ADMIN, "GET", "notes/_changes", "", "Authorization", "Bearer a");
        LiveChanges live = (LiveChanges) response.rest();
        Client client = new Client(live);
        live.open(client);
        clients.add(client);
        RestSettings settings = new RestSettings(
                Published.SETTINGS.dates(), 25, 300, Duration.ofSeconds(10), true, false, 2, token -> valid.get());
        look(live, settings);
        assertThat(client.over).isFalse();
        assertThat(client.received).hasSizeGreaterThan(1);
        valid.set(false);
        look(live, settings);
        assertThat(client.over).isTrue();
        assertThat(client.events()).last().satisfies(event -> assertThat(event.data())
                .contains("token"));
    }

    /** As often as it takes from one heartbeat to the next. */
    private void look(LiveChanges live, RestSettings settings) {
        for (int i = 0; i < 15; i++) {
            live.look(registry, settings);
        }
    }

    @Test
    void onlyResourcesOfTheApiHaveChanges() {
        assertThat(Requests.request(router, ANN, "GET", "shown/_changes", "").status())
                .isIn(403, 503);
        assertThat(Requests.request(router, ADMIN, "POST", "notes/_changes", "{}")
                        .status())
                .isEqualTo(405);
        RestResponse head = Requests.request(router, ADMIN, "HEAD", "notes/_changes", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.rest()).isNull();
    }
}
