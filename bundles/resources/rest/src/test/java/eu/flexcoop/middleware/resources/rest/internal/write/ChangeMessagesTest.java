package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code notify} of a definition. */
@NeedsMongod
class ChangeMessagesTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");

    private static PrivateMongod mongod;

    private final List<Document> sent = new ArrayList<>();
    private Optional<ResourceSource> outbox;
    private boolean refusing;
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

    private final class Outbox extends MongoSource implements SourceCommands {
        Outbox() {
            super("notify:messages", mongod.database().getCollection("out"), OwnerFields.platform());
        }

        @Override
        public Optional<SourceCommands> commands() {
            return Optional.of(this);
        }

        @Override
        public List<Map<String, Object>> createAll(Caller caller, List<Document> bodies) {
            assertThat(caller.isPrivileged()).isTrue();
            if (refusing) {
                throw SourceCommandException.notOffered("POST");
            }
            sent.addAll(bodies);
            return List.of();
        }
    }

    @BeforeEach
    void publish() {
        mongod.database().drop();
        outbox = Optional.of(new Outbox());
        PublishedResources registry = new PublishedResources();
        Published.add(
                registry,
                "contracts",
                """
                {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH', 'PUT'], 'id_field': 'name',
                 'item_url': 'regex(\\"[a-z]+\\")', 'notify': {'recipients': ['OMP', 'DRSR'], 'message_type': 'contract'},
                 'schema': {'name': {'type': 'string'}, 'n': {'type': 'integer'}}}""");
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE),
                        name -> name.equals("notify:messages") ? outbox : Optional.empty()),
                Published.SETTINGS);
    }

    private RestResponse request(String method, String address, String body, String... headers) {
        return Requests.request(router, ADMIN, method, address, body, headers);
    }

    @Test
    void everyRecipientIsToldOfWhatWasStored() {
        String etag = json(request("POST", "contracts", "{'name': 'one'}")).getString("_etag");

        assertThat(sent)
                .extracting(message -> message.getString("recipient_id"))
                .containsExactly("OMP", "DRSR");
        assertThat(sent.get(0))
                .containsEntry("message_type", "contract")
                .containsKeys("notification_id", "creation_time");
        assertThat(sent.get(0).get("payload", Document.class))
                .containsEntry("resource", "contracts")
                .containsEntry("event", "created")
                .containsEntry("name", "one")
                .containsEntry("_etag", etag)
                .doesNotContainKey("n");

        sent.clear();
        request("PATCH", "contracts/one", "{'n': 1}", "If-Match", etag);
        assertThat(sent.get(0).get("payload", Document.class)).containsEntry("event", "changed");
    }

    @Test
    void nobodyIsToldOfWhatWasRefused() {
        request("POST", "contracts", "{'n': 'x'}");
        request("PATCH", "contracts/none", "{'n': 1}");
        assertThat(sent).isEmpty();
    }

    @Test
    void aWriteSucceedsWithoutTheOutbox() {
        refusing = true;
        assertThat(request("POST", "contracts", "{'name': 'one'}").status()).isEqualTo(201);
        outbox = Optional.empty();
        assertThat(request("POST", "contracts", "{'name': 'two'}").status()).isEqualTo(201);
    }
}
