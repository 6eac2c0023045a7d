package eu.flexcoop.middleware.security.oauth.internal;

import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeycloakTokenVerifierTest {
    private static final String ISSUER = "https://id.coop.example/realms/flexcoop";
    private static final String OTHER = "https://id.other.example/realms/flexcoop";
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final KeyPair RSA = Tokens.rsa();
    private static final KeyPair EC = Tokens.ec();

    private final MovingClock clock = new MovingClock();
    private final AtomicInteger keysAsked = new AtomicInteger();
    private final Map<String, String> owners = new HashMap<>();
    private KeycloakTokenVerifier verifier;

    private static final class MovingClock extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private record KnownIssuer(String url, Map<String, PublicKey> keys, ClaimRules rules, AtomicInteger asked)
            implements TrustedIssuer {
        @Override
        public PublicKey key(String id) {
            asked.incrementAndGet();
            return Optional.ofNullable(keys.get(id)).orElseThrow(() -> new InvalidTokenException("no key " + id));
        }
    }

    private static ClaimRules rules(Set<Role> grants, Set<String> aggregators) {
        return new ClaimRules(
                Optional.empty(),
                List.of("realm_access.roles", "role"),
                Map.of("Pro-Sumer", Role.PROSUMER),
                grants,
                List.of("aggregator_id", ClaimRules.ISSUER_HOST),
                aggregators);
    }

    @BeforeEach
    void twoIssuersAreTrusted() {
        verifier = new KeycloakTokenVerifier(
                (account, issuer) -> {
                    String owner = owners.computeIfAbsent(account.value(), any -> issuer.url());
                    if (!owner.equals(issuer.url())) {
                        throw new InvalidTokenException("%s is of %s".formatted(account, owner));
                    }
                },
                ISSUER,
                Duration.ofSeconds(30),
                100,
                Duration.ofMinutes(5),
                clock);
        verifier.bindIssuer(
                new KnownIssuer(
                        ISSUER,
                        Map.of("r", RSA.getPublic(), "e", EC.getPublic()),
                        rules(Set.of(), Set.of()),
                        keysAsked),
                Map.of());
        verifier.bindIssuer(
                new KnownIssuer(OTHER, Map.of("o", EC.getPublic()), rules(Set.of(), Set.of("other")), keysAsked),
                Map.of());
    }

    private static String claims(String issuer, String more) {
        return "{\"iss\":\"%s\",\"sub\":\"alice\",\"exp\":%d%s}"
                .formatted(issuer, NOW.plusSeconds(600).getEpochSecond(), more.isEmpty() ? "" : "," + more);
    }

    private static final String PROSUMER = "\"realm_access\":{\"roles\":[\"offline_access\",\"prosumer\"]}";

    private void assertRefused(String token, String why) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aGoodTokenSaysWhoCalls() {
        String token = Tokens.signed(
                "RS256", "r", RSA, claims(ISSUER, PROSUMER + ",\"azp\":\"app\",\"aggregator_id\":\"coop-1\""));

        assertThat(verifier.verify(token))
                .isEqualTo(new Caller(
                        "alice",
                        Role.PROSUMER,
                        Optional.of(new AccountId("alice")),
                        Optional.of(new AggregatorId("coop-1")),
                        Optional.of("app"),
                        Set.of("offline_access", "prosumer")));
    }

    @Test
    void namesOfRolesThatTheIssuerMayNotGrantAreLeftOut() {
        String roles = "\"realm_access\":{\"roles\":[\"Pro-Sumer\",\"admin\",\"reader\"]},\"aggregator_id\":\"other\"";

        Caller caller = verifier.verify(Tokens.signed("ES256", "o", EC, claims(OTHER, roles)));

        assertThat(caller.role()).isEqualTo(Role.PROSUMER);
        assertThat(caller.roles()).containsExactlyInAnyOrder("prosumer", "Pro-Sumer", "reader");
    }

    @Test
    void ellipticCurvesAreVerifiedToo() {
        assertThat(verifier.verify(Tokens.signed("ES256", "e", EC, claims(ISSUER, PROSUMER)))
                        .role())
                .isEqualTo(Role.PROSUMER);
    }

    @Test
    void aTokenSeenBeforeCostsNoSignatureCheck() {
        String token = Tokens.signed("RS256", "r", RSA, claims(ISSUER, PROSUMER));
        Caller first = verifier.verify(token);

        assertThat(verifier.verify(token)).isSameAs(first);
        assertThat(keysAsked).hasValue(1);
    }

    @Test
    void aRememberedTokenStillEnds() {
        String token = Tokens.signed("RS256", "r", RSA, claims(ISSUER, PROSUMER));
        verifier.verify(token);
        clock.now = NOW.plusSeconds(631);

        assertRefused(token, "ended at");
    }

    @Test
    void anExpiredTokenIsRefusedBeyondTheClockSkew() {
        String token = Tokens.signed("RS256", "r", RSA, claims(ISSUER, PROSUMER));
        clock.now = NOW.plusSeconds(629);
        assertThat(verifier.verify(token).subject()).isEqualTo("alice");

        verifier.bindIssuer(
                new KnownIssuer("x", Map.of(), rules(Set.of(), Set.of()), keysAsked), Map.of()); // empties the memory
        clock.now = NOW.plusSeconds(631);
        assertRefused(token, "ended at");
    }

    @Test
    void aTokenWithoutAnEndIsRefused() {
        assertRefused(
                Tokens.signed("RS256", "r", RSA, "{\"iss\":\"%s\",\"sub\":\"alice\",%s}".formatted(ISSUER, PROSUMER)),
                "no end");
    }

    @Test
    void aTokenOfTheFutureIsRefused() {
        long later = NOW.plusSeconds(60).getEpochSecond();
        assertRefused(Tokens.signed("RS256", "r", RSA, claims(ISSUER, PROSUMER + ",\"nbf\":" + later)), "begins at");
    }

    @Test
    void anUnknownIssuerIsRefused() {
        assertRefused(
                Tokens.signed("RS256", "r", RSA, claims("https://evil.example", PROSUMER)),
                "issuer https://evil.example is not trusted");
    }

    @Test
    void aTokenOfOneIssuerDoesNotPassForAnother() {
        assertRefused(Tokens.signed("RS256", "r", RSA, claims(OTHER, PROSUMER)), "no key r");
        assertRefused(Tokens.signed("ES256", "o", Tokens.ec(), claims(OTHER, PROSUMER)), "Invalid token signature");
    }

    @Test
    void aTokenSignedWithTheWrongKeyIsRefused() {
        assertRefused(Tokens.signed("RS256", "r", Tokens.rsa(), claims(ISSUER, PROSUMER)), "Invalid token signature");
    }

    @Test
    void anUnsignedTokenIsRefused() {
        assertRefused(Tokens.unsigned("r", claims(ISSUER, PROSUMER)), "'none' are not accepted");
    }

    @Test
    void thePublicKeyIsNoSharedSecret() {
        assertRefused(
                Tokens.hmac("r", RSA.getPublic().getEncoded(), claims(ISSUER, PROSUMER)), "'HS256' are not accepted");
    }

    @Test
    void anAlgorithmMustFitTheKey() {
        String token = Tokens.signed("ES256", "r", EC, claims(ISSUER, PROSUMER));
        assertRefused(token, "is not made for ES256");
    }

    @Test
    void aTamperedTokenIsRefused() {
        String[] parts =
                Tokens.signed("RS256", "r", RSA, claims(ISSUER, PROSUMER)).split("\\.");
        String admin = Tokens.encode(claims(ISSUER, "\"realm_access\":{\"roles\":[\"admin\"]}"));
        assertRefused(parts[0] + "." + admin + "." + parts[2], "Invalid token signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b", "a.b.c", "....", "e30.e30.", "bnVsbA.bnVsbA.x", "W10.W10.W10"})
    void nonsenseIsRefused(String token) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void aTokenWithoutAKnownRoleIsRefused() {
        assertRefused(
                Tokens.signed("RS256", "r", RSA, claims(ISSUER, "\"realm_access\":{\"roles\":[\"guest\"]}")),
                "names none of the roles");
        assertRefused(Tokens.signed("RS256", "r", RSA, claims(ISSUER, "")), "names none of the roles");
    }

    @Test
    void aTokenThatIsNoAccessTokenIsRefused() {
        assertRefused(Tokens.signed("RS256", "r", RSA, claims(ISSUER, PROSUMER + ",\"typ\":\"ID\"")), "of type 'ID'");
    }

    @Test
    void theStrongestRoleCountsAndTheOwnNamesOfAnIssuerAreMapped() {
        String two = "\"role\":\"service\"," + PROSUMER + ",\"client_id\":\"forecaster\"";
        Caller service = verifier.verify(Tokens.signed("RS256", "r", RSA, claims(ISSUER, two)));
        assertThat(service.role()).isEqualTo(Role.SERVICE);
        assertThat(service.account()).isEmpty();
        assertThat(service.client()).contains("forecaster");

        String own = "\"realm_access\":{\"roles\":[\"Pro-Sumer\"]}";
        assertThat(verifier.verify(Tokens.signed("RS256", "r", RSA, claims(ISSUER, own)))
                        .role())
                .isEqualTo(Role.PROSUMER);
    }

    @Test
    void anIssuerGrantsOnlyWhatItMay() {
        assertRefused(
                Tokens.signed("ES256", "o", EC, claims(OTHER, "\"realm_access\":{\"roles\":[\"admin\"]}")),
                "names none of the roles");
        assertRefused(
                Tokens.signed("ES256", "o", EC, claims(OTHER, PROSUMER + ",\"aggregator_id\":\"coop-1\"")),
                "may not speak for aggregator coop-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"service", "admin"})
    void onlyTheOwnIssuerMakesServicesAndAdministratorsUnlessAnotherOneMay(String role) {
        String claims = "\"role\":\"%s\"".formatted(role);
        assertThat(verifier.verify(Tokens.signed("RS256", "r", RSA, claims(ISSUER, claims)))
                        .role()
                        .key())
                .isEqualTo(role);
        assertRefused(Tokens.signed("ES256", "o", EC, claims(OTHER, claims)), "names none of the roles");

        verifier.bindIssuer(
                new KnownIssuer(
                        "https://ops.example",
                        Map.of("p", EC.getPublic()),
                        rules(EnumSet.allOf(Role.class), Set.of()),
                        keysAsked),
                Map.of());
        assertThat(verifier.verify(Tokens.signed("ES256", "p", EC, claims("https://ops.example", claims)))
                        .role()
                        .key())
                .isEqualTo(role);
    }

    /** The smallest configuration of an issuer: nothing but its URL. */
    @Test
    void anotherIssuerSpeaksForItsHostOnlyUnlessCooperativesAreNamed() {
        verifier.bindIssuer(
                new KnownIssuer(
                        "https://id.third.example", Map.of("t", EC.getPublic()), rules(Set.of(), Set.of()), keysAsked),
                Map.of());
        assertThat(verifier.verify(Tokens.signed(
                                "ES256", "t", EC, claims("https://id.third.example", "\"role\":\"aggregator\"")))
                        .aggregator())
                .contains(new AggregatorId("id.third.example"));
        assertRefused(
                Tokens.signed(
                        "ES256",
                        "t",
                        EC,
                        claims("https://id.third.example", "\"role\":\"aggregator\",\"aggregator_id\":\"coop-1\"")),
                "may not speak for aggregator coop-1");
    }

    @Test
    void anAccountOfOneIssuerIsRefusedFromAnother() {
        verifier.verify(Tokens.signed("RS256", "r", RSA, claims(ISSUER, PROSUMER)));

        assertRefused(
                Tokens.signed("ES256", "o", EC, claims(OTHER, PROSUMER + ",\"aggregator_id\":\"other\"")),
                "alice is of " + ISSUER);
    }

    @Test
    void aForgedTokenBindsNoAccount() {
        assertRefused(Tokens.signed("RS256", "r", Tokens.rsa(), claims(ISSUER, PROSUMER)), "Invalid token signature");

        assertThat(owners).isEmpty();
    }

    @Test
    void withoutAClaimTheHostOfTheIssuerIsTheCooperative() {
        String token = Tokens.signed("RS256", "r", RSA, claims(ISSUER, "\"role\":\"aggregator\""));
        assertThat(verifier.verify(token).aggregator()).contains(new AggregatorId("id.coop.example"));
    }

    @Test
    void theTokensOfAnIssuerThatLeavesAreForgotten() {
        KnownIssuer guest = new KnownIssuer(
                "https://guest", Map.of("g", EC.getPublic()), rules(EnumSet.allOf(Role.class), Set.of()), keysAsked);
        verifier.bindIssuer(guest, Map.of());
        String token = Tokens.signed("ES256", "g", EC, claims("https://guest", PROSUMER));
        verifier.verify(token);

        verifier.unbindIssuer(guest);

        assertRefused(token, "not trusted");
    }
}
