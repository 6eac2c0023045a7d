package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/** The identity provider of a cluster as its nodes see it: an issuer whose key set they read from a file. */
final class TestIssuer {
    private static final String URL = "https://id.itests.invalid";

    private final RSAKey key;
    private final Path keySet;

    private TestIssuer(RSAKey key, Path keySet) {
        this.key = key;
        this.keySet = keySet;
    }

    /** A key of its own, with the key set in a new file below {@code target/}. */
    static TestIssuer create() {
        try {
            RSAKey key = new RSAKeyGenerator(2048)
                    .keyID("itests")
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
            Path keySet =
                    Files.createTempFile(Files.createDirectories(Path.of("target", "container")), "issuer", ".jwks");
            Files.writeString(keySet, new JWKSet(key).toString(true));
            return new TestIssuer(key, keySet.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java cannot make RSA keys", e);
        }
    }

    /** What makes it the issuer of a node. */
    Map<String, String> environment() {
        return Map.of("FLEXCOOP_ISSUER", URL, "FLEXCOOP_ISSUER_JWKS", keySet.toString());
    }

    String service() {
        return token("itests", "service", Map.of("azp", "itests"));
    }

    String prosumer(String account) {
        return token(account, "prosumer", Map.of("aggregator_id", Household.AGGREGATOR));
    }

    /**
     * A token that is good for an hour.
     *
     * @param more claims
     */
    String token(String subject, String role, Map<String, ?> more) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(URL)
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                .claim("realm_access", Map.of("roles", List.of(role)));
        more.forEach(claims::claim);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims.build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java cannot sign with RSA", e);
        }
        return token.serialize();
    }
}
