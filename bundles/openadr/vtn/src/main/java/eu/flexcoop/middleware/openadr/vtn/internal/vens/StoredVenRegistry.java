package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
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
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.CollectionFollower;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * Keeps virtual end nodes in {@code virtual_end_node}, the only truth about them for all nodes of the middleware, and in memory
 * for the requests of the VENs. Written only when a VEN registers, cancels or changes its certificate.
 */
@Component(service = {VenRegistry.class, StoredVenRegistry.class})
public final class StoredVenRegistry implements VenRegistry {
    public static final String COLLECTION = "virtual_end_node";

    private static final String ID = "_id";
    private static final Bson REGISTERED = Filters.type(VenEntry.REGISTRATION_ID, "string");
    private static final Bson UNREACHABLE = Filters.type(VenEntry.UNREACHABLE_SINCE, "date");
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    private static final FindOneAndUpdateOptions UPSERT =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER).upsert(true);

    private final MongoCollection<Document> vens;
    private final VenPresence presence;
    private final VenView view = new VenView();
    private final CollectionFollower follower;

    @Activate
    public StoredVenRegistry(@Reference MongoCollections mongo, @Reference VenPresence presence) {
        this.presence = presence;
        vens = mongo.open(
                COLLECTION,
                Retention.never(),
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID), new IndexOptions().unique(true)),
                new IndexModel(
                        Indexes.ascending(VenEntry.FINGERPRINT),
                        new IndexOptions().unique(true).sparse(true)),
                new IndexModel(Indexes.ascending(VenEntry.REGISTRATION_ID, DocumentFields.VEN_ID)),
                new IndexModel(Indexes.ascending(VenEntry.STATE, ID)),
                new IndexModel(Indexes.ascending(VenEntry.ONLINE, ID)),
                new IndexModel(Indexes.ascending(VenEntry.STATE, VenEntry.CERTIFICATE_NOT_AFTER, ID)),
                new IndexModel(Indexes.ascending(VenEntry.UNREACHABLE_SINCE), new IndexOptions().sparse(true)),
                new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID, VenEntry.ONLINE, ID)));
        follower = new CollectionFollower(vens, view);
    }

    @Deactivate
    public void close() {
        follower.close();
    }

    @Override
    public Optional<Ven> find(VenId id) {
        return byId(id).flatMap(this::registered);
    }

    @Override
    public Optional<Ven> findByCertificate(BoxCertificate certificate) {
        return byCertificate(certificate).flatMap(this::registered);
    }

    private Optional<Ven> registered(VenEntry ven) {
        return ven.isRegistered() ? Optional.of(ven.toVen(presence.lastSeen(ven.id()))) : Optional.empty();
    }

    @Override
    public List<Ven> list(Optional<VenId> after, int limit) {
        Bson filter = after.map(id -> Filters.and(REGISTERED, Filters.gt(DocumentFields.VEN_ID, id.value())))
                .orElse(REGISTERED);
        List<VenEntry> found = vens.find(filter)
                .sort(Sorts.ascending(DocumentFields.VEN_ID))
                .limit(limit)
                .map(VenEntry::of)
                .into(new ArrayList<>());
        Map<VenId, Instant> seen =
                presence.lastSeen(found.stream().map(VenEntry::id).toList());
        return found.stream()
                .map(ven -> ven.toVen(Optional.ofNullable(seen.get(ven.id()))))
                .toList();
    }

    /** From memory while that is current, so that it costs nothing however large the fleet is. */
    @Override
    public long count() {
        return follower.isCurrent()
                ? view.countRegistered()
                : vens.countDocuments(Filters.gte(VenEntry.REGISTRATION_ID, ""));
    }

    /** As {@link #count}, of the VENs that are registered and have been heard of lately. */
    public long countOnline() {
        return follower.isCurrent() ? view.countOnline() : vens.countDocuments(Filters.eq(VenEntry.ONLINE, true));
    }

    /** As {@link #count}, of those that messages cannot be pushed to. */
    public long countUnreachable() {
        return follower.isCurrent() ? view.countUnreachable() : vens.countDocuments(UNREACHABLE);
    }

    /** VENs that messages cannot be pushed to, those with the longest time first, at most {@code limit}. */
    List<VenEntry> unreachable(int limit) {
        return vens.find(UNREACHABLE)
                .sort(Sorts.ascending(VenEntry.UNREACHABLE_SINCE))
                .limit(limit)
                .map(VenEntry::of)
                .into(new ArrayList<>());
    }

    /** Registered VENs whose certificates end before that time, those that end first, at most {@code limit}. */
    List<Ending> certificatesEndingBefore(Instant time, int limit) {
        return vens.find(Filters.and(
                        Filters.eq(VenEntry.STATE, VenEntry.REGISTERED),
                        Filters.lt(VenEntry.CERTIFICATE_NOT_AFTER, Documents.date(time))))
                .sort(Sorts.ascending(VenEntry.CERTIFICATE_NOT_AFTER, ID))
                .limit(limit)
                .projection(Projections.include(DocumentFields.VEN_ID, VenEntry.CERTIFICATE_NOT_AFTER))
                .map(ven -> new Ending(
                        new VenId(ven.getString(DocumentFields.VEN_ID)),
                        Documents.instant(ven, VenEntry.CERTIFICATE_NOT_AFTER)))
                .into(new ArrayList<>());
    }

    /** When the certificate of a VEN ends. */
    record Ending(VenId ven, Instant notAfter) {}

    /** As it is stored. */
    Optional<VenEntry> byId(VenId id) {
        return first(Filters.eq(DocumentFields.VEN_ID, id.value()));
    }

    /** As it is stored. */
    public Optional<VenEntry> byCertificate(BoxCertificate certificate) {
        return byFingerprint(certificate.fingerprint()).filter(ven -> ven.hasCertificate(certificate));
    }

    /** As it is stored, by the last ten bytes alone. */
    public Optional<VenEntry> byFingerprint(String fingerprint) {
        return first(Filters.eq(VenEntry.FINGERPRINT, fingerprint));
    }

    /** Without a query if this node knows a registered VEN; what it does not know it looks up. */
    Optional<VenEntry> knownById(VenId id) {
        return remembered(view.byId(id)).or(() -> byId(id));
    }

    /** Without a query if this node knows a registered VEN; what it does not know it looks up. */
    Optional<VenEntry> knownByCertificate(BoxCertificate certificate) {
        return remembered(view.byCertificate(certificate)).or(() -> byCertificate(certificate));
    }

    /** Whether the VEN with that certificate is registered for signatures, as far as this node knows. */
    boolean expectsSignatures(BoxCertificate certificate) {
        return view.byCertificate(certificate).filter(VenEntry::xmlSignature).isPresent();
    }

    /** Nothing is refused from memory, which may be behind: a VEN that is not registered there is looked up. */
    private Optional<VenEntry> remembered(Optional<VenEntry> ven) {
        return follower.isCurrent() ? ven.filter(VenEntry::isRegistered) : Optional.empty();
    }

    public List<VenEntry> byIds(Collection<VenId> ids) {
        return vens.find(Filters.in(
                        DocumentFields.VEN_ID, ids.stream().map(VenId::value).toList()))
                .map(VenEntry::of)
                .into(new ArrayList<>());
    }

    /** The registered VENs of an account or of an aggregator. */
    public void forEachOfParty(String party, Consumer<VenId> each) {
        vens.find(Filters.and(
                        Filters.or(
                                Filters.eq(DocumentFields.ACCOUNT_ID, party),
                                Filters.eq(DocumentFields.AGGREGATOR_ID, party)),
                        Filters.type(VenEntry.REGISTRATION_ID, "string")))
                .projection(Projections.include(DocumentFields.VEN_ID))
                .forEach(ven -> each.accept(new VenId(ven.getString(DocumentFields.VEN_ID))));
    }

    /** For development, where a VEN has no certificate: accounts are made from names then. */
    public Optional<VenEntry> byAccountWithoutCertificate(AccountId account) {
        return first(Filters.and(
                Filters.eq(DocumentFields.ACCOUNT_ID, account.value()), Filters.exists(VenEntry.FINGERPRINT, false)));
    }

    private Optional<VenEntry> first(Bson filter) {
        return Optional.ofNullable(vens.find(filter).first()).map(VenEntry::of);
    }

    /** A VEN came back with a new certificate of the same account. */
    void rebind(VenId id, BoxCertificate certificate, Instant now) {
        change(
                id,
                new Document(
                        "$set", VenEntry.fieldsOf(certificate).append(DocumentFields.UPDATED, Documents.date(now))),
                AFTER);
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
        return change(ven.id(), update, UPSERT).orElseThrow();
    }

    public void unregister(VenId id, Instant now) {
        change(
                id,
                Updates.combine(
                        Updates.unset(VenEntry.REGISTRATION_ID),
                        Updates.set(VenEntry.STATE, VenEntry.UNREGISTERED),
                        Updates.set(VenEntry.ONLINE, false),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))),
                AFTER);
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
                .append(DocumentFields.ETAG, etag())
                .append(DocumentFields.CREATED, Documents.date(now))
                .append(DocumentFields.UPDATED, Documents.date(now));
        vens.insertOne(ven);
        view.put(VenEntry.of(ven));
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
        return change(
                venId.<Bson>map(id -> Filters.and(expected, Filters.eq(ID, id))).orElse(expected),
                Updates.combine(
                        new Document("$set", VenEntry.fieldsOf(certificate)),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))),
                AFTER);
    }

    /** Forgets the VEN. */
    public void remove(VenId id) {
        vens.deleteOne(Filters.eq(ID, id.value()));
        view.drop(id);
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
                .append(DocumentFields.ETAG, etag())
                .append(VenEntry.REVISION, new Document("$add", List.of("$" + VenEntry.REVISION, 1L)));
        Document after = vens.findOneAndUpdate(
                Filters.and(Filters.eq("_id", id.value()), REGISTERED),
                List.of(new Document("$set", set), new Document("$unset", VenEntry.REGISTRATION_ID)),
                AFTER);
        Optional<VenEntry> ven = Optional.ofNullable(after).map(VenEntry::of);
        ven.ifPresent(view::put);
        return ven;
    }

    /** Messages cannot be pushed to the VEN. The time of the first such mark stays until it can be reached again. */
    public void unreachable(VenId id, String error, Instant now) {
        change(
                id,
                Updates.combine(
                        Updates.min(VenEntry.UNREACHABLE_SINCE, Documents.date(now)),
                        Updates.set(VenEntry.PUSH_ERROR, error)),
                AFTER);
    }

    /** Messages can be pushed to the VEN again, or it has called. */
    public void reachable(VenId id, Instant now) {
        change(
                id,
                Updates.combine(
                        Updates.unset(VenEntry.UNREACHABLE_SINCE),
                        Updates.unset(VenEntry.PUSH_ERROR),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))),
                AFTER);
    }

    /** The VEN knows that the VTN has ended its registration. */
    public void cancellationAnswered(VenId id, Instant now) {
        change(
                id,
                Updates.combine(
                        Updates.unset(VenEntry.CANCELLED_REGISTRATION_ID),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))),
                AFTER);
    }

    /** From now on samples of the VEN are understood by that registration of its data points, on every node. */
    public void dataPointsRegistered(VenId id, long revision, Instant now) {
        change(
                id,
                Updates.combine(
                        Updates.max(VenEntry.DATA_POINTS_REVISION, revision),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))),
                AFTER);
    }

    /** A registered VEN was heard of after a while. One write for each time that it was offline. */
    void backOnline(VenId id, Instant now) {
        change(
                Filters.and(Filters.eq(ID, id.value()), REGISTERED),
                Updates.combine(
                        Updates.set(VenEntry.ONLINE, true), Updates.set(DocumentFields.UPDATED, Documents.date(now))),
                AFTER);
    }

    /**
     * These VENs have not been heard of for a while; those that are offline already are not written.
     *
     * @return how many of them were online
     */
    long offline(Collection<VenId> ids, Instant now) {
        return vens.updateMany(
                        Filters.and(
                                Filters.in(ID, ids.stream().map(VenId::value).toList()),
                                Filters.eq(VenEntry.ONLINE, true)),
                        changing(Updates.combine(
                                Updates.set(VenEntry.ONLINE, false),
                                Updates.set(DocumentFields.UPDATED, Documents.date(now)))))
                .getModifiedCount();
    }

    private static String etag() {
        return new ObjectId().toHexString();
    }

    private static Bson changing(Bson update) {
        return Updates.combine(update, Updates.set(DocumentFields.ETAG, etag()), Updates.inc(VenEntry.REVISION, 1));
    }

    private Optional<VenEntry> change(VenId id, Bson update, FindOneAndUpdateOptions options) {
        return change(Filters.eq(ID, id.value()), update, options);
    }

    private Optional<VenEntry> change(Bson filter, Bson update, FindOneAndUpdateOptions options) {
        Document after = vens.findOneAndUpdate(filter, changing(update), options);
        Optional<VenEntry> ven = Optional.ofNullable(after).map(VenEntry::of);
        ven.ifPresent(view::put);
        return ven;
    }

    public CollectionFollower follower() {
        return follower;
    }

    /** The collection, for those of this bundle that show it. */
    public MongoCollection<Document> documents() {
        return vens;
    }
}
