package eu.flexcoop.middleware.box;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Gets a client certificate for a box by EST (RFC 7030), with the bearer token of the prosumer who owns it. */
public final class Enrolment {
    private static final String PATH = "/.well-known/est/";

    private final URI root;
    private final HttpClient http;

    /** @param root address of the middleware, for example {@code http://127.0.0.1:8181} */
    public Enrolment(URI root) {
        this(root, HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build());
    }

    /** With a client that, for example, trusts the certificate of the server. */
    public Enrolment(URI root, HttpClient http) {
        this.root = root;
        this.http = http;
    }

    /**
     * Makes a new key, has it certified, and stores all in the folder. What was there before is replaced only then.
     *
     * @throws BoxRefusedException if the authority says no
     */
    public void enrol(BoxFolder folder, BoxSettings settings, String token) throws IOException, InterruptedException {
        KeyPair keys = newKeys();
        byte[] request =
                request(keys, settings.account(), settings.aggregator()).getEncoded();
        List<X509Certificate> issued = certificates(send(HttpRequest.newBuilder(root.resolve(PATH + "simpleenroll"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/pkcs10")
                .header("Content-Transfer-Encoding", "base64")
                .POST(BodyPublishers.ofString(Base64.getMimeEncoder().encodeToString(request)))));
        List<X509Certificate> authorities = certificates(
                send(HttpRequest.newBuilder(root.resolve(PATH + "cacerts")).GET()));
        X509Certificate own = issued.stream()
                .filter(certificate -> certificate.getPublicKey().equals(keys.getPublic()))
                .findFirst()
                .orElseThrow(() -> new BoxRefusedException("The authority sent no certificate for our key"));
        folder.save(settings);
        BoxKeys.store(folder, keys.getPrivate(), own, authorities);
    }

    static PKCS10CertificationRequest request(KeyPair keys, String commonName, String organisation) {
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, organisation)
                .addRDN(BCStyle.CN, commonName)
                .build();
        try {
            return new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("This Java cannot sign with ECDSA", e);
        }
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot make P-256 keys", e);
        }
    }

    /** Certificates in a PKCS#7 bag, DER in Base64. */
    static List<X509Certificate> certificates(byte[] base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(der)).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new BoxRefusedException("The authority's answer holds no certificates: " + e.getMessage());
        }
    }

    private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new BoxRefusedException("%s answered %d: %s"
                    .formatted(
                            response.uri(),
                            response.statusCode(),
                            new String(response.body(), StandardCharsets.UTF_8).strip()));
        }
        return response.body();
    }
}
