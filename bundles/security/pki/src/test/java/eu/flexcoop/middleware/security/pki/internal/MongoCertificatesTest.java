package eu.flexcoop.middleware.security.pki.internal;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import org.apache.felix.hc.api.Result;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.IssuedCertificate;
import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** The register on a real mongod. */
@NeedsMongod
class MongoCertificatesTest {
    private static final AccountId ALICE = new AccountId("alice");
    private static final AggregatorId COOP = new AggregatorId("coop");

    @TempDir
    static Path folder;

    private static PrivateMongod mongod;
    private static MongoClient client;
    private static CertificateAuthority authority;

    private MongoCollection<Document> collection;
    private MongoCertificates register;

    @BeforeAll
    static void start() throws Exception {
        mongod = PrivateMongod.startOrSkip();
        client = MongoClients.create(mongod.uri("flexcoop").toString());
        authority = CertificateAuthority.in(AuthorityStore.in(folder.resolve("keys"), ""), Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void anEmptyRegister() {
        collection = client.getDatabase("flexcoop").getCollection("certificate-" + UUID.randomUUID());
        register = node(Duration.ofMinutes(1));
    }

    private MongoCertificates node(Duration cacheFor) {
        return new MongoCertificates(authority.rootCertificate(), collection, 10, cacheFor);
    }

    private static X509Certificate certificate() throws Exception {
        return authority.certify(Requests.ec().getPublic(), ALICE, COOP, Duration.ofDays(30));
    }

    private void recorded(String account, Duration validity) throws Exception {
        X509Certificate certificate =
                authority.certify(Requests.ec().getPublic(), new AccountId(account), COOP, validity);
        register.record(certificate, new AccountId(account), COOP, account);
    }

    @Test
    void certificatesThatBeginAndEndAreInTheAuditLogOnce() throws Exception {
        List<AuditEvent> events = new ArrayList<>();
        register =
                new MongoCertificates(authority.rootCertificate(), collection, 10, Duration.ofMinutes(1), events::add);
        X509Certificate stolen = recorded();
        register.revoke(fingerprint(stolen), "stolen");
        register.revoke(fingerprint(stolen), "again");

        String serial = stolen.getSerialNumber().toString(16);
        assertThat(events)
                .extracting(AuditEvent::action, AuditEvent::target, AuditEvent::reason)
                .containsExactly(
                        tuple(
                                "certificate.issue",
                                "certificate %s of account %s of %s".formatted(serial, ALICE, COOP),
                                ""),
                        tuple(
                                "certificate.revoke",
                                "certificate %s of account %s of %s".formatted(serial, ALICE, COOP),
                                "stolen"));
    }

    @Test
    void otherNodesNoticeARevocationLongBeforeTheirMemoryEnds() throws Exception {
        MongoCertificates other = node(Duration.ofDays(1));
        other.follow();
        try {
            X509Certificate stolen = recorded();
            X509Certificate good = recorded();
            assertThat(other.identify(stolen)).isPresent();
            assertThat(other.identify(good)).isPresent();

            register.revoke(fingerprint(stolen), "stolen");

            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> other.identify(stolen)
                    .isEmpty());
            assertThat(other.identify(good)).isPresent();
        } finally {
            other.close();
        }
    }

    @Test
    void accountsWhoseLastCertificateEndsSoonAreFound() throws Exception {
        recorded("soon", Duration.ofDays(5));
        recorded("renewed", Duration.ofDays(5));
        recorded("renewed", Duration.ofDays(300));
        recorded("later", Duration.ofDays(300));
        recorded("expired", Duration.ofSeconds(-60));
        recorded("half-revoked", Duration.ofDays(5));
        recorded("half-revoked", Duration.ofDays(300));
        register.revoke(
                register.issuedTo(new AccountId("half-revoked")).stream()
                        .filter(issued -> issued.certificate()
                                .notAfter()
                                .isAfter(java.time.Instant.now().plus(Duration.ofDays(100))))
                        .findFirst()
                        .orElseThrow()
                        .serial(),
                "lost");

        assertThat(register.expiring(Duration.ofDays(30))).containsExactly("half-revoked", "soon");
        Result result = health(Duration.ofDays(30), Duration.ofDays(300));
        assertThat(result.getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(result.toString()).contains("2 accounts", "half-revoked, soon");
    }

    @Test
    void aServerCertificateThatEndsSoonIsWarnedOf() throws Exception {
        assertThat(health(Duration.ofDays(30), Duration.ofDays(300)).getStatus())
                .isEqualTo(Result.Status.OK);
        assertThat(health(Duration.ofDays(30), Duration.ofDays(20)).getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(health(Duration.ofDays(30), Duration.ofSeconds(-60)).getStatus())
                .isEqualTo(Result.Status.CRITICAL);
    }

    private Result health(Duration warnBefore, Duration validity) throws Exception {
        CertifiedKey server = authority.newServer("EC", 256, List.of(new ServerName("localhost")), validity);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ec", server.certificate());
        ListenerKeys keys = new ListenerKeys() {
            @Override
            public KeyStore keyStore() {
                return store;
            }

            @Override
            public String keyPassword() {
                return "";
            }

            @Override
            public KeyStore trustStore() {
                return store;
            }
        };
        return new CertificateHealthCheck(keys, register, warnBefore, Clock.systemUTC()).execute();
    }

    private X509Certificate recorded() throws Exception {
        X509Certificate certificate = certificate();
        register.record(certificate, ALICE, COOP, "alice");
        return certificate;
    }

    private static String fingerprint(X509Certificate certificate) {
        return Fingerprint.of(certificate).openAdr();
    }

    @Test
    void aRecordedCertificateSaysWhoseBoxItIs() throws Exception {
        X509Certificate certificate = recorded();

        assertThat(register.identify(certificate))
                .contains(new BoxCertificate(
                        fingerprint(certificate),
                        Fingerprint.of(certificate).full(),
                        ALICE,
                        COOP,
                        certificate.getNotAfter().toInstant()));
    }

    @Test
    void aCertificateOfOurRootThatIsNotInTheRegisterIsNobodys() throws Exception {
        assertThat(register.identify(certificate())).isEmpty();
    }

    @Test
    void aCertificateThatOnlyBearsOurNameIsNobodys() throws Exception {
        CertificateAuthority other =
                CertificateAuthority.in(AuthorityStore.in(folder.resolve("other"), ""), Clock.systemUTC());
        X509Certificate forged = other.certify(Requests.ec().getPublic(), ALICE, COOP, Duration.ofDays(30));
        register.record(forged, ALICE, COOP, "alice");

        assertThat(register.identify(forged)).isEmpty();
    }

    @Test
    void aRevokedCertificateIsNobodysAtOnce() throws Exception {
        X509Certificate certificate = recorded();
        X509Certificate other = recorded();
        assertThat(register.identify(certificate)).isPresent();

        assertThat(register.revoke(fingerprint(certificate), "stolen")).isPresent();

        assertThat(register.identify(certificate)).isEmpty();
        assertThat(register.identify(other)).isPresent();
        assertThat(collection
                        .find(new Document("fingerprint", fingerprint(certificate)))
                        .first())
                .containsEntry("revocation_reason", "stolen")
                .containsKey("revoked_at");
    }

    @Test
    void revokingOneCertificateDoesNotForgetTheOthers() throws Exception {
        X509Certificate revoked = recorded();
        X509Certificate other = recorded();
        assertThat(register.identify(revoked)).isPresent();
        assertThat(register.identify(other)).isPresent();

        register.revoke(fingerprint(revoked), "stolen");
        collection.deleteMany(new Document());

        assertThat(register.identify(other)).as("from memory").isPresent();
        assertThat(register.identify(revoked)).isEmpty();
    }

    @Test
    void anotherNodeNoticesOnceItNoLongerRemembers() throws Exception {
        X509Certificate certificate = recorded();
        MongoCertificates remembers = node(Duration.ofMinutes(1));
        MongoCertificates forgets = node(Duration.ofNanos(1));
        assertThat(remembers.identify(certificate)).isPresent();
        assertThat(forgets.identify(certificate)).isPresent();

        register.revoke(fingerprint(certificate), "stolen");

        assertThat(remembers.identify(certificate)).isPresent();
        assertThat(forgets.identify(certificate)).isEmpty();
    }

    @Test
    void aCertificateIsFoundByEveryFormOfItsName() throws Exception {
        X509Certificate certificate = recorded();
        recorded();
        String sha256 = Fingerprint.of(certificate).full();
        String colons = HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(HexFormat.of().parseHex(sha256));
        String serial = certificate.getSerialNumber().toString(16);

        for (String name : List.of(
                sha256,
                colons,
                "sha256 Fingerprint=" + colons,
                fingerprint(certificate),
                fingerprint(certificate).replace(":", "").toLowerCase(Locale.ROOT),
                serial,
                "serial=" + serial.toUpperCase(Locale.ROOT),
                " 00" + serial + "\n")) {
            assertThat(register.find(name)).as(name).hasValueSatisfying(found -> assertThat(
                            found.certificate().sha256())
                    .isEqualTo(sha256));
        }
        assertThat(register.find("")).isEmpty();
        assertThat(register.find("alice")).isEmpty();
    }

    @Test
    void revokingTwiceKeepsTheFirstReasonAndAnUnknownOneIsSaidToBe() throws Exception {
        X509Certificate certificate = recorded();

        assertThat(register.revoke(fingerprint(certificate), "stolen")).isPresent();
        assertThat(register.revoke(fingerprint(certificate), "again")
                        .orElseThrow()
                        .revocation())
                .hasValueSatisfying(
                        revocation -> assertThat(revocation.reason()).isEqualTo("stolen"));
        assertThat(register.revoke("00:11", "unknown")).isEmpty();
        assertThat(collection.find().first()).containsEntry("revocation_reason", "stolen");
    }

    @Test
    void theListHasAllOfAnAccountNewestFirst() throws Exception {
        X509Certificate first = recorded();
        X509Certificate second = recorded();
        collection.updateOne(
                new Document("fingerprint", fingerprint(first)),
                new Document("$set", new Document("_created", new Date(0))));
        register.revoke(fingerprint(first), "lost");

        assertThat(register.issuedTo(ALICE))
                .extracting(issued -> issued.certificate().fingerprint())
                .containsExactly(fingerprint(second), fingerprint(first));
        assertThat(register.issuedTo(ALICE))
                .extracting(IssuedCertificate::revocation)
                .satisfiesExactly(valid -> assertThat(valid).isEmpty(), revoked -> assertThat(revoked)
                        .isPresent());
        assertThat(register.issuedTo(new AccountId("bob"))).isEmpty();
    }

    @Test
    void aRegisterThatCannotBeReadIsNotTakenForAnEmptyOne() throws Exception {
        X509Certificate certificate = recorded();
        try (MongoClient away =
                MongoClients.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100&connectTimeoutMS=100")) {
            MongoCertificates blind = new MongoCertificates(
                    authority.rootCertificate(),
                    away.getDatabase("flexcoop").getCollection("certificate"),
                    10,
                    Duration.ofMinutes(1));

            assertThatThrownBy(() -> blind.identify(certificate)).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> blind.revoke("00:11", "x")).isInstanceOf(UnavailableException.class);
        }
    }
}
