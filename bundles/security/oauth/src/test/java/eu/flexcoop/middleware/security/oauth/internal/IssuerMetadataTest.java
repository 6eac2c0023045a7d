package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against an HTTP server that plays the issuer. */
class IssuerMetadataTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final AtomicInteger reads = new AtomicInteger();
    private final KeyPair pair = Tokens.ec();
    private volatile int status = 200;
    private volatile String jwks;
    private volatile String named;
    private HttpServer server;
    private String issuer;

    @BeforeEach
    void startIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:%d/realms/flexcoop"
                .formatted(server.getAddress().getPort());
        named = issuer;
        jwks = issuer + "/keys";
        server.createContext("/realms/flexcoop/.well-known/openid-configuration", this::metadata);
        server.createContext(
                "/realms/flexcoop/keys",
                exchange -> answer(exchange, new String(Tokens.keySet(Tokens.jwk("1", pair)), StandardCharsets.UTF_8)));
        server.start();
    }

    @AfterEach
    void stopIssuer() {
        server.stop(0);
    }

    private void metadata(HttpExchange exchange) throws IOException {
        reads.incrementAndGet();
        answer(exchange, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(named, jwks));
    }

    private void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private IssuerMetadata metadata() {
        return new IssuerMetadata(issuer, IssuerKeys.retriever(TIMEOUT), HOUR, HOUR, TIMEOUT, Clock.systemUTC());
    }

    @Test
    void theKeysAreFoundWithNothingButTheIssuer() {
        IssuerKeys keys = new IssuerKeys(KeySetLocation.discovered(metadata()), HOUR, Duration.ofSeconds(30), TIMEOUT);

        assertThat(keys.find("1")).contains(pair.getPublic());
    }

    @Test
    void manyThreadsReadOnce() throws Exception {
        IssuerMetadata metadata = metadata();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> found = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                found.add(threads.submit(() -> metadata.address("jwks_uri").toString()));
            }
            for (Future<String> one : found) {
                assertThat(one.get()).isEqualTo(jwks);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(reads).hasValue(1);
    }

    @Test
    void afterAFailureNobodyTriesAgainForAWhile() {
        IssuerMetadata metadata = metadata();
        status = 503;
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> metadata.address("jwks_uri"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(issuer);
        }
        assertThat(reads).hasValue(1);
    }

    @Test
    void metadataOfAnotherIssuerAreNotUsed() {
        named = issuer + "/";
        assertThatThrownBy(() -> metadata().address("jwks_uri")).hasMessageContaining("another issuer");
    }

    @Test
    void addressesThatAreLessProtectedThanTheIssuerAreNotUsed() {
        for (String address : new String[] {"file:///etc/passwd", "ftp://127.0.0.1/", "keys", "::", ""}) {
            jwks = address;
            assertThatThrownBy(() -> metadata().address("jwks_uri")).as(address).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> metadata().address("introspection_endpoint"))
                .hasMessageContaining("has no introspection_endpoint");
    }
}
