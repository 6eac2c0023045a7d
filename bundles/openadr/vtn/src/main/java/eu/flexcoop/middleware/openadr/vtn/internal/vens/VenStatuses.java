package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenFilter;
import eu.flexcoop.middleware.openadr.api.VenState;
import eu.flexcoop.middleware.openadr.api.VenStatus;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/** Reads for operators what is stored of VENs, registered or not. */
public final class VenStatuses {
    private static final String ID = "_id";

    private final StoredVenRegistry vens;
    private final VenPresence presence;

    public VenStatuses(StoredVenRegistry vens, VenPresence presence) {
        this.vens = vens;
        this.presence = presence;
    }

    /**
     * A page in order of the ids, by an index.
     *
     * @param visible restricts the VENs that are shown
     */
    public List<VenStatus> list(Bson visible, VenFilter filter, Optional<String> after, int limit) {
        List<Bson> conditions = new ArrayList<>(List.of(visible));
        filter.state().ifPresent(state -> conditions.add(Filters.eq(VenEntry.STATE, text(state))));
        filter.online().ifPresent(online -> conditions.add(Filters.eq(VenEntry.ONLINE, online)));
        filter.aggregator()
                .ifPresent(aggregator -> conditions.add(Filters.eq(DocumentFields.AGGREGATOR_ID, aggregator.value())));
        after.ifPresent(id -> conditions.add(Filters.gt(ID, id)));
        List<Document> found = vens.documents()
                .find(Filters.and(conditions))
                .sort(Sorts.ascending(ID))
                .limit(limit)
                .into(new ArrayList<>());
        Map<VenId, Instant> seen =
                presence.lastSeen(found.stream().map(VenStatuses::id).toList());
        return found.stream()
                .map(ven -> status(ven, Optional.ofNullable(seen.get(id(ven)))))
                .toList();
    }

    public Optional<VenStatus> find(Bson visible, VenId id) {
        return Optional.ofNullable(vens.documents()
                        .find(Filters.and(visible, Filters.eq(ID, id.value())))
                        .first())
                .map(ven -> status(ven, presence.lastSeen(id)));
    }

    private static VenId id(Document ven) {
        return new VenId(ven.getString(ID));
    }

    private static String text(VenState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static VenStatus status(Document ven, Optional<Instant> seen) {
        VenState state = VenState.valueOf(ven.getString(VenEntry.STATE).toUpperCase(Locale.ROOT));
        return new VenStatus(
                id(ven),
                ven.get(VenEntry.NAME, ""),
                Documents.optionalString(ven, DocumentFields.ACCOUNT_ID).map(AccountId::new),
                new AggregatorId(ven.getString(DocumentFields.AGGREGATOR_ID)),
                state,
                Documents.optionalString(ven, VenEntry.FINGERPRINT),
                Documents.optionalString(ven, VenEntry.FINGERPRINT_SHA256),
                Documents.optionalInstant(ven, VenEntry.REGISTERED_AT).map(at -> registration(ven, at)),
                ven.getBoolean(VenEntry.ONLINE, false),
                seen,
                VenEntry.unreachable(ven));
    }

    private static VenStatus.Registration registration(Document ven, Instant at) {
        return new VenStatus.Registration(
                Documents.optionalString(ven, VenEntry.REGISTRATION_ID),
                at,
                ven.get(VenEntry.PROFILE, ""),
                ven.get(VenEntry.TRANSPORT, ""),
                Documents.optionalString(ven, VenEntry.TRANSPORT_ADDRESS),
                ven.getBoolean(VenEntry.PULL, true),
                ven.getBoolean(VenEntry.REPORT_ONLY, false),
                ven.getBoolean(VenEntry.XML_SIGNATURE, false),
                Documents.optionalInstant(ven, VenEntry.IDS_LOST_AT));
    }
}
