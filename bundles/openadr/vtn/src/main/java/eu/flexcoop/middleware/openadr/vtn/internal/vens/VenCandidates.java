package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.RefusedVen;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/** Keeps in {@code ven_candidate} the boxes that were not admitted, one document for each, so that an operator can add them. */
@Component(service = VenCandidates.class)
public final class VenCandidates {
    public static final String COLLECTION = "ven_candidate";

    private static final String LAST_ATTEMPT = "last_attempt_at";
    private static final String ATTEMPTS = "attempts";
    private static final String REASON = "reason";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> candidates;

    @Activate
    public VenCandidates(@Reference MongoCollections mongo) {
        candidates = mongo.open(
                COLLECTION,
                Retention.of(LAST_ATTEMPT, Duration.ofDays(30)),
                new IndexModel(Indexes.compoundIndex(
                        Indexes.ascending(DocumentFields.AGGREGATOR_ID), Indexes.descending(LAST_ATTEMPT))));
    }

    /** The box was refused once more. */
    public void refused(
            Optional<BoxCertificate> certificate,
            AccountId account,
            AggregatorId aggregator,
            CreatePartyRegistration create,
            String reason,
            Instant now) {
        List<Bson> updates = new ArrayList<>(List.of(
                Updates.set(DocumentFields.ACCOUNT_ID, account.value()),
                Updates.set(DocumentFields.AGGREGATOR_ID, aggregator.value()),
                Updates.set(VenEntry.NAME, create.venName().orElse("")),
                Updates.set(REASON, reason),
                Updates.set(LAST_ATTEMPT, Documents.date(now)),
                Updates.set(DocumentFields.UPDATED, Documents.date(now)),
                Updates.setOnInsert(DocumentFields.CREATED, Documents.date(now)),
                Updates.inc(ATTEMPTS, 1L)));
        certificate.ifPresent(shown -> {
            updates.add(Updates.set(VenEntry.FINGERPRINT, shown.fingerprint()));
            updates.add(Updates.set(VenEntry.FINGERPRINT_SHA256, shown.sha256()));
        });
        candidates.updateOne(Filters.eq("_id", id(certificate, account)), Updates.combine(updates), UPSERT);
    }

    private static String id(Optional<BoxCertificate> certificate, AccountId account) {
        return certificate.map(BoxCertificate::fingerprint).orElse(account.value());
    }

    /** The box has registered. */
    public void registered(Optional<BoxCertificate> certificate, AccountId account) {
        candidates.deleteOne(Filters.eq("_id", id(certificate, account)));
    }

    /** The latest first. */
    public List<RefusedVen> list(Bson visible, int limit) {
        return candidates
                .find(visible)
                .sort(Sorts.descending(LAST_ATTEMPT))
                .limit(limit)
                .map(found -> new RefusedVen(
                        Documents.optionalString(found, VenEntry.FINGERPRINT),
                        new AccountId(found.getString(DocumentFields.ACCOUNT_ID)),
                        new AggregatorId(found.getString(DocumentFields.AGGREGATOR_ID)),
                        found.getString(VenEntry.NAME),
                        found.getString(REASON),
                        Documents.longNumber(found, ATTEMPTS),
                        Documents.instant(found, LAST_ATTEMPT)))
                .into(new ArrayList<>());
    }

    /** The collection, for those of this bundle that show it. */
    MongoCollection<Document> documents() {
        return candidates;
    }
}
