package eu.flexcoop.middleware.security.pki.internal;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

/** An authority, and for each test an empty register on a real mongod. */
@NeedsMongod
abstract class RegisterFixture {
    static final AccountId ALICE = new AccountId("alice");
    static final AggregatorId COOP = new AggregatorId("coop");
    static final int LIMIT = 5;

    @TempDir
    static Path folder;

    static CertificateAuthority authority;

    private static PrivateMongod mongod;
    private static MongoClient client;

    MongoCertificates register;
    Issuing issuing;

    @BeforeAll
    static void startMongod() throws Exception {
        mongod = PrivateMongod.startOrSkip();
        client = MongoClients.create(mongod.uri("flexcoop").toString());
        authority = CertificateAuthority.in(AuthorityStore.in(folder.resolve("keys"), ""), Clock.systemUTC());
    }

    @AfterAll
    static void stopMongod() {
        if (client != null) {
            client.close();
        }
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void anEmptyRegister() {
        register = new MongoCertificates(
                authority.rootCertificate(),
                client.getDatabase("flexcoop").getCollection("certificate-" + UUID.randomUUID()),
                10,
                Duration.ofMinutes(1));
        issuing = new Issuing(authority, register, Duration.ofDays(30), LIMIT, RevocationLinks.of(""));
    }

    /** A certificate of Alice's, in the register. */
    final X509Certificate recorded(Duration validity) throws Exception {
        X509Certificate certificate = authority.certify(Requests.ec().getPublic(), ALICE, COOP, validity);
        register.record(certificate, ALICE, COOP, "alice");
        return certificate;
    }
}
