package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/** Whether VENs are online, can be pushed to and have valid certificates. Thread-safe. */
public final class VenStates {
    private static final Bson UNREACHABLE = Filters.type(VenEntry.UNREACHABLE_SINCE, "date");

    private final VenDocuments vens;

    VenStates(VenDocuments vens) {
        this.vens = vens;
    }

    /** As {@link StoredVenRegistry#count}, of the VENs that are registered and have been heard of lately. */
    public long countOnline() {
        return vens.follower().isCurrent()
                ? vens.view().countOnline()
                : vens.collection().countDocuments(Filters.eq(VenEntry.ONLINE, true));
    }

    /** As {@link StoredVenRegistry#count}, of those that messages cannot be pushed to. */
    public long countUnreachable() {
        return vens.follower().isCurrent()
                ? vens.view().countUnreachable()
                : vens.collection().countDocuments(UNREACHABLE);
    }

    /** VENs that messages cannot be pushed to, those with the longest time first, at most {@code limit}. */
    List<VenEntry> unreachable(int limit) {
        return vens.collection()
                .find(UNREACHABLE)
                .sort(Sorts.ascending(VenEntry.UNREACHABLE_SINCE))
                .limit(limit)
                .map(VenEntry::of)
                .into(new ArrayList<>());
    }

    /** Registered VENs whose certificates end before that time, those that end first, at most {@code limit}. */
    List<Ending> certificatesEndingBefore(Instant time, int limit) {
        return vens.collection()
                .find(Filters.and(
                        Filters.eq(VenEntry.STATE, VenEntry.REGISTERED),
                        Filters.lt(VenEntry.CERTIFICATE_NOT_AFTER, Documents.date(time))))
                .sort(Sorts.ascending(VenEntry.CERTIFICATE_NOT_AFTER, VenDocuments.ID))
                .limit(limit)
                .projection(Projections.include(DocumentFields.VEN_ID, VenEntry.CERTIFICATE_NOT_AFTER))
                .map(ven -> new Ending(
                        new VenId(ven.getString(DocumentFields.VEN_ID)),
                        Documents.instant(ven, VenEntry.CERTIFICATE_NOT_AFTER)))
                .into(new ArrayList<>());
    }

    /** When the certificate of a VEN ends. */
    record Ending(VenId ven, Instant notAfter) {}

    /** Messages cannot be pushed to the VEN. The time of the first such mark stays until it can be reached again. */
    public void unreachable(VenId id, String error, Instant now) {
        vens.change(
                id,
                Updates.combine(
                        Updates.min(VenEntry.UNREACHABLE_SINCE, Documents.date(now)),
                        Updates.set(VenEntry.PUSH_ERROR, error)));
    }

    /** Messages can be pushed to the VEN again, or it has called. */
    public void reachable(VenId id, Instant now) {
        vens.change(
                id,
                Updates.combine(
                        Updates.unset(VenEntry.UNREACHABLE_SINCE),
                        Updates.unset(VenEntry.PUSH_ERROR),
                        Updates.set(DocumentFields.UPDATED, Documents.date(now))));
    }

    /** A registered VEN was heard of after a while. One write for each time that it was offline. */
    void backOnline(VenId id, Instant now) {
        vens.change(
                Filters.and(Filters.eq(VenDocuments.ID, id.value()), VenDocuments.REGISTERED),
                Updates.combine(
                        Updates.set(VenEntry.ONLINE, true), Updates.set(DocumentFields.UPDATED, Documents.date(now))));
    }

    /**
     * These VENs have not been heard of for a while; those that are offline already are not written.
     *
     * @return how many of them were online
     */
    long offline(Collection<VenId> ids, Instant now) {
        return vens.collection()
                .updateMany(
                        Filters.and(
                                Filters.in(
                                        VenDocuments.ID,
                                        ids.stream().map(VenId::value).toList()),
                                Filters.eq(VenEntry.ONLINE, true)),
                        VenDocuments.changing(Updates.combine(
                                Updates.set(VenEntry.ONLINE, false),
                                Updates.set(DocumentFields.UPDATED, Documents.date(now)))))
                .getModifiedCount();
    }
}
