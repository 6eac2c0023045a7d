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
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.CollectionFollower;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenRegistry;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * Keeps virtual end nodes in {@code virtual_end_node}, the only truth about them for all nodes of the middleware, and in memory
 * for the requests of the VENs. Written only when a VEN registers, cancels or changes its certificate, comes or goes.
 */
@Component(service = {VenRegistry.class, StoredVenRegistry.class})
public final class StoredVenRegistry implements VenRegistry {
    public static final String COLLECTION = "virtual_end_node";

    private final VenDocuments vens;
    private final VenPresence presence;
    private final VenRegistrations registrations;
    private final VenStates states;

    @Activate
    public StoredVenRegistry(@Reference MongoCollections mongo, @Reference VenPresence presence) {
        this.presence = presence;
        vens = new VenDocuments(mongo);
        registrations = new VenRegistrations(vens);
        states = new VenStates(vens);
    }

    @Deactivate
    public void close() {
        vens.close();
    }

    /** Who registers and leaves. */
    public VenRegistrations registrations() {
        return registrations;
    }

    /** Who is online, and who can be pushed to. */
    public VenStates states() {
        return states;
    }

    public CollectionFollower follower() {
        return vens.follower();
    }

    /** The collection, for those of this bundle that show it. */
    public MongoCollection<Document> documents() {
        return vens.collection();
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
        Bson filter = after.map(
                        id -> Filters.and(VenDocuments.REGISTERED, Filters.gt(DocumentFields.VEN_ID, id.value())))
                .orElse(VenDocuments.REGISTERED);
        List<VenEntry> found = vens.collection()
                .find(filter)
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
        return vens.follower().isCurrent()
                ? vens.view().countRegistered()
                : vens.collection().countDocuments(Filters.gte(VenEntry.REGISTRATION_ID, ""));
    }

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
        return remembered(vens.view().byId(id)).or(() -> byId(id));
    }

    /** Without a query if this node knows a registered VEN; what it does not know it looks up. */
    Optional<VenEntry> knownByCertificate(BoxCertificate certificate) {
        return remembered(vens.view().byCertificate(certificate)).or(() -> byCertificate(certificate));
    }

    /** Whether the VEN with that certificate is registered for signatures, as far as this node knows. */
    boolean expectsSignatures(BoxCertificate certificate) {
        return vens.view()
                .byCertificate(certificate)
                .filter(VenEntry::xmlSignature)
                .isPresent();
    }

    /** Nothing is refused from memory, which may be behind: a VEN that is not registered there is looked up. */
    private Optional<VenEntry> remembered(Optional<VenEntry> ven) {
        return vens.follower().isCurrent() ? ven.filter(VenEntry::isRegistered) : Optional.empty();
    }

    public List<VenEntry> byIds(Collection<VenId> ids) {
        return vens.collection()
                .find(Filters.in(
                        DocumentFields.VEN_ID, ids.stream().map(VenId::value).toList()))
                .map(VenEntry::of)
                .into(new ArrayList<>());
    }

    /** The registered VENs of an account or of an aggregator. */
    public void forEachOfParty(String party, Consumer<VenId> each) {
        vens.collection()
                .find(Filters.and(
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
        return Optional.ofNullable(vens.collection().find(filter).first()).map(VenEntry::of);
    }
}
