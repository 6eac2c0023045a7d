package eu.flexcoop.middleware.security.pki.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 over the DER form of a certificate, in full and as OpenADR writes it. */
record Fingerprint(String full, String openAdr) {
    private static final int OPENADR_BYTES = 10;
    private static final HexFormat FULL = HexFormat.of();
    private static final HexFormat PAIRS = HexFormat.ofDelimiter(":").withUpperCase();

    static Fingerprint of(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new Fingerprint(
                    FULL.formatHex(digest),
                    PAIRS.formatHex(Arrays.copyOfRange(digest, digest.length - OPENADR_BYTES, digest.length)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A parsed certificate and SHA-256 are always there", e);
        }
    }

    /** The whole as {@code openssl x509 -fingerprint -sha256} prints it. */
    String printed() {
        return PAIRS.formatHex(FULL.parseHex(full));
    }
}
