package eu.flexcoop.middleware.security.oauth.internal;

import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.security.api.InvalidTokenException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Signed tokens of an issuer that is asked about them, too. */
class IntrospectedSignedTokensTest {
    private static final String URL = "https://id.coop.example/realms/flexcoop";
    private static final KeyPair KEY = Tokens.rsa();

    private final List<String> asked = new ArrayList<>();
    private boolean active = true;

    private KeycloakTokenVerifier verifier(Duration maxAge) {
        KeycloakTokenVerifier verifier = new KeycloakTokenVerifier(
                (account, issuer) -> {}, URL, Duration.ZERO, 100, Duration.ofMinutes(5), Clock.systemUTC());
        verifier.bindIssuer(new Issuer(maxAge), Map.of());
        return verifier;
    }

    private final class Issuer implements TrustedIssuer, Introspection {
        private final Duration maxAge;

        Issuer(Duration maxAge) {
            this.maxAge = maxAge;
        }

        @Override
        public String url() {
            return URL;
        }

        @Override
        public PublicKey key(String id) {
            return KEY.getPublic();
        }

        @Override
        public ClaimRules rules() {
            return new ClaimRules(Optional.empty(), List.of("role"), Map.of(), Set.of(), List.of(), Set.of());
        }

        @Override
        public Optional<Introspection> introspection() {
            return Optional.of(this);
        }

        @Override
        public boolean introspectsSigned() {
            return true;
        }

        @Override
        public String prefix() {
            return "";
        }

        @Override
        public Duration maxAge() {
            return maxAge;
        }

        @Override
        public Optional<Claims> ask(String token) {
            asked.add(token);
            return active ? Optional.of(new Claims()) : Optional.empty();
        }
    }

    private static String token(KeyPair key) {
        return Tokens.signed(
                "RS256",
                "k",
                key,
                "{\"iss\":\"%s\",\"sub\":\"ann\",\"role\":\"prosumer\",\"exp\":%d}"
                        .formatted(URL, Instant.now().getEpochSecond() + 600));
    }

    @Test
    void anActiveOneIsAskedForOnceInItsTime() {
        KeycloakTokenVerifier verifier = verifier(Duration.ofMinutes(1));
        String token = token(KEY);

        assertThat(verifier.verify(token).subject()).isEqualTo("ann");
        verifier.verify(token);

        assertThat(asked).containsExactly(token);
    }

    @Test
    void oneOfASessionThatHasEndedIsRefusedBeforeItsEnd() {
        KeycloakTokenVerifier verifier = verifier(Duration.ofSeconds(-1));
        String token = token(KEY);
        verifier.verify(token);

        active = false;

        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("not active");
    }

    /** Otherwise anybody could have the issuer flooded. */
    @Test
    void nobodyIsAskedAboutATokenWithAWrongSignature() {
        assertThatThrownBy(() -> verifier(Duration.ofMinutes(1)).verify(token(Tokens.rsa())))
                .isInstanceOf(InvalidTokenException.class);

        assertThat(asked).isEmpty();
    }
}
