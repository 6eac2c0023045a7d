package eu.flexcoop.middleware.security.oauth.internal;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/**
 * The signatures that tokens may carry: with key pairs only. Neither {@code none} nor the HMAC family is among them, so a public
 * key can never be taken for a shared secret.
 */
enum JwsAlgorithm {
    RS256("SHA256withRSA", "RSA"),
    RS384("SHA384withRSA", "RSA"),
    RS512("SHA512withRSA", "RSA"),
    PS256("RSASSA-PSS", "RSA", new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1)),
    PS384("RSASSA-PSS", "RSA", new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1)),
    PS512("RSASSA-PSS", "RSA", new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1)),
    ES256("SHA256withECDSAinP1363Format", 256),
    ES384("SHA384withECDSAinP1363Format", 384),
    ES512("SHA512withECDSAinP1363Format", 521);

    private final String jcaName;
    private final String keyType;
    private final Optional<PSSParameterSpec> parameters;
    /** Size of the field of the only curve that goes with the algorithm (RFC 7518 section 3.4); 0 for RSA. */
    private final int curveBits;

    JwsAlgorithm(String jcaName, String keyType) {
        this(jcaName, keyType, null, 0);
    }

    JwsAlgorithm(String jcaName, String keyType, PSSParameterSpec parameters) {
        this(jcaName, keyType, parameters, 0);
    }

    JwsAlgorithm(String jcaName, int curveBits) {
        this(jcaName, "EC", null, curveBits);
    }

    JwsAlgorithm(String jcaName, String keyType, PSSParameterSpec parameters, int curveBits) {
        this.curveBits = curveBits;
        this.jcaName = jcaName;
        this.keyType = keyType;
        this.parameters = Optional.ofNullable(parameters);
    }

    static Optional<JwsAlgorithm> named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst();
    }

    boolean fits(PublicKey key) {
        return key instanceof ECKey ec
                ? ec.getParams().getCurve().getField().getFieldSize() == curveBits
                : keyType.equals(key.getAlgorithm());
    }

    boolean verifies(PublicKey key, byte[] signed, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(jcaName);
        if (parameters.isPresent()) {
            verifier.setParameter(parameters.get());
        }
        verifier.initVerify(key);
        verifier.update(signed);
        return verifier.verify(signature);
    }
}
