package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IssuerKeysTest {
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    private final KeyPair first = Tokens.ec();
    private final KeyPair second = Tokens.rsa();
    private final AtomicInteger reads = new AtomicInteger();
    private byte[] published = Tokens.keySet(Tokens.jwk("1", first));
    private boolean reachable = true;
    private Instant now = START;

    private final IssuerKeys keys = new IssuerKeys(
            () -> {
                reads.incrementAndGet();
                if (!reachable) {
                    throw new IOException("away");
                }
                return published;
            },
            Duration.ofHours(1),
            Duration.ofSeconds(30),
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }
            });

    @Test
    void keysAreReadOnceAndKept() {
        assertThat(keys.find("1")).contains(first.getPublic());
        assertThat(keys.find("1")).isPresent();
        assertThat(reads).hasValue(1);
    }

    @Test
    void aNewKeyIsFoundAfterTheShortestInterval() {
        keys.find("1");
        published = Tokens.keySet(Tokens.jwk("1", first), Tokens.jwk("2", second));
        assertThat(keys.find("2")).as("asked too soon").isEmpty();

        now = now.plusSeconds(31);
        assertThat(keys.find("2")).contains(second.getPublic());
    }

    @Test
    void inventedKeyIdsDoNotFloodTheIssuer() {
        for (int i = 0; i < 1000; i++) {
            keys.find("invented-" + i);
        }
        assertThat(reads).hasValue(1);
    }

    @Test
    void knownKeysStayGoodWhileTheIssuerIsAway() {
        keys.find("1");
        reachable = false;
        now = now.plusSeconds(7200);
        assertThat(keys.find("1")).isPresent();
        assertThat(reads).hasValue(2);
    }

    @Test
    void withdrawnKeysGoWithTheNextFetch() {
        keys.find("1");
        published = Tokens.keySet(Tokens.jwk("2", second));
        now = now.plusSeconds(3601);
        assertThat(keys.find("1")).isEmpty();
    }

    @Test
    void aTokenThatNamesNoKeyMeansTheOnlyOne() {
        assertThat(keys.find(null)).contains(first.getPublic());
        published = Tokens.keySet(Tokens.jwk("1", first), Tokens.jwk("2", second));
        now = now.plusSeconds(3601);
        assertThat(keys.find(null)).isEmpty();
    }

    @Test
    void weakStrangeAndEncryptionKeysAreLeftOut() throws IOException {
        byte[] set = Tokens.keySet(
                Tokens.jwk("weak", Tokens.pair("RSA", 1024)),
                "{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"c2VjcmV0\"}",
                "{\"kty\":\"EC\",\"kid\":\"curve\",\"crv\":\"P-1\",\"x\":\"AA\",\"y\":\"AA\"}",
                Tokens.jwk("enc", second).replace("\"sig\"", "\"enc\""),
                Tokens.jwk("good", second));
        assertThat(Jwks.parse(set)).containsOnlyKeys("good");
    }

    @Test
    void whatIsNoKeySetIsAnError() {
        for (String text : new String[] {"", "{}", "null", "<html>", "[]"}) {
            assertThatThrownBy(() -> Jwks.parse(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(IOException.class);
        }
    }
}
