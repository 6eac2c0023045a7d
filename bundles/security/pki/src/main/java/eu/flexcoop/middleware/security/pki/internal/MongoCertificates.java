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
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.UnavailableException;
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
        configurationPid = "eu.flexcoop.middleware.security.pki")
public final class MongoCertificates implements CertificateIdentity, CertificateRegister {
    private static final Logger LOG = LoggerFactory.getLogger(MongoCertificates.class);

    private final X509Certificate root;
    private final MongoCollection<Document> certificates;
    private final Cache<X509Certificate, Optional<BoxCertificate>> seen;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public MongoCertificates(
            @Reference InstallationAuthority authority, @Reference MongoCollections mongo, PkiConfig config) {
        this(
                authority.authority().rootCertificate(),
                mongo.open(
                        "certificate",
                        Retention.never(),
                        new IndexModel(Indexes.ascending("fingerprint"), new IndexOptions().unique(true)),
                        new IndexModel(Indexes.ascending("account_id", "issued_at"))),
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
    }

    /** Must be called, and return, before the certificate is handed out. */
    void record(X509Certificate certificate, AccountId account, AggregatorId aggregator, Caller requester)
            throws IOException, GeneralSecurityException {
        Fingerprint fingerprint = Fingerprint.of(certificate);
        Document document = new Document("_id", fingerprint.full())
                .append("fingerprint", fingerprint.openAdr())
                .append("serial", certificate.getSerialNumber().toString(16))
                .append("account_id", account.value())
                .append("aggregator_id", aggregator.value())
                .append("issued_at", Date.from(clock.instant()))
                .append("not_after", certificate.getNotAfter())
                .append("requested_by", requester.subject())
                .append("pem", KeyFiles.pem("CERTIFICATE", certificate.getEncoded()));
        try {
            certificates.insertOne(document);
        } catch (MongoException e) {
            throw new UnavailableException("The certificate cannot be recorded", e);
        }
    }

    @Override
    public Optional<BoxCertificate> identify(X509Certificate certificate) {
        Instant now = clock.instant();
        return seen.get(certificate, this::lookUp)
                .filter(box -> now.isBefore(box.notAfter())
                        && !now.isBefore(certificate.getNotBefore().toInstant()));
    }

    private Optional<BoxCertificate> lookUp(X509Certificate certificate) {
        if (!isOurs(certificate)) {
            return Optional.empty();
        }
        try {
            Document found = certificates
                    .find(Filters.eq("_id", Fingerprint.of(certificate).full()))
                    .first();
            return found == null || found.containsKey("revoked_at") ? Optional.empty() : Optional.of(box(found));
        } catch (MongoException e) {
            throw new UnavailableException("The register of certificates cannot be read", e);
        }
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
        try {
            return certificates
                    .find(Filters.eq("account_id", account.value()))
                    .sort(Sorts.descending("issued_at"))
                    .map(found -> new IssuedCertificate(
                            box(found),
                            found.getDate("issued_at").toInstant(),
                            Optional.ofNullable(found.getDate("revoked_at")).map(Date::toInstant)))
                    .into(new ArrayList<>());
        } catch (MongoException e) {
            throw new UnavailableException("The register of certificates cannot be read", e);
        }
    }

    @Override
    public boolean revoke(String fingerprint, String reason) {
        Bson issued = Filters.eq("fingerprint", fingerprint);
        try {
            long revoked = certificates
                    .updateOne(
                            Filters.and(issued, Filters.exists("revoked_at", false)),
                            Updates.combine(
                                    Updates.set("revoked_at", Date.from(clock.instant())),
                                    Updates.set("revocation_reason", reason)))
                    .getModifiedCount();
            seen.invalidateAll();
            if (revoked > 0) {
                LOG.info("Certificate {} is revoked: {}", fingerprint, reason);
                return true;
            }
            return certificates.find(issued).first() != null;
        } catch (MongoException e) {
            throw new UnavailableException("The certificate cannot be revoked", e);
        }
    }

    private static BoxCertificate box(Document found) {
        return new BoxCertificate(
                found.getString("fingerprint"),
                new AccountId(found.getString("account_id")),
                new AggregatorId(found.getString("aggregator_id")),
                found.getDate("not_after").toInstant());
    }
}
