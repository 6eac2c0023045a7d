package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.CertificateIdentity;
import eu.flexcoop.middleware.security.api.CertificateRegister;
import eu.flexcoop.middleware.security.api.IssuedCertificate;

/** The register of box certificates in collection {@code certificate}; who is known is remembered for a short time. */
@Component(
        service = {CertificateIdentity.class, CertificateRegister.class, MongoCertificates.class},
        configurationPid = PkiConfig.PID)
public final class MongoCertificates implements CertificateIdentity, CertificateRegister {
    private static final Logger LOG = LoggerFactory.getLogger(MongoCertificates.class);

    private static final String FINGERPRINT = "fingerprint";
    private static final String REVOKED_AT = "revoked_at";

    private final X509Certificate root;
    private final MongoCollection<Document> certificates;
    private final Cache<String, Optional<BoxCertificate>> seen;
    /** By object: the certificate of a TLS session is the same object in all of its requests. */
    private final Cache<X509Certificate, String> ids;

    private final Clock clock = Clock.systemUTC();

    @Activate
    public MongoCertificates(
            @Reference InstallationAuthority authority, @Reference MongoCollections mongo, PkiConfig config) {
        this(
                authority.authority().rootCertificate(),
                mongo.open(
                        "certificate",
                        Retention.never(),
                        new IndexModel(Indexes.ascending(FINGERPRINT), new IndexOptions().unique(true)),
                        new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID, DocumentFields.CREATED))),
                config.cacheSize(),
                Duration.parse(config.cacheFor()));
    }

    MongoCertificates(X509Certificate root, MongoCollection<Document> certificates, int cacheSize, Duration cacheFor) {
        this.root = root;
        this.certificates = certificates;
        this.seen = Caffeine.newBuilder()
                .maximumSize(cacheSize)
                .expireAfterWrite(cacheFor)
                .build();
        this.ids = Caffeine.newBuilder().weakKeys().maximumSize(cacheSize).build();
    }

    /** Must be called, and return, before the certificate is handed out. */
    void record(X509Certificate certificate, AccountId account, AggregatorId aggregator, Caller requester)
            throws IOException, GeneralSecurityException {
        Fingerprint fingerprint = Fingerprint.of(certificate);
        Date now = Date.from(clock.instant());
        Document document = new Document("_id", fingerprint.full())
                .append(FINGERPRINT, fingerprint.openAdr())
                .append("serial", certificate.getSerialNumber().toString(16))
                .append(DocumentFields.ACCOUNT_ID, account.value())
                .append(DocumentFields.AGGREGATOR_ID, aggregator.value())
                .append(DocumentFields.CREATED, now)
                .append(DocumentFields.UPDATED, now)
                .append("not_after", certificate.getNotAfter())
                .append("requested_by", requester.subject())
                .append("pem", KeyFiles.pem("CERTIFICATE", certificate.getEncoded()));
        MongoCalls.run("record a certificate", () -> certificates.insertOne(document));
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
    public List<IssuedCertificate> issuedTo(AccountId account) {
        return MongoCalls.call("list the certificates of an account", () -> certificates
                .find(Filters.eq(DocumentFields.ACCOUNT_ID, account.value()))
                .sort(Sorts.descending(DocumentFields.CREATED))
                .map(found -> new IssuedCertificate(
                        box(found),
                        found.getDate(DocumentFields.CREATED).toInstant(),
                        Optional.ofNullable(found.getDate(REVOKED_AT)).map(Date::toInstant)))
                .into(new ArrayList<>()));
    }

    @Override
    public boolean revoke(String fingerprint, String reason) {
        return MongoCalls.call("revoke certificate " + fingerprint, () -> revokeIssued(fingerprint, reason));
    }

    private boolean revokeIssued(String fingerprint, String reason) {
        Document issued =
                certificates.find(Filters.eq(FINGERPRINT, fingerprint)).first();
        if (issued == null) {
            return false;
        }
        String id = issued.getString("_id");
        Date now = Date.from(clock.instant());
        long revoked = certificates
                .updateOne(
                        Filters.and(Filters.eq("_id", id), Filters.exists(REVOKED_AT, false)),
                        Updates.combine(
                                Updates.set(REVOKED_AT, now),
                                Updates.set("revocation_reason", reason),
                                Updates.set(DocumentFields.UPDATED, now)))
                .getModifiedCount();
        seen.invalidate(id);
        if (revoked > 0) {
            LOG.info("Certificate {} is revoked: {}", fingerprint, reason);
        }
        return true;
    }

    private static BoxCertificate box(Document found) {
        return new BoxCertificate(
                found.getString(FINGERPRINT),
                new AccountId(found.getString(DocumentFields.ACCOUNT_ID)),
                new AggregatorId(found.getString(DocumentFields.AGGREGATOR_ID)),
                found.getDate("not_after").toInstant());
    }
}
