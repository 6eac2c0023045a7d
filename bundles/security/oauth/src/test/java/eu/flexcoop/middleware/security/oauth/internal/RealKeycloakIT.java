package eu.flexcoop.middleware.security.oauth.internal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tokens of a real Keycloak, with the configuration that docs/security.md shows. */
class RealKeycloakIT {
    private static RealKeycloak keycloak;

    @BeforeAll
    static void start() throws Exception {
        keycloak = RealKeycloak.start(Path.of(System.getProperty("keycloak.home")));
    }

    @AfterAll
    static void stop() {
        if (keycloak != null) {
            keycloak.close();
        }
    }

    private static ConfiguredIssuer issuer(String audience) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "issuer",
                keycloak.issuer(),
                "audience",
                audience,
                "roleClaims",
                new String[] {"realm_access.roles", "resource_access.flexcoop-middleware.roles"},
                "introspectionClient",
                "flexcoop-middleware",
                "introspectionSecret",
                "verifier-secret",
                "keysMinInterval",
                "PT0.001S"));
        return new ConfiguredIssuer((ConfiguredIssuer.Config) Proxy.newProxyInstance(
                RealKeycloakIT.class.getClassLoader(),
                new Class<?>[] {ConfiguredIssuer.Config.class},
                (proxy, method, arguments) -> settings.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    private static KeycloakTokenVerifier verifier(TrustedIssuer issuer) {
        KeycloakTokenVerifier verifier = new KeycloakTokenVerifier(
                (account, of) -> {},
                issuer.url(),
                Duration.ofSeconds(30),
                100,
                Duration.ofMinutes(5),
                Clock.systemUTC());
        verifier.bindIssuer(issuer, Map.of());
        return verifier;
    }

    private static Map<?, ?> ann() throws Exception {
        return keycloak.tokens(
                Map.of("grant_type", "password", "client_id", "app", "username", "ann", "password", "ann-secret"));
    }

    private static String token(Map<?, ?> answer) {
        return (String) answer.get("access_token");
    }

    @Test
    void aMemberThatLogsInIsAProsumer() throws Exception {
        Caller ann = verifier(issuer("flexcoop-middleware")).verify(token(ann()));

        assertThat(ann.role()).isEqualTo(Role.PROSUMER);
        assertThat(ann.account()).contains(new AccountId("6f0c9a52-5f0e-4f3e-8a53-0f5d0b1a2c31"));
        assertThat(ann.aggregator()).contains(new AggregatorId("coop"));
        assertThat(ann.client()).contains("app");
    }

    @Test
    void aComponentWithItsSecretIsAServiceByTheRoleOfAClient() throws Exception {
        Caller component = verifier(issuer("flexcoop-middleware"))
                .verify(token(keycloak.tokens(Map.of(
                        "grant_type", "client_credentials", "client_id", "LDEM", "client_secret", "ldem-secret"))));

        assertThat(component.role()).isEqualTo(Role.SERVICE);
        assertThat(component.client()).contains("LDEM");
        assertThat(component.account()).isEmpty();
    }

    @Test
    void refreshTokensAndTokensForOthersOpenNothing() throws Exception {
        Map<?, ?> answer = ann();

        assertThatThrownBy(() -> verifier(issuer("flexcoop-middleware")).verify((String) answer.get("refresh_token")))
                .isInstanceOf(InvalidTokenException.class);
        assertThatThrownBy(() -> verifier(issuer("shop")).verify(token(answer)))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("not meant for 'shop'");
    }

    @Test
    void aNewKeyIsFoundAndTokensOfTheOldOneStayGood() throws Exception {
        KeycloakTokenVerifier verifier = verifier(issuer("flexcoop-middleware"));
        String before = token(ann());
        verifier.verify(before);

        keycloak.rotateKeys();
        String after = token(ann());

        assertThat(CompactToken.parse(after).keyId())
                .isNotEqualTo(CompactToken.parse(before).keyId());
        assertThat(verifier.verify(after).role()).isEqualTo(Role.PROSUMER);
        // not from the memory of tokens
        assertThat(verifier(issuer("flexcoop-middleware")).verify(before).role())
                .isEqualTo(Role.PROSUMER);
    }

    @Test
    void introspectionKnowsOfTheEndOfASession() throws Exception {
        Map<?, ?> answer = ann();
        Introspection introspection =
                issuer("flexcoop-middleware").introspection().orElseThrow();
        Optional<Claims> active = introspection.ask(token(answer));
        assertThat(active.map(Claims::getSubject)).contains("6f0c9a52-5f0e-4f3e-8a53-0f5d0b1a2c31");

        keycloak.logOut((String) answer.get("refresh_token"));

        assertThat(introspection.ask(token(answer))).isEmpty();
    }
}
