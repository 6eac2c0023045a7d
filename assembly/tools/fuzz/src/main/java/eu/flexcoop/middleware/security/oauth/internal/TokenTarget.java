package eu.flexcoop.middleware.security.oauth.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.fuzz.Refusal;

/**
 * Bearer tokens. Input of two lines is a header and claims, which are signed with the issuer's key, since nothing behind the signature would
 * ever be reached otherwise; other input is a token as it is sent.
 */
public final class TokenTarget {
    private static final String ISSUER = "https://id.example";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final KeyPair KEY = newKey();
    private static final KeycloakTokenVerifier VERIFIER = newVerifier();

    private TokenTarget() {}

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot make P-256 keys", e);
        }
    }

    private static KeycloakTokenVerifier newVerifier() {
        KeycloakTokenVerifier verifier = new KeycloakTokenVerifier(
                (account, issuer) -> {}, ISSUER, Duration.ofSeconds(30), 100, Duration.ofMinutes(5), Clock.systemUTC());
        verifier.bindIssuer(
                new TrustedIssuer() {
                    @Override
                    public String url() {
                        return ISSUER;
                    }

                    @Override
                    public PublicKey key(String id) {
                        return KEY.getPublic();
                    }

                    @Override
                    public ClaimRules rules() {
                        return new ClaimRules(
                                Optional.of("flexcoop-middleware"),
                                List.of("realm_access.roles", "role"),
                                Map.of(),
                                Set.of(),
                                List.of("aggregator_id", ClaimRules.ISSUER_HOST),
                                Set.of());
                    }
                },
                Map.of());
        return verifier;
    }

    public static void fuzzerTestOneInput(byte[] bytes) throws GeneralSecurityException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int line = text.indexOf('\n');
        try {
            VERIFIER.verify(line < 0 ? text : signed(text.substring(0, line), text.substring(line + 1)));
        } catch (RuntimeException e) {
            Refusal.orFinding(e);
        }
    }

    private static String signed(String header, String claims) throws GeneralSecurityException {
        String token =
                encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(KEY.getPrivate());
        signature.update(token.getBytes(StandardCharsets.US_ASCII));
        return token + "." + encode(signature.sign());
    }

    private static String encode(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
