package eu.flexcoop.middleware.security.oauth.internal;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.common.util.Base64Url;
import org.keycloak.crypto.SignatureVerifierContext;
import org.keycloak.util.JsonSerialization;

import eu.flexcoop.middleware.security.api.InvalidTokenException;

/**
 * A signed token, taken apart but not yet believed.
 *
 * @param algorithm of the signature
 * @param keyId null if the token names no key
 * @param claims as the token says them
 */
record CompactToken(TokenVerifier<Claims> verifier, JwsAlgorithm algorithm, String keyId, Claims claims) {
    /** RFC 9068 section 4, and what issuers wrote before it; absent is accepted too. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private static final int MAX_KEY_ID = 256;

    /** Three parts; others are opaque here, encrypted tokens among them. */
    static boolean isOne(String token) {
        return token.chars().filter(letter -> letter == '.').count() == 2;
    }

    /**
     * Of the header only {@code alg}, {@code kid} and {@code typ} are used: keys that a token brings or points to ({@code jwk},
     * {@code jku}, {@code x5c}, {@code x5u}) are never read, and critical extensions are refused as RFC 7515 section 4.1.11 asks.
     *
     * @throws InvalidTokenException if it is no signed token with one of our algorithms
     */
    static CompactToken parse(String token) {
        try {
            Map<?, ?> header =
                    JsonSerialization.readValue(Base64Url.decode(token.substring(0, token.indexOf('.'))), Map.class);
            if (header == null || header.containsKey("crit")) {
                throw new InvalidTokenException("The token's header asks for extensions that are not known here");
            }
            Object type = header.get("typ");
            if (type != null && !(type instanceof String text && TYPES.contains(text.toLowerCase(Locale.ROOT)))) {
                throw new InvalidTokenException("The token is not an access token by its header (typ)");
            }
            Object id = header.get("kid");
            if (id != null && !(id instanceof String text && text.length() <= MAX_KEY_ID)) {
                throw new InvalidTokenException(
                        "The token's key id (kid) is not a text of up to %d characters".formatted(MAX_KEY_ID));
            }
            JwsAlgorithm algorithm = JwsAlgorithm.named(String.valueOf(header.get("alg")))
                    .orElseThrow(() -> new InvalidTokenException(
                            "Tokens signed with '%s' are not accepted".formatted(header.get("alg"))));
            TokenVerifier<Claims> verifier = TokenVerifier.create(token, Claims.class);
            Claims claims = verifier.getToken();
            if (claims == null) {
                throw new InvalidTokenException("The token has no claims");
            }
            return new CompactToken(verifier, algorithm, (String) id, claims);
        } catch (InvalidTokenException e) {
            throw e;
        } catch (Exception e) { // Keycloak's library and Jackson throw many kinds for input that they do not expect
            throw malformed(e);
        }
    }

    /** @throws InvalidTokenException if the issuer has not signed it */
    void requireSignedBy(TrustedIssuer issuer) {
        PublicKey key = issuer.key(keyId);
        if (!algorithm.fits(key)) {
            throw new InvalidTokenException(
                    "Key '%s' of %s is not made for %s".formatted(keyId, issuer.url(), algorithm));
        }
        verifier.verifierContext(signature(key));
        try {
            verifier.verifySignature();
        } catch (VerificationException e) {
            throw malformed(e);
        }
    }

    private static InvalidTokenException malformed(Exception e) {
        return new InvalidTokenException("The token is not good: " + e.getMessage(), e);
    }

    /** What Keycloak's verifier asks for: our own list of algorithms with the issuer's key. */
    private SignatureVerifierContext signature(PublicKey key) {
        return new SignatureVerifierContext() {
            @Override
            public String getKid() {
                return keyId;
            }

            @Override
            public String getAlgorithm() {
                return algorithm.name();
            }

            @Override
            public boolean verify(byte[] signed, byte[] signature) {
                try {
                    return algorithm.verifies(key, signed, signature);
                } catch (GeneralSecurityException e) { // not even the form of a signature
                    return false;
                }
            }
        };
    }
}
