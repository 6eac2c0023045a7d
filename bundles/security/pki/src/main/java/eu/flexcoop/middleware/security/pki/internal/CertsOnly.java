package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.ws.rs.core.Response;

import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** Answers of EST: certificates in a PKCS#7 wrapper without a signature, in base64. */
final class CertsOnly {
    private static final String MEDIA_TYPE = "application/pkcs7-mime; smime-type=certs-only";

    private CertsOnly() {}

    static Response answer(X509Certificate... certificates) throws IOException, GeneralSecurityException {
        return Response.ok(encode(certificates))
                .header("Content-Type", MEDIA_TYPE)
                .header("Content-Transfer-Encoding", "base64")
                .build();
    }

    static byte[] encode(X509Certificate... certificates) throws IOException, GeneralSecurityException {
        try {
            CMSSignedDataGenerator wrapper = new CMSSignedDataGenerator();
            for (X509Certificate certificate : certificates) {
                wrapper.addCertificate(new JcaX509CertificateHolder(certificate));
            }
            byte[] der = wrapper.generate(new CMSAbsentContent()).getEncoded();
            return Base64.getMimeEncoder(64, "\r\n".getBytes(StandardCharsets.US_ASCII))
                    .encode(der);
        } catch (CMSException e) {
            throw new IOException("The certificates cannot be wrapped", e);
        }
    }
}
