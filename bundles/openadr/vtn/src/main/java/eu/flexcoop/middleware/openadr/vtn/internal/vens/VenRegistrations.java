package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/** Changes what is stored of VENs when they register, leave, renew their certificates, or an operator does so for them. Thread-safe. */
public final class VenRegistrations {
    private final VenDocuments vens;

    VenRegistrations(VenDocuments vens) {
        this.vens = vens;
    }

    /** A VEN came back with a new certificate of the same account. */
    void rebind(VenId id, BoxCertificate certificate, Instant now) {
        vens.change(
                id,
                new Document(
                        "$set", VenEntry.fieldsOf(certificate).append(DocumentFields.UPDATED, Documents.date(now))));
    }

    /**
     * @param certificate that it registers with; absent in development
     * @param parameters of the registration that only the answer to REST shows
     * @throws com.mongodb.MongoCommandException for a duplicate key if another VEN has the certificate
     */
    public VenEntry save(VenEntry ven, Optional<BoxCertificate> certificate, Document parameters, Instant now) {
        Document set = new Document(parameters)
                .append(DocumentFields.VEN_ID, ven.id().value())
                .append(VenEntry.REGISTRATION_ID, ven.registrationId().orElseThrow())
                .append(VenEntry.NAME, ven.name())
                .append(DocumentFields.ACCOUNT_ID, ven.account().value())
                .append(DocumentFields.AGGREGATOR_ID, ven.aggregator().value())
                .append(VenEntry.REPORT_ONLY, ven.reportOnly())
                .append(VenEntry.PULL, ven.pull())
                .append(VenEntry.TRANSPORT_ADDRESS, ven.transportAddress().orElse(null))
                .append(VenEntry.XML_SIGNATURE, ven.xmlSignature())
                .append(VenEntry.REGISTERED_AT, Documents.date(now))
                .append(VenEntry.STATE, VenEntry.REGISTERED)
                .append(VenEntry.ONLINE, true)
                .append(DocumentFields.UPDATED, Documents.date(now));
        certificate.map(VenEntry::fieldsOf).ifPresent(set::putAll);
        Bson update = Updates.combine(
                new Document("$set", set),
                Updates.unset(VenEntry.CANCELLED_REGISTRATION_ID),
                Updates.unset(VenEntry.UNREACHABLE_SINCE),
                Updates.unset(VenEntry.PUSH_ERROR),
                Updates.setOnInsert(DocumentFields.CREATED, Documents.date(now)));
        return vens.put(ven.id(), update);
    }

    public void unregister(VenId id, Instant now) {
        vens.change(
                id,
                Updates.combine(
                        Updates.unset(VenEntry.REGISTRATION_ID),
                        Updates.set(VenEntry.STATE, VenEntry.UNREGISTERED),
                        Updates.set(VenEntry.ONLINE, false),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))));
    }

    /**
     * An operator expects that VEN.
     *
     * @throws com.mongodb.MongoWriteException for a duplicate key if there is a VEN with the id or the fingerprint
     */
    public void provision(Document expected, Instant now) {
        Document ven = new Document(expected)
                .append("_id", expected.getString(DocumentFields.VEN_ID))
                .append(VenEntry.STATE, VenEntry.PROVISIONED)
                .append(VenEntry.ONLINE, false)
                .append(VenEntry.REVISION, 1L)
                .append(DocumentFields.ETAG, VenDocuments.etag())
                .append(DocumentFields.CREATED, Documents.date(now))
                .append(DocumentFields.UPDATED, Documents.date(now));
        vens.collection().insertOne(ven);
        vens.view().put(VenEntry.of(ven));
    }

    /**
     * Gives the certificate one of the VENs that an operator expects by common name and organisation; of several that with the wanted
     * id, or else the first one.
     */
    public Optional<VenEntry> claimProvisioned(BoxCertificate certificate, Optional<String> venId, Instant now) {
        Bson expected = Filters.and(
                Filters.eq(DocumentFields.ACCOUNT_ID, certificate.account().value()),
                Filters.eq(
                        DocumentFields.AGGREGATOR_ID, certificate.aggregator().value()),
                Filters.eq(VenEntry.STATE, VenEntry.PROVISIONED),
                Filters.exists(VenEntry.FINGERPRINT, false));
        return vens.change(
                venId.<Bson>map(id -> Filters.and(expected, Filters.eq(VenDocuments.ID, id)))
                        .orElse(expected),
                Updates.combine(
                        new Document("$set", VenEntry.fieldsOf(certificate)),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))));
    }

    /** Forgets the VEN. */
    public void remove(VenId id) {
        vens.collection().deleteOne(Filters.eq(VenDocuments.ID, id.value()));
        vens.view().drop(id);
    }

    /**
     * The VTN ends the registration of a VEN, which is not registered from now on, whether it answers or not.
     *
     * @return empty if it is not registered
     */
    public Optional<VenEntry> endRegistration(VenId id, Instant now) {
        Document set = new Document(VenEntry.CANCELLED_REGISTRATION_ID, "$" + VenEntry.REGISTRATION_ID)
                .append(VenEntry.STATE, VenEntry.UNREGISTERED)
                .append(VenEntry.ONLINE, false)
                .append(DocumentFields.UPDATED, Documents.date(now))
                .append(DocumentFields.ETAG, VenDocuments.etag())
                .append(VenEntry.REVISION, new Document("$add", List.of("$" + VenEntry.REVISION, 1L)));
        return vens.change(
                Filters.and(Filters.eq("_id", id.value()), VenDocuments.REGISTERED),
                List.of(new Document("$set", set), new Document("$unset", VenEntry.REGISTRATION_ID)));
    }

    /** The VEN knows that the VTN has ended its registration. */
    public void cancellationAnswered(VenId id, Instant now) {
        vens.change(
                id,
                Updates.combine(
                        Updates.unset(VenEntry.CANCELLED_REGISTRATION_ID),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))));
    }

    /** From now on samples of the VEN are understood by that registration of its data points, on every node. */
    public void dataPointsRegistered(VenId id, long revision, Instant now) {
        vens.change(
                id,
                Updates.combine(
                        Updates.max(VenEntry.DATA_POINTS_REVISION, revision),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))));
    }
}
