package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.ws.rs.core.Response;

import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** Answers of EST: certificates in a PKCS#7 wrapper without a signature, in base64 of DER. */
final class CertsOnly {
    static final String MEDIA_TYPE = "application/pkcs7-mime; smime-type=certs-only";

    private CertsOnly() {}

    static Response answer(X509Certificate... certificates) throws IOException {
        return Response.ok(encode(certificates))
                .header("Content-Type", MEDIA_TYPE)
                .header("Content-Transfer-Encoding", "base64")
                .build();
    }

    static byte[] encode(X509Certificate... certificates) throws IOException {
        try {
            CMSSignedDataGenerator wrapper = new CMSSignedDataGenerator();
            for (X509Certificate certificate : certificates) {
                wrapper.addCertificate(new JcaX509CertificateHolder(certificate));
            }
            byte[] der = wrapper.generate(new CMSAbsentContent()).getEncoded(ASN1Encoding.DER);
            return Base64.getMimeEncoder(64, "\r\n".getBytes(StandardCharsets.US_ASCII))
                    .encode(der);
        } catch (CMSException | CertificateEncodingException e) {
            throw new IOException("The certificates cannot be wrapped", e);
        }
    }
}
