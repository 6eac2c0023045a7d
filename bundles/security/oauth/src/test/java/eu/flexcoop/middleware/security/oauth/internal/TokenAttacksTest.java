package eu.flexcoop.middleware.security.oauth.internal;

import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tokens as attackers make them, each refused with 401 and a reason. All but the last lines of the table are refused although the
 * issuer itself would have signed them, so that nothing hides behind the signature.
 */
class TokenAttacksTest {
    private static final String ISSUER = "https://id.coop.example/realms/flexcoop";
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final KeyPair RSA = Tokens.rsa();
    private static final KeyPair EC = Tokens.ec();
    private static final KeyPair P384 = Tokens.pair("EC", 384);
    private static final String GOOD = claims("");

    private final List<String> keysAsked = new ArrayList<>();
    private final KeycloakTokenVerifier verifier = verifier();

    private KeycloakTokenVerifier verifier() {
        KeycloakTokenVerifier made = new KeycloakTokenVerifier(
                (account, issuer) -> {},
                ISSUER,
                Duration.ofSeconds(30),
                100,
                Duration.ofMinutes(5),
                Clock.fixed(NOW, ZoneOffset.UTC));
        made.bindIssuer(new Issuer(), Map.of());
        return made;
    }

    private final class Issuer implements TrustedIssuer {
        @Override
        public String url() {
            return ISSUER;
        }

        @Override
        public PublicKey key(String id) {
            keysAsked.add(id);
            return Optional.ofNullable(Map.of("r", RSA.getPublic(), "e", EC.getPublic(), "p384", P384.getPublic())
                            .get(String.valueOf(id)))
                    .orElseThrow(() -> new InvalidTokenException("no key " + id));
        }

        @Override
        public ClaimRules rules() {
            return new ClaimRules(
                    Optional.of("flexcoop-middleware"),
                    List.of("role"),
                    Map.of(),
                    Set.of(Role.PROSUMER),
                    List.of("aggregator_id"),
                    Set.of());
        }
    }

    private static long in(long seconds) {
        return NOW.plusSeconds(seconds).getEpochSecond();
    }

    private static String claims(String more) {
        return "{\"iss\":\"%s\",\"aud\":\"flexcoop-middleware\",\"sub\":\"ann\",\"role\":\"prosumer\",\"exp\":%d%s}"
                .formatted(ISSUER, in(600), more);
    }

    /** Replaces a member of the good claims. */
    private static String with(String member, String value) {
        return GOOD.replaceFirst("\"%s\":(\"[^\"]*\"|\\d+)".formatted(member), "\"%s\":%s".formatted(member, value));
    }

    private static String signed(String header, String claims) {
        return Tokens.signedWith(header, RSA, claims);
    }

    private static String header(String more) {
        return "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"r\"%s}".formatted(more);
    }

    private static Arguments attack(String name, String token, String why) {
        return arguments(name, token, why);
    }

    static Stream<Arguments> attacks() {
        String good = signed(header(""), GOOD);
        String[] parts = good.split("\\.");
        String forged = Tokens.signedWith(header(""), Tokens.rsa(), GOOD);
        return Stream.of(
                // the algorithm
                attack("none", Tokens.unsigned("r", GOOD), "'none' are not accepted"),
                attack("none in other letters", signed(header("").replace("RS256", "NoNe"), GOOD), "are not accepted"),
                attack(
                        "HMAC with the public key",
                        Tokens.hmac("r", RSA.getPublic().getEncoded(), GOOD),
                        "'HS256'"),
                attack("no algorithm", signed("{\"kid\":\"r\"}", GOOD), "are not accepted"),
                attack("an algorithm that is no text", signed("{\"alg\":256,\"kid\":\"r\"}", GOOD), "'256'"),
                attack(
                        "an algorithm of an RSA key for EC",
                        signed(header("").replace("\"r\"", "\"e\""), GOOD),
                        "not made"),
                attack(
                        "a curve of another algorithm",
                        Tokens.signedWith("{\"alg\":\"ES256\",\"kid\":\"p384\"}", P384, GOOD),
                        "not made for ES256"),
                attack(
                        "an EC signature of zeros",
                        Tokens.encode("{\"alg\":\"ES256\",\"kid\":\"e\"}") + "." + parts[1] + "." + "A".repeat(86),
                        "not good"),
                // the key
                attack("a path as key", signed(header("").replace("\"r\"", "\"../../etc/passwd\""), GOOD), "no key"),
                attack(
                        "an address as key",
                        signed(header("").replace("\"r\"", "\"https://evil.example/k\""), GOOD),
                        "no key"),
                attack("a query as key", signed(header("").replace("\"r\"", "{\"$ne\":null}"), GOOD), "(kid)"),
                attack(
                        "an enormous key id",
                        signed(header("").replace("\"r\"", "\"" + "k".repeat(5000) + "\""), GOOD),
                        "(kid)"),
                attack("another key", forged, "not good"),
                attack(
                        "a key set at an address",
                        Tokens.signedWith(header(",\"jku\":\"https://evil.example/\""), Tokens.rsa(), GOOD),
                        "not good"),
                attack(
                        "a certificate at an address",
                        Tokens.signedWith(header(",\"x5u\":\"https://evil.example/\""), Tokens.rsa(), GOOD),
                        "not good"),
                attack("its own key", selfSigned(), "not good"),
                attack("critical extensions", signed(header(",\"crit\":[\"b64\"],\"b64\":false"), GOOD), "extensions"),
                // the kind
                attack("an ID token", signed(header(""), claims(",\"typ\":\"ID\"")), "of type 'ID'"),
                attack("a refresh token", signed(header(""), claims(",\"typ\":\"Refresh\"")), "of type 'Refresh'"),
                attack("a logout token", signed(header("").replace("JWT", "logout+jwt"), GOOD), "(typ)"),
                attack(
                        "bound to a key that it proves elsewhere",
                        signed(header(""), claims(",\"cnf\":{\"jkt\":\"x\"}")),
                        "cnf"),
                attack("bound to what is no object", signed(header(""), claims(",\"cnf\":\"x\"")), "cnf"),
                // the form
                attack("truncated", good.substring(0, good.length() - 20), "not good"),
                attack("without a signature", parts[0] + "." + parts[1] + ".", "not good"),
                attack("two parts", parts[0] + "." + parts[1], "no signed one"),
                attack("five parts", good + ".x.y", "no signed one"),
                attack("enormous", good + "A".repeat(20_000), "longer than"),
                attack(
                        "deeply nested",
                        signed(header(""), claims(",\"x\":" + "[".repeat(5000) + "]".repeat(5000))),
                        "not good"),
                attack("no object", signed(header(""), "[]"), "not good"),
                attack("null", signed(header(""), "null"), "no claims"),
                attack("a null header", signed("null", GOOD), "header"),
                attack("a header that is no object", signed("7", GOOD), "not good"),
                attack("not base64", "$$$.$$$.$$$", "not good"),
                // the claims
                attack("no end", signed(header(""), GOOD.replaceFirst(",\"exp\":\\d+", "")), "no end"),
                attack("an end that is null", signed(header(""), with("exp", "null")), "no end"),
                attack("an end beyond all times", signed(header(""), with("exp", "9223372036854775807")), "not a time"),
                attack("an end beyond all numbers", signed(header(""), with("exp", "9".repeat(400))), "not good"),
                attack("an end that is a text", signed(header(""), with("exp", "\"tomorrow\"")), "not good"),
                attack("ended", signed(header(""), with("exp", String.valueOf(in(-31)))), "ended at"),
                attack("of the future", signed(header(""), claims(",\"nbf\":" + in(31))), "begins at"),
                attack("beyond the future", signed(header(""), claims(",\"nbf\":9223372036854775807")), "not a time"),
                attack("before all times", signed(header(""), claims(",\"nbf\":-9223372036854775808")), "not a time"),
                attack("another audience", signed(header(""), with("aud", "\"shop\"")), "not meant for"),
                attack(
                        "several audiences",
                        signed(header(""), with("aud", "[\"shop\",\"flexcoop\"]")),
                        "not meant for"),
                attack("another issuer", signed(header(""), with("iss", "\"https://evil.example\"")), "not trusted"),
                attack(
                        "an issuer with a slash more",
                        signed(header(""), with("iss", "\"" + ISSUER + "/\"")),
                        "not trusted"),
                attack(
                        "an issuer in other letters",
                        signed(header(""), with("iss", "\"" + ISSUER.toUpperCase(Locale.ROOT) + "\"")),
                        "not trusted"),
                attack("no issuer", signed(header(""), with("iss", "null")), "not trusted"),
                attack("no subject", signed(header(""), with("sub", "null")), "no subject"),
                attack("a blank subject", signed(header(""), with("sub", "\" \"")), "no subject"),
                attack(
                        "a subject that commands terminals",
                        signed(header(""), with("sub", "\"a\\\\u001b[2Jnn\"")),
                        "control"),
                attack("a subject of two lines", signed(header(""), with("sub", "\"ann\\\\nbob\"")), "control"),
                attack("a subject with a C1 control", signed(header(""), with("sub", "\"ann\u009b\"")), "control"),
                attack(
                        "a role that it may not have",
                        signed(header(""), with("role", "\"admin\"")),
                        "none of the roles"),
                attack(
                        "a role in an object",
                        signed(header(""), with("role", "{\"prosumer\":true}")),
                        "none of the roles"));
    }

    private static String selfSigned() {
        KeyPair own = Tokens.rsa();
        return Tokens.signedWith(header(",\"jwk\":" + Tokens.jwk("r", own)), own, GOOD);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void isRefused(String name, String token, String why) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(InvalidTokenException.class, refusal -> assertThat(refusal.status())
                        .isEqualTo(401))
                .hasMessageContaining(why);
        // and a second time, whatever was remembered of the first
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    /** Otherwise the table could be refused for a mistake of its own. */
    @Test
    void theTokenThatTheAttacksStartFromIsGood() {
        assertThat(verifier.verify(signed(header(""), GOOD)).subject()).isEqualTo("ann");
        assertThat(keysAsked).containsExactly("r");
    }
}
