package eu.flexcoop.middleware.notify.internal;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.FreePorts;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Messages on their way to a real HTTP server, kept in a real mongod. */
@NeedsMongod
class MessageDeliveryTest {
    private static final Caller SERVICE =
            new Caller("omp", Role.SERVICE, Optional.empty(), Optional.empty(), Optional.of("OMP"));
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static PrivateMongod mongod;

    private final BlockingQueue<Document> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    private volatile int status = 200;
    private volatile int tokensGiven;
    private HttpServer recipient;
    private MessageOutbox outbox;
    private MessageDelivery delivery;
    private MessageSource source;

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
    void startRecipient() throws IOException {
        recipient = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        recipient.createContext("/messages", this::take);
        recipient.createContext("/token", this::giveToken);
        recipient.start();
    }

    @AfterEach
    void stop() {
        recipient.stop(0);
        if (delivery != null) {
            delivery.close();
        }
        messages().drop();
    }

    private void take(HttpExchange exchange) throws IOException {
        received.add(Document.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        tokens.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("none"));
        answer(exchange, status, "{\"said\": \"$no\"}");
    }

    private void giveToken(HttpExchange exchange) throws IOException {
        tokensGiven++;
        answer(exchange, 200, "{\"access_token\": \"t%d\", \"expires_in\": 300}".formatted(tokensGiven));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static MongoCollection<Document> messages() {
        return mongod.client().getDatabase(PrivateMongod.DATABASE).getCollection(MessageOutbox.COLLECTION);
    }

    private String address(String path) {
        return "http://127.0.0.1:%d/%s".formatted(recipient.getAddress().getPort(), path);
    }

    private static NotifySettings settings(
            String retryInterval, String retryFor, String tokenUrl, String... recipients) {
        return new NotifySettings(new NotifySettings.Config() {
            @Override
            public Class<? extends Annotation> annotationType() {
                return NotifySettings.Config.class;
            }

            @Override
            public String recipients() {
                return String.join(", ", recipients);
            }

            @Override
            public String retryInterval() {
                return retryInterval;
            }

            @Override
            public String retryFor() {
                return retryFor;
            }

            @Override
            public String timeout() {
                return "PT5S";
            }

            @Override
            public int workers() {
                return 2;
            }

            @Override
            public String tokenUrl() {
                return tokenUrl;
            }

            @Override
            public String clientId() {
                return "flexcoop";
            }

            @Override
            public String clientSecret() {
                return "secret";
            }
        });
    }

    private void start(NotifySettings settings) {
        outbox = new MessageOutbox(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), settings);
        delivery = new MessageDelivery(outbox, settings);
        source = new MessageSource(outbox, delivery, settings);
    }

    private static Document message(String recipient) {
        return new Document(MessageFields.ID, UUID.randomUUID().toString())
                .append(MessageFields.SENDER, "DRSR")
                .append(MessageFields.RECIPIENT, recipient)
                .append(MessageFields.TYPE, "contract_changed")
                .append(MessageFields.CREATED, new Date(0))
                .append(MessageFields.PAYLOAD, new Document("n", 5L).append("at", new Date(1000)));
    }

    private Document sent(String recipient) {
        Document message = message(recipient);
        Map<String, Object> created = source.create(SERVICE, message);
        assertThat(created).containsEntry(MessageFields.STATE, MessageFields.PENDING);
        return message;
    }

    private static Document stored(Document message) {
        return messages()
                .find(new Document(MessageFields.ID, message.get(MessageFields.ID)))
                .first();
    }

    private static Document ended(Document message) {
        Awaitility.await().atMost(LIMIT).until(() -> stored(message).containsKey(MessageFields.ENDED));
        return stored(message);
    }

    @Test
    void aMessageIsPostedWithAToken() throws InterruptedException {
        start(settings("PT5M", "P1D", address("token"), "OMP=" + address("messages")));
        Document message = sent("OMP");
        Document other = sent("OMP");

        Document first = received.poll(20, TimeUnit.SECONDS);
        assertThat(first)
                .containsKeys(MessageFields.ID)
                .containsEntry(MessageFields.CREATED, "1970-01-01T00:00:00.000000Z");
        assertThat(first.get(MessageFields.PAYLOAD))
                .isEqualTo(new Document("n", 5).append("at", "1970-01-01T00:00:01.000000Z"));
        assertThat(first).doesNotContainKeys("_id", MessageFields.STATE, MessageFields.CLAIM);
        assertThat(ended(message))
                .containsEntry(MessageFields.STATE, MessageFields.DELIVERED)
                .containsEntry(MessageFields.RESPONSE, 200)
                .containsKey(MessageFields.ATTEMPT_TIME)
                .doesNotContainKey(MessageFields.FAILURE);
        ended(other);
        assertThat(tokens).containsExactly("Bearer t1", "Bearer t1");
    }

    @Test
    void anotherStatusIsFinal() {
        status = 422;
        start(settings("PT0.2S", "P1D", "", "OMP=" + address("messages")));
        Document message = sent("OMP");

        assertThat(ended(message))
                .containsEntry(MessageFields.STATE, MessageFields.FAILED)
                .containsEntry(MessageFields.RESPONSE, 422)
                .containsEntry(MessageFields.FAILURE, "HTTP 422: {\"said\": \"$no\"}");
        assertThat(tokens).containsExactly("none");
    }

    @Test
    void aRecipientThatIsAwayIsTriedAgain() throws IOException {
        int port = FreePorts.one();
        start(settings("PT0.2S", "P1D", "", "OMP=http://127.0.0.1:%d/messages".formatted(port)));
        Document message = sent("OMP");
        Awaitility.await().atMost(LIMIT).until(() -> stored(message).containsKey(MessageFields.FAILURE));
        assertThat(stored(message))
                .containsEntry(MessageFields.STATE, MessageFields.PENDING)
                .containsEntry(MessageFields.RESPONSE, 100);

        recipient.stop(0);
        recipient = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        recipient.createContext("/messages", this::take);
        recipient.start();
        Awaitility.await().atMost(LIMIT).until(() -> {
            delivery.wake();
            return stored(message).containsKey(MessageFields.ENDED);
        });
        assertThat(stored(message))
                .containsEntry(MessageFields.STATE, MessageFields.DELIVERED)
                .doesNotContainKey(MessageFields.FAILURE);
    }

    @Test
    void aMessageIsGivenUpAfterItsTime() throws IOException {
        int port = FreePorts.one();
        start(settings("PT5M", "PT0.001S", "", "OMP=http://127.0.0.1:%d/messages".formatted(port)));
        assertThat(ended(sent("OMP")))
                .containsEntry(MessageFields.STATE, MessageFields.FAILED)
                .containsEntry(MessageFields.RESPONSE, 100);
    }

    @Test
    void anUnknownRecipientIsRefusedAndOneThatWasRemovedIsRecorded() {
        NotifySettings settings = settings("PT5M", "P1D", "");
        outbox = new MessageOutbox(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), settings);
        Document message = message("GONE");
        outbox.add(List.of(message));
        start(settings);

        assertThat(ended(message))
                .containsEntry(MessageFields.STATE, MessageFields.FAILED)
                .containsEntry(MessageFields.RESPONSE, 421);
        assertThatThrownBy(() -> source.create(SERVICE, message("OMP")))
                .isInstanceOfSatisfying(
                        MiddlewareException.class, e -> assertThat(e.status()).isEqualTo(406));
        assertThat(messages().countDocuments()).isEqualTo(1);
    }

    @Test
    void anIdIsUsedOnce() {
        start(settings("PT5M", "P1D", "", "OMP=" + address("messages")));
        Document message = sent("OMP");
        Document again = message("OMP").append(MessageFields.ID, message.get(MessageFields.ID));
        assertThatThrownBy(() -> source.create(SERVICE, again)).isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void aClaimIsOneNodesUntilItIsOver() {
        NotifySettings settings = settings("PT5M", "P1D", "");
        outbox = new MessageOutbox(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), settings);
        Document old = message("A");
        Document young = message("A");
        outbox.add(List.of(old));
        outbox.add(List.of(young));

        Document first = outbox.claim().orElseThrow();
        assertThat(first.get(MessageFields.ID)).isEqualTo(young.get(MessageFields.ID));
        assertThat(outbox.claim().orElseThrow().get(MessageFields.ID)).isEqualTo(old.get(MessageFields.ID));
        assertThat(outbox.claim()).isEmpty();

        // the node that took it has died, and another one takes it
        messages()
                .updateOne(
                        new Document("_id", first.get("_id")),
                        new Document("$set", new Document(MessageFields.NEXT_ATTEMPT, new Date(0))));
        Document second = outbox.claim().orElseThrow();
        outbox.record(first, DeliveryOutcome.answered(500, "late"));
        assertThat(stored(young)).containsEntry(MessageFields.STATE, MessageFields.PENDING);
        outbox.record(second, DeliveryOutcome.answered(200, ""));
        assertThat(stored(young)).containsEntry(MessageFields.STATE, MessageFields.DELIVERED);
    }

    @Test
    void wrongSettingsAreNamed() {
        assertThatThrownBy(() -> settings("PT5M", "P1D", "", "OMP")).hasMessageContaining("id=https://host/path");
        assertThatThrownBy(() -> settings("PT5M", "P1D", "", "OMP=ftp://x")).hasMessageContaining("http or https");
        assertThatThrownBy(() -> settings("PT0S", "P1D", "")).hasMessageContaining("retryInterval");
    }
}
