package eu.flexcoop.middleware.http.hub.internal;

import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;

class ListenerCertificateMetersTest {
    private static final String NAME = "flexcoop.http.certificate.remaining";

    @Test
    void theCertificateThatEndsFirstCounts() throws Exception {
        TestCertificate certificate = TestCertificate.ec("server");
        Instant end = certificate.certificate().getNotAfter().toInstant();
        KeyStore store = empty();
        certificate.addTo(store, "server", "secret");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Clock aDayAfter = Clock.fixed(end.plus(Duration.ofDays(1)), ZoneOffset.UTC);

        ListenerCertificateMeters shown = new ListenerCertificateMeters(keys(store), meters, aDayAfter);

        assertThat(meters.get(NAME).gauge().value())
                .isEqualTo(-Duration.ofDays(1).toSeconds());
        shown.close();
        assertThat(meters.find(NAME).gauge()).isNull();
    }

    @Test
    void withoutACertificateThereIsNoNumber() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new ListenerCertificateMeters(keys(empty()), meters, Clock.systemUTC());
        assertThat(meters.get(NAME).gauge().value()).isNaN();
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static ListenerKeys keys(KeyStore store) {
        return new ListenerKeys() {
            @Override
            public KeyStore keyStore() {
                return store;
            }

            @Override
            public String keyPassword() {
                return "secret";
            }

            @Override
            public KeyStore trustStore() {
                return store;
            }
        };
    }
}
