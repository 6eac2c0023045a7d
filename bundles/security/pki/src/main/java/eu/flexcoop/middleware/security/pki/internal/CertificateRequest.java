package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.operator.DefaultSignatureNameFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A PKCS#10 request whose sender has proved to hold the private key, and whose key is strong enough.
 *
 * @param account CN of the subject, where there is one
 * @param aggregator O of the subject, where there is one
 */
record CertificateRequest(PublicKey key, Optional<String> account, Optional<String> aggregator) {
    private static final int MAX_BYTES = 16_384;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final Set<Integer> CURVES = Set.of(256, 384);
    private static final Pattern WEAK_DIGEST = Pattern.compile(".*(MD2|MD4|MD5|SHA1|SHA-1).*");
    private static final Pattern PEM_LINE = Pattern.compile("-----[A-Z ]+-----");

    /**
     * @param body base64 of the DER form, with or without line breaks and PEM lines
     * @throws InvalidRequestException naming what is wrong
     */
    static CertificateRequest parse(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw new InvalidRequestException("The request is longer than %d bytes".formatted(MAX_BYTES));
        }
        try {
            String text = PEM_LINE.matcher(new String(body, StandardCharsets.US_ASCII))
                    .replaceAll("");
            JcaPKCS10CertificationRequest request =
                    new JcaPKCS10CertificationRequest(Base64.getMimeDecoder().decode(text));
            PublicKey key = request.getPublicKey();
            checkStrength(key);
            checkPossession(request, key);
            return new CertificateRequest(key, part(request, BCStyle.CN), part(request, BCStyle.O));
        } catch (IOException | GeneralSecurityException | PKCSException | OperatorCreationException e) {
            throw new InvalidRequestException("The certificate request cannot be read: " + e.getMessage());
        } catch (InvalidRequestException e) {
            throw e;
        } catch (RuntimeException e) { // the ASN.1 parser throws many kinds at damaged input
            throw new InvalidRequestException("The certificate request is malformed: " + e.getMessage());
        }
    }

    private static void checkStrength(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
                throw new InvalidRequestException("An RSA key of %d bits is not accepted".formatted(bits));
            }
        } else if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getOrder().bitLength();
            if (!CURVES.contains(bits)) {
                throw new InvalidRequestException("A curve of %d bits is not accepted".formatted(bits));
            }
        } else {
            throw new InvalidRequestException("A key of type %s is not accepted".formatted(key.getAlgorithm()));
        }
    }

    private static void checkPossession(JcaPKCS10CertificationRequest request, PublicKey key)
            throws OperatorCreationException, PKCSException {
        String algorithm = new DefaultSignatureNameFinder().getAlgorithmName(request.getSignatureAlgorithm());
        if (WEAK_DIGEST.matcher(algorithm).matches()) {
            throw new InvalidRequestException("A signature with %s is not accepted".formatted(algorithm));
        }
        if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
            throw new InvalidRequestException("The request is not signed with the key that it names");
        }
    }

    private static Optional<String> part(JcaPKCS10CertificationRequest request, ASN1ObjectIdentifier type) {
        RDN[] parts = request.getSubject().getRDNs(type);
        return parts.length == 0
                ? Optional.empty()
                : Optional.of(IETFUtils.valueToString(parts[0].getFirst().getValue()))
                        .filter(value -> !value.isBlank());
    }
}
