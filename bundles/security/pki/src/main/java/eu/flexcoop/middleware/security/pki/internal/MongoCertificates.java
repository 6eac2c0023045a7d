package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.security.api.AuditLog;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.CertificateIdentity;
import eu.flexcoop.middleware.security.api.CertificateRegister;
import eu.flexcoop.middleware.security.api.IssuedCertificate;

/** The register of box certificates in collection {@code certificate}; who is known is remembered for a short time. */
@Component(
        service = {CertificateIdentity.class, CertificateRegister.class, MongoCertificates.class},
        configurationPid = PkiConfig.PID)
public final class MongoCertificates implements CertificateIdentity, CertificateRegister {
    private static final Logger LOG = LoggerFactory.getLogger(MongoCertificates.class);

    static final String FINGERPRINT = "fingerprint";
    static final String SERIAL = "serial";
    private static final int HEX = 16;
    private static final String NOT_AFTER = "not_after";
    static final String REVOKED_AT = "revoked_at";
    private static final String REVOCATION_REASON = "revocation_reason";
    private static final String PEM = "pem";
    private static final String REQUESTED_BY = "requested_by";

    private final X509Certificate root;
    private final MongoCollection<Document> certificates;
    private final Cache<String, Optional<BoxCertificate>> seen;
    /** By object: the certificate of a TLS session is the same object in all of its requests. */
    private final Cache<X509Certificate, String> ids;

    private final CertificateAudit audit;
    private final Clock clock = Clock.systemUTC();
    private RevocationFollower follower;

    @Activate
    public MongoCertificates(
            @Reference InstallationAuthority authority,
            @Reference MongoCollections mongo,
            @Reference AuditLog auditLog,
            PkiConfig config) {
        this(
                authority.authority().rootCertificate(),
                mongo.open(
                        "certificate",
                        Retention.never(),
                        new IndexModel(Indexes.ascending(FINGERPRINT), new IndexOptions().unique(true)),
                        new IndexModel(Indexes.ascending(SERIAL)),
                        new IndexModel(Indexes.ascending(NOT_AFTER)),
                        new IndexModel(Indexes.ascending(REVOKED_AT), new IndexOptions().sparse(true)),
                        new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID, DocumentFields.CREATED))),
                config.cacheSize(),
                Duration.parse(config.cacheFor()),
                auditLog);
        follow();
    }

    /** From now on revocations of other nodes count here within a moment. */
    void follow() {
        follower = new RevocationFollower(certificates, seen::invalidate);
    }

    @Deactivate
    void close() {
        if (follower != null) {
            follower.close();
        }
    }

    /** Tells no audit log. */
    MongoCertificates(X509Certificate root, MongoCollection<Document> certificates, int cacheSize, Duration cacheFor) {
        this(root, certificates, cacheSize, cacheFor, event -> {});
    }

    MongoCertificates(
            X509Certificate root,
            MongoCollection<Document> certificates,
            int cacheSize,
            Duration cacheFor,
            AuditLog auditLog) {
        this.audit = new CertificateAudit(auditLog);
        this.root = root;
        this.certificates = certificates;
        this.seen = Caffeine.newBuilder()
                .maximumSize(cacheSize)
                .expireAfterWrite(cacheFor)
                .build();
        this.ids = Caffeine.newBuilder().weakKeys().maximumSize(cacheSize).build();
    }

    /** Must be called, and return, before the certificate is handed out. */
    void record(X509Certificate certificate, AccountId account, AggregatorId aggregator, String requestedBy)
            throws IOException, GeneralSecurityException {
        Fingerprint fingerprint = Fingerprint.of(certificate);
        Date now = Date.from(clock.instant());
        Document document = new Document("_id", fingerprint.full())
                .append(FINGERPRINT, fingerprint.openAdr())
                .append(SERIAL, certificate.getSerialNumber().toString(HEX))
                .append(DocumentFields.ACCOUNT_ID, account.value())
                .append(DocumentFields.AGGREGATOR_ID, aggregator.value())
                .append(DocumentFields.CREATED, now)
                .append(DocumentFields.UPDATED, now)
                .append(NOT_AFTER, certificate.getNotAfter())
                .append(REQUESTED_BY, requestedBy)
                .append(PEM, KeyFiles.pem("CERTIFICATE", certificate.getEncoded()));
        MongoCalls.run("record a certificate", () -> certificates.insertOne(document));
        audit.issued(certificate, account, aggregator, requestedBy);
    }

    @Override
    public Optional<BoxCertificate> identify(X509Certificate certificate) {
        Instant now = clock.instant();
        // the digest and not the certificate: an entry is some hundred bytes, a parsed certificate some thousand
        String key = ids.get(certificate, any -> Fingerprint.of(any).full());
        return seen.get(key, id -> lookUp(id, certificate))
                .filter(box -> now.isBefore(box.notAfter())
                        && !now.isBefore(certificate.getNotBefore().toInstant()));
    }

    private Optional<BoxCertificate> lookUp(String id, X509Certificate certificate) {
        if (!isOurs(certificate)) {
            return Optional.empty();
        }
        Document found = MongoCalls.call(
                "look up a certificate",
                () -> certificates.find(Filters.eq("_id", id)).first());
        return found == null || found.containsKey(REVOKED_AT) ? Optional.empty() : Optional.of(box(found));
    }

    private boolean isOurs(X509Certificate certificate) {
        try {
            if (!certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal())) {
                return false;
            }
            certificate.verify(root.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            LOG.debug("A certificate bears our name but not our signature: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public X509Certificate authority() {
        return root;
    }

    @Override
    public List<IssuedCertificate> issuedTo(AccountId account) {
        return MongoCalls.call("list the certificates of an account", () -> certificates
                .find(Filters.eq(DocumentFields.ACCOUNT_ID, account.value()))
                .sort(Sorts.descending(DocumentFields.CREATED, "_id"))
                .map(MongoCertificates::issued)
                .into(new ArrayList<>()));
    }

    /** How many certificates of the account are neither expired nor revoked; counts no further than the limit. */
    long countValid(AccountId account, AggregatorId aggregator, int limit) {
        Bson valid = Filters.and(
                Filters.eq(DocumentFields.ACCOUNT_ID, account.value()),
                Filters.eq(DocumentFields.AGGREGATOR_ID, aggregator.value()),
                Filters.gt(NOT_AFTER, Date.from(clock.instant())),
                Filters.exists(REVOKED_AT, false));
        return MongoCalls.call(
                "count the certificates of an account",
                () -> certificates.countDocuments(valid, new CountOptions().limit(limit)));
    }

    /** Accounts whose certificates all end within that time, in the order of their ids; those without a valid one are not among them. */
    SortedSet<String> expiring(Duration within) {
        Instant now = clock.instant();
        Date end = Date.from(now.plus(within));
        Bson notRevoked = Filters.exists(REVOKED_AT, false);
        return MongoCalls.call("look for certificates that end soon", () -> {
            SortedSet<String> accounts = certificates
                    .distinct(
                            DocumentFields.ACCOUNT_ID,
                            Filters.and(Filters.gt(NOT_AFTER, Date.from(now)), Filters.lte(NOT_AFTER, end), notRevoked),
                            String.class)
                    .into(new TreeSet<>());
            certificates
                    .distinct(
                            DocumentFields.ACCOUNT_ID,
                            Filters.and(
                                    Filters.in(DocumentFields.ACCOUNT_ID, accounts),
                                    Filters.gt(NOT_AFTER, end),
                                    notRevoked),
                            String.class)
                    .forEach(accounts::remove);
            return accounts;
        });
    }

    /** All revoked certificates that have not expired. */
    List<CertificateAuthority.Revoked> revoked() {
        return MongoCalls.call("list the revoked certificates", () -> certificates
                .find(Filters.and(Filters.exists(REVOKED_AT), Filters.gt(NOT_AFTER, Date.from(clock.instant()))))
                .projection(Projections.include(SERIAL, REVOKED_AT))
                .sort(Sorts.ascending(REVOKED_AT))
                .map(found -> new CertificateAuthority.Revoked(
                        new BigInteger(found.getString(SERIAL), HEX),
                        found.getDate(REVOKED_AT).toInstant()))
                .into(new ArrayList<>()));
    }

    /** @param revokedAt if it was revoked */
    record Status(Optional<Instant> revokedAt) {}

    /** The certificate with that serial number; empty if none was issued. */
    Optional<Status> status(BigInteger serial) {
        return Optional.ofNullable(MongoCalls.call("look up a serial number", () -> certificates
                        .find(Filters.eq(SERIAL, serial.toString(HEX)))
                        .projection(Projections.include(REVOKED_AT))
                        .first()))
                .map(found -> new Status(
                        Optional.ofNullable(found.getDate(REVOKED_AT)).map(Date::toInstant)));
    }

    @Override
    public Optional<IssuedCertificate> find(String name) {
        return CertificateName.filter(name)
                .map(filter -> MongoCalls.call(
                        "look up a certificate", () -> certificates.find(filter).first()))
                .map(MongoCertificates::issued);
    }

    /**
     * The certificate itself.
     *
     * @param sha256 of one that was recorded
     */
    X509Certificate encoded(String sha256) throws GeneralSecurityException {
        Document found = MongoCalls.call("read a certificate", () -> certificates
                .find(Filters.eq("_id", sha256))
                .projection(Projections.include(PEM))
                .first());
        return KeyFiles.certificate(
                Objects.requireNonNull(found, sha256).getString(PEM).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Optional<IssuedCertificate> revoke(String name, String reason) {
        return CertificateName.filter(name)
                .flatMap(filter -> MongoCalls.call("revoke certificate " + name, () -> revokeIssued(filter, reason)));
    }

    private Optional<IssuedCertificate> revokeIssued(Bson filter, String reason) {
        Date now = Date.from(clock.instant());
        Document revoked = certificates.findOneAndUpdate(
                Filters.and(filter, Filters.exists(REVOKED_AT, false)),
                Updates.combine(
                        Updates.set(REVOKED_AT, now),
                        Updates.set(REVOCATION_REASON, reason),
                        Updates.set(DocumentFields.UPDATED, now)),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
        if (revoked == null) {
            return Optional.ofNullable(certificates.find(filter).first()).map(MongoCertificates::issued);
        }
        seen.invalidate(revoked.getString("_id"));
        LOG.info("Certificate {} is revoked: {}", revoked.getString(FINGERPRINT), reason);
        audit.revoked(issued(revoked), reason);
        return Optional.of(issued(revoked));
    }

    private static IssuedCertificate issued(Document found) {
        return new IssuedCertificate(
                box(found),
                found.getString(SERIAL),
                found.getDate(DocumentFields.CREATED).toInstant(),
                found.getString(REQUESTED_BY),
                Optional.ofNullable(found.getDate(REVOKED_AT))
                        .map(at -> new IssuedCertificate.Revocation(at.toInstant(), found.get(REVOCATION_REASON, ""))));
    }

    private static BoxCertificate box(Document found) {
        return new BoxCertificate(
                found.getString(FINGERPRINT),
                found.getString("_id"),
                new AccountId(found.getString(DocumentFields.ACCOUNT_ID)),
                new AggregatorId(found.getString(DocumentFields.AGGREGATOR_ID)),
                found.getDate(NOT_AFTER).toInstant());
    }
}
