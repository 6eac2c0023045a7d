package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
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
    private static final int MAX_EXPONENT_BITS = 64;
    /** NIST P-256 and P-384, by name: the JDK cannot write certificates for parameters that are spelt out. */
    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1);
    /** What ends up in logs and tables; X.520 allows 64. */
    private static final int MAX_NAME = 256;

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
            checkAlgorithm(request.getSubjectPublicKeyInfo().getAlgorithm());
            PublicKey key = request.getPublicKey();
            if (key instanceof RSAPublicKey rsa) {
                checkStrength(rsa);
            }
            checkPossession(request, key);
            checkExtensions(request.getRequestedExtensions());
            checkSubject(request.getSubject());
            return new CertificateRequest(key, part(request, BCStyle.CN), part(request, BCStyle.O));
        } catch (IOException | GeneralSecurityException | PKCSException | OperatorCreationException e) {
            throw new InvalidRequestException("The certificate request cannot be read: " + e.getMessage());
        } catch (InvalidRequestException e) {
            throw e;
        } catch (RuntimeException e) { // the ASN.1 parser throws many kinds at damaged input
            throw new InvalidRequestException("The certificate request is malformed: " + e.getMessage());
        } catch (StackOverflowError e) { // BouncyCastle reads nested structures by recursion, without a limit
            throw new InvalidRequestException("The certificate request is nested too deeply");
        }
    }

    /** Before the key is read: the parsers of keys differ in what they take. */
    private static void checkAlgorithm(AlgorithmIdentifier algorithm) {
        ASN1ObjectIdentifier type = algorithm.getAlgorithm();
        if (type.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            if (!(algorithm.getParameters() instanceof ASN1ObjectIdentifier curve) || !CURVES.contains(curve)) {
                throw new InvalidRequestException("The key is not on one of the named curves P-256 and P-384");
            }
        } else if (!type.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            throw new InvalidRequestException("A key of type %s is not accepted".formatted(type.getId()));
        }
    }

    private static void checkStrength(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw new InvalidRequestException("An RSA key of %d bits is not accepted".formatted(bits));
        }
        BigInteger exponent = key.getPublicExponent();
        // a huge exponent would make each handshake with the box expensive, a small or even one proves nothing
        if (exponent.compareTo(BigInteger.TWO) <= 0
                || !exponent.testBit(0)
                || exponent.bitLength() > MAX_EXPONENT_BITS) {
            throw new InvalidRequestException("The exponent of the RSA key is not an odd number from 3 below 2^64");
        }
        if (!key.getModulus().testBit(0)) {
            throw new InvalidRequestException("The modulus of the RSA key is even");
        }
    }

    /** Extensions are never copied into a certificate; who asks to be an authority is told so all the same. */
    private static void checkExtensions(Extensions requested) {
        if (requested == null) {
            return;
        }
        BasicConstraints constraints = BasicConstraints.fromExtensions(requested);
        KeyUsage usage = KeyUsage.fromExtensions(requested);
        if (constraints != null && constraints.isCA()
                || usage != null && (usage.hasUsages(KeyUsage.keyCertSign) || usage.hasUsages(KeyUsage.cRLSign))) {
            throw new InvalidRequestException("The request asks for the rights of an authority");
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

    private static void checkSubject(X500Name subject) {
        for (ASN1ObjectIdentifier type : subject.getAttributeTypes()) {
            if (!type.equals(BCStyle.CN) && !type.equals(BCStyle.O)) {
                throw new InvalidRequestException(
                        "The subject has %s, certificates of boxes have only CN (account) and O (aggregator)"
                                .formatted(type.getId()));
            }
        }
    }

    /** The value itself: in the escaped form of RFC 4514 some names would be those of other accounts. */
    private static Optional<String> part(JcaPKCS10CertificationRequest request, ASN1ObjectIdentifier type) {
        RDN[] parts = request.getSubject().getRDNs(type);
        if (parts.length == 0) {
            return Optional.empty();
        }
        if (parts.length > 1 || parts[0].isMultiValued()) {
            throw new InvalidRequestException("The subject has several names of one type or several in one part");
        }
        if (!(parts[0].getFirst().getValue() instanceof ASN1String text)) {
            throw new InvalidRequestException("The subject has a name that is not text");
        }
        String value = text.getString();
        if (value.length() > MAX_NAME || value.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException(
                    "A name in the subject is longer than %d characters or has control characters".formatted(MAX_NAME));
        }
        return Optional.of(value).filter(name -> !name.isBlank());
    }
}
