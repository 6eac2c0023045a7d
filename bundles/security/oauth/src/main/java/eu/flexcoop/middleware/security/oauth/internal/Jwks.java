package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import org.keycloak.jose.jwk.JSONWebKeySet;
import org.keycloak.jose.jwk.JWK;
import org.keycloak.jose.jwk.JWKParser;
import org.keycloak.util.JsonSerialization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the public keys of a JSON Web Key Set (RFC 7517). */
final class Jwks {
    private static final Logger LOG = LoggerFactory.getLogger(Jwks.class);
    private static final int MIN_RSA_BITS = 2048;

    private Jwks() {}

    /**
     * The keys for signatures by their id; keys of other types are left out, for an issuer may publish what we do not use.
     *
     * @throws IOException if it is no key set
     */
    static Map<String, PublicKey> parse(byte[] json) throws IOException {
        JSONWebKeySet set = JsonSerialization.readValue(json, JSONWebKeySet.class);
        if (set == null || set.getKeys() == null) {
            throw new IOException("It is no JSON Web Key Set: 'keys' is missing");
        }
        Map<String, PublicKey> keys = new HashMap<>();
        for (JWK key : set.getKeys()) {
            if (key.getPublicKeyUse() != null && !"sig".equals(key.getPublicKeyUse())) {
                continue;
            }
            try {
                keys.put(String.valueOf(key.getKeyId()), publicKey(key));
            } catch (GeneralSecurityException | RuntimeException e) { // the parser throws what it likes at bad numbers
                LOG.debug("Key {} of type {} is not used: {}", key.getKeyId(), key.getKeyType(), e.getMessage());
            }
        }
        return Map.copyOf(keys);
    }

    private static PublicKey publicKey(JWK key) throws GeneralSecurityException {
        if ("EC".equals(key.getKeyType())) {
            return ecKey(key.getOtherClaims());
        }
        PublicKey parsed = JWKParser.create(key).toPublicKey();
        if (parsed instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new GeneralSecurityException("RSA keys need %d bits".formatted(MIN_RSA_BITS));
        }
        return parsed;
    }

    /** Keycloak's parser would need its crypto provider for the curves; the JDK has them. */
    private static PublicKey ecKey(Map<String, Object> members) throws GeneralSecurityException {
        String curve =
                switch (String.valueOf(members.get("crv"))) {
                    case "P-256" -> "secp256r1";
                    case "P-384" -> "secp384r1";
                    case "P-521" -> "secp521r1";
                    default -> throw new GeneralSecurityException("Unknown curve " + members.get("crv"));
                };
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve));
        ECPoint point = new ECPoint(number(members.get("x")), number(members.get("y")));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(Object member) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(String.valueOf(member)));
    }
}
