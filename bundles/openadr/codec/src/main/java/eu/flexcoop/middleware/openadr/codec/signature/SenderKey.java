package eu.flexcoop.middleware.openadr.codec.signature;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;
import javax.xml.crypto.AlgorithmMethod;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.KeySelectorException;
import javax.xml.crypto.KeySelectorResult;
import javax.xml.crypto.XMLCryptoContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.X509Data;

/** Verifies with the key of the certificate in the message that is the sender's, and with no other key that the message offers. */
final class SenderKey extends KeySelector {
    private static final int MOST_CERTIFICATES = 8;

    private final Predicate<X509Certificate> isSenders;
    private X509Certificate chosen;

    SenderKey(Predicate<X509Certificate> isSenders) {
        this.isSenders = isSenders;
    }

    X509Certificate chosen() {
        return chosen;
    }

    @Override
    public KeySelectorResult select(KeyInfo info, Purpose purpose, AlgorithmMethod method, XMLCryptoContext context)
            throws KeySelectorException {
        List<X509Certificate> certificates = info == null
                ? List.of()
                : info.getContent().stream()
                        .filter(X509Data.class::isInstance)
                        .flatMap(data -> ((X509Data) data).getContent().stream())
                        .filter(X509Certificate.class::isInstance)
                        .map(X509Certificate.class::cast)
                        .toList();
        if (certificates.isEmpty() || certificates.size() > MOST_CERTIFICATES) {
            throw new KeySelectorException("ds:KeyInfo must hold the ds:X509Certificate of the sender");
        }
        chosen = certificates.stream()
                .filter(isSenders)
                .findFirst()
                .orElseThrow(() -> new KeySelectorException("the certificate of the signature is not the sender's"));
        PublicKey key = chosen.getPublicKey();
        SignatureAlgorithm.ofUri(method.getAlgorithm())
                .filter(algorithm -> algorithm.fits(key))
                .orElseThrow(() ->
                        new KeySelectorException("the signature algorithm does not fit the key of the certificate"));
        return () -> key;
    }
}
