package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.UnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Against an HTTP server that plays the issuer. */
class IssuerKeysTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final KeyPair first = Tokens.ec();
    private final KeyPair second = Tokens.rsa();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile byte[] published = Tokens.keySet(Tokens.jwk("1", first));
    private volatile int status = 200;
    private HttpServer issuer;

    @BeforeEach
    void startIssuer() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/certs", this::answer);
        issuer.start();
    }

    @AfterEach
    void stopIssuer() {
        issuer.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        reads.incrementAndGet();
        if (status == 302) {
            exchange.getResponseHeaders().set("Location", "/certs");
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, published.length);
        exchange.getResponseBody().write(published);
        exchange.close();
    }

    private IssuerKeys keys(Duration maxAge, Duration minInterval) {
        String location =
                "http://127.0.0.1:%d/certs".formatted(issuer.getAddress().getPort());
        return new IssuerKeys(KeySetLocation.configured(location), maxAge, minInterval, TIMEOUT);
    }

    @Test
    void keysAreReadOnceAndKept() {
        IssuerKeys keys = keys(HOUR, HALF_MINUTE);
        assertThat(keys.find("1")).contains(first.getPublic());
        assertThat(keys.find("1")).isPresent();
        assertThat(reads).hasValue(1);
    }

    @Test
    void aNewKeyIsFound() {
        IssuerKeys keys = keys(HOUR, HALF_MINUTE);
        keys.find("1");
        published = Tokens.keySet(Tokens.jwk("1", first), Tokens.jwk("2", second));
        assertThat(keys.find("2")).contains(second.getPublic());
    }

    @Test
    void inventedKeyIdsDoNotFloodTheIssuer() {
        IssuerKeys keys = keys(HOUR, HALF_MINUTE);
        for (int i = 0; i < 1000; i++) {
            assertThat(keys.find("invented-" + i)).isEmpty();
        }
        assertThat(keys.find("1")).isPresent();
        assertThat(reads).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void knownKeysStayGoodWhileTheIssuerIsAway() {
        IssuerKeys keys = keys(Duration.ofMillis(20), Duration.ofMillis(1));
        assertThat(keys.find("1")).isPresent();
        status = 503;
        int before = reads.get();
        await().until(() -> {
            assertThat(keys.find("1")).isPresent();
            return reads.get() > before;
        });
        assertThat(keys.find("1")).isPresent();
    }

    @Test
    void withdrawnKeysGoWithAFetch() {
        IssuerKeys keys = keys(Duration.ofMillis(20), Duration.ofMillis(1));
        assertThat(keys.find("1")).isPresent();
        published = Tokens.keySet(Tokens.jwk("2", second));
        await().until(() -> keys.find("1").isEmpty());
    }

    @Test
    void aTokenThatNamesNoKeyMeansTheOnlyOne() {
        assertThat(keys(HOUR, HALF_MINUTE).find(null)).contains(first.getPublic());
        published = Tokens.keySet(Tokens.jwk("1", first), Tokens.jwk("2", second));
        assertThat(keys(HOUR, HALF_MINUTE).find(null)).isEmpty();
    }

    @Test
    void weakAndSecretAndEncryptionKeysAreNotUsed() {
        published = Tokens.keySet(
                Tokens.jwk("weak", Tokens.pair("RSA", 1024)),
                "{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"c2VjcmV0\"}",
                Tokens.jwk("enc", second).replace("\"sig\"", "\"enc\""),
                Tokens.jwk("good", second));
        IssuerKeys keys = keys(HOUR, HALF_MINUTE);
        assertThat(keys.find("good")).contains(second.getPublic());
        for (String id : new String[] {"weak", "secret", "enc"}) {
            assertThat(keys.find(id)).as(id).isEmpty();
        }
    }

    @Test
    void aKeyThatCannotBeReadDoesNotHideTheOthers() {
        published = Tokens.keySet(
                Tokens.jwk("curve", first).replace("P-256", "P-999"),
                Tokens.jwk("type", first).replace("\"EC\"", "\"AKP\""),
                "{\"kid\":\"no type\"}",
                "{\"kty\":\"RSA\",\"kid\":\"numbers\",\"n\":1,\"e\":2}",
                Tokens.jwk("good", second));
        IssuerKeys keys = keys(HOUR, HALF_MINUTE);
        assertThat(keys.find("good")).contains(second.getPublic());
        for (String id : new String[] {"curve", "type", "no type", "numbers"}) {
            assertThat(keys.find(id)).as(id).isEmpty();
        }
    }

    @Test
    void withoutAnyKeyTheIssuerIsUnavailableAndItsTokensAreNotCalledBad() {
        status = 503;
        assertThatThrownBy(() -> keys(HOUR, HALF_MINUTE).find("1")).isInstanceOf(UnavailableException.class);
        status = 302;
        assertThatThrownBy(() -> keys(HOUR, HALF_MINUTE).find("1")).isInstanceOf(UnavailableException.class);
        status = 200;
        for (String text : new String[] {"<html>", "{}", "{\"keys\":[1]}"}) {
            published = text.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> keys(HOUR, HALF_MINUTE).find("1"))
                    .as(text)
                    .isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void aFileServesToo(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("keys.json"), published);
        assertThat(new IssuerKeys(KeySetLocation.configured(file.toString()), HOUR, HALF_MINUTE, TIMEOUT).find("1"))
                .contains(first.getPublic());
        assertThat(new IssuerKeys(KeySetLocation.configured(file.toUri().toString()), HOUR, HALF_MINUTE, TIMEOUT)
                        .find("1"))
                .contains(first.getPublic());
    }
}
