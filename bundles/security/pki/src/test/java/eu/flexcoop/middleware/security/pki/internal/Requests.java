package eu.flexcoop.middleware.security.pki.internal;

import java.security.KeyPair;
import java.util.Base64;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificate requests as boxes make them. */
final class Requests {
    private Requests() {}

    static byte[] der(String subject, KeyPair named, KeyPair signer, String algorithm) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), named.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
                .getEncoded();
    }

    static byte[] base64(String subject, KeyPair pair, String algorithm) throws Exception {
        return Base64.getMimeEncoder().encode(der(subject, pair, pair, algorithm));
    }

    static KeyPair ec() throws Exception {
        return CertificateAuthority.newPair("EC", 256);
    }
}
