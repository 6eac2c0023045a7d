package eu.flexcoop.middleware.security.oauth.internal;

import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.security.api.TokenIssuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InstallationIssuerTest {
    private static final String URL = "https://development.example";
    private static final KeyPair KEY = Tokens.rsa();

    private final KeycloakTokenVerifier verifier = new KeycloakTokenVerifier(
            (account, issuer) -> {
                throw new AssertionError("accounts of the development issuer belong to nobody");
            },
            "",
            Duration.ofSeconds(30),
            100,
            Duration.ofMinutes(5),
            Clock.systemUTC());
    private final TokenIssuer issuer = new Issuer();

    /** Only its key and names matter here. */
    private static final class Issuer implements TokenIssuer {
        @Override
        public String issue(
                String subject,
                Role role,
                Set<String> names,
                Optional<AccountId> account,
                Optional<AggregatorId> aggregator,
                Optional<String> client,
                Duration validity) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String url() {
            return URL;
        }

        @Override
        public String audience() {
            return "flexcoop-middleware";
        }

        @Override
        public String keyId() {
            return "development";
        }

        @Override
        public PublicKey publicKey() {
            return KEY.getPublic();
        }
    }

    private static String token(String keyId, String audience) {
        return Tokens.signed(
                "RS256",
                keyId,
                KEY,
                """
                {"iss": "%s", "sub": "alice", "aud": "%s", "exp": %d, "azp": "app", "aggregator_id": "any.example",
                 "realm_access": {"roles": ["prosumer", "reader"]}}"""
                        .formatted(URL, audience, Instant.now().getEpochSecond() + 600));
    }

    @Test
    void itSpeaksForEveryCooperativeAndBindsNoAccounts() {
        verifier.bindDevelopment(issuer, Map.of());

        assertThat(verifier.verify(token("development", "flexcoop-middleware")))
                .isEqualTo(new Caller(
                        "alice",
                        Role.PROSUMER,
                        Optional.of(new AccountId("alice")),
                        Optional.of(new AggregatorId("any.example")),
                        Optional.of("app"),
                        Set.of("prosumer", "reader")));
    }

    @Test
    void otherKeysAndAudiencesAreRefused() {
        verifier.bindDevelopment(issuer, Map.of());

        assertThatThrownBy(() -> verifier.verify(token("other", "flexcoop-middleware")))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("no key 'other'");
        assertThatThrownBy(() -> verifier.verify(token("development", "shop")))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("not meant for");
    }

    @Test
    void itsTokensOpenNothingOnceItIsGone() {
        String token = token("development", "flexcoop-middleware");
        verifier.bindDevelopment(issuer, Map.of());
        verifier.verify(token);

        verifier.unbindDevelopment(issuer);

        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("not trusted");
    }
}
