package eu.flexcoop.middleware.security.pki.internal;

import java.util.Base64;

import eu.flexcoop.middleware.fuzz.Refusal;

/** Certificate requests of boxes: as they are sent, and DER whose base64 is right. */
public final class CertificateRequestTarget {
    private CertificateRequestTarget() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        read(bytes);
        read(Base64.getMimeEncoder().encode(bytes));
    }

    private static void read(byte[] body) {
        try {
            CertificateRequest.parse(body);
        } catch (RuntimeException e) {
            Refusal.orFinding(e);
        }
    }
}
