package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.client.model.Filters;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Certificates by EST over plain HTTP, each for an account of its own, with the token of a service. All requests have one key, since making keys is the
 * boxes' work; signing the request is in the time and in the CPU of the client.
 */
final class Enrolments {
    static final String SECTION = "Enrolment";
    private static final String GOAL = "goal: at least 50; ";
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 256;

    private final Plan plan;
    private final String token;
    private final Load load;
    private final StoredSide stored;
    private final String run = "bench-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";
    private final AtomicInteger number = new AtomicInteger();

    /** @param token of a service */
    Enrolments(Plan plan, String token, Load load, StoredSide stored) {
        this.plan = plan;
        this.token = token;
        this.load = load;
        this.stored = stored;
    }

    List<Figure> measure() throws Exception {
        try {
            Figure rsa = measure("certificates for RSA-2048 keys", pair("RSA", RSA_BITS));
            return List.of(
                    rsa.errors() == 0 ? rsa.withNote(GOAL + rsa.note()) : rsa,
                    measure("certificates for P-256 keys", pair("EC", EC_BITS)));
        } finally {
            if (!plan.temporary()) {
                stored.collection("certificate").deleteMany(Filters.regex("account_id", "^" + run));
            }
        }
    }

    private Figure measure(String name, KeyPair key) throws Exception {
        return load.run(SECTION, name, plan.clients(), client -> new Client(key));
    }

    static KeyPair pair(String type, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** Body of a request to EST, base64 of PKCS#10. */
    static byte[] request(KeyPair key, String account, String aggregator)
            throws IOException, OperatorCreationException {
        String algorithm = "RSA".equals(key.getPrivate().getAlgorithm()) ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] der = new JcaPKCS10CertificationRequestBuilder(
                        new X500NameBuilder(BCStyle.INSTANCE)
                                .addRDN(BCStyle.O, aggregator)
                                .addRDN(BCStyle.CN, account)
                                .build(),
                        key.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(key.getPrivate()))
                .getEncoded();
        return Base64.getMimeEncoder().encode(der);
    }

    /** What the middleware answers to {@link #request}, base64 of PKCS#7. */
    static String enrol(KeepAlive connection, String token, byte[] request) throws IOException {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + token, "Content-Type", "application/pkcs10");
        return new String(
                connection
                        .send("POST", "/.well-known/est/simpleenroll", headers, request)
                        .expect(200)
                        .body(),
                StandardCharsets.US_ASCII);
    }

    private final class Client implements Load.Client {
        private final KeyPair key;
        private final KeepAlive connection = new KeepAlive(plan.http(), Optional.empty());

        Client(KeyPair key) {
            this.key = key;
        }

        @Override
        public void request() throws Exception {
            enrol(connection, token, Enrolments.request(key, run + number.incrementAndGet(), plan.aggregator()));
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
