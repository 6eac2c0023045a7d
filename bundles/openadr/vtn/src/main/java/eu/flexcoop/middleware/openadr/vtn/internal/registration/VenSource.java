package eu.flexcoop.middleware.openadr.vtn.internal.registration;

import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.NewVen;
import eu.flexcoop.middleware.openadr.api.VenAdministration;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.LastSeenRows;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenPresence;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.resources.spi.UnstoredFields;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Shows virtual end nodes over REST, each with the time of its last message. POST adds one that is expected to register, DELETE removes
 * one. The time of the last message is kept elsewhere and can be filtered and sorted by in {@code ven_presence} only; {@code online}
 * follows from it and can be filtered here.
 */
@Component(service = ResourceSource.class)
public final class VenSource extends MongoSource implements SourceCommands {
    private static final UnstoredFields UNSTORED = new UnstoredFields(Map.of(
            VenPresence.LAST_SEEN,
            "Filter and sort ven_presence by last_seen, or filter virtual_end_node by online, which follows from it."));

    private final VenPresence presence;
    private final VenAdministration administration;

    @Activate
    public VenSource(
            @Reference StoredVenRegistry vens,
            @Reference VenPresence presence,
            @Reference VenAdministration administration) {
        super("openadr:ven", vens.documents(), OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
        this.presence = presence;
        this.administration = administration;
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }

    @Override
    public Map<String, Object> create(Caller caller, Document body) {
        VenId id = administration.add(caller, expected(body));
        return Map.of("_id", id.value(), DocumentFields.VEN_ID, id.value());
    }

    private static NewVen expected(Document body) {
        return new NewVen(
                Documents.optionalString(body, DocumentFields.VEN_ID).map(VenId::new),
                Documents.optionalString(body, VenEntry.FINGERPRINT),
                Documents.optionalString(body, DocumentFields.ACCOUNT_ID).map(AccountId::new),
                new AggregatorId(body.getString(DocumentFields.AGGREGATOR_ID)),
                Documents.optionalString(body, VenEntry.NAME));
    }

    @Override
    public void remove(Caller caller, Document stored) {
        administration.remove(caller, new VenId(stored.getString(DocumentFields.VEN_ID)));
    }

    @Override
    public SourceRows find(SourceQuery query, Caller caller) {
        UNSTORED.refuse(query);
        SourceRows rows = super.find(query, caller);
        return isWanted(query.projection()) ? new LastSeenRows(rows, presence) : rows;
    }

    private static boolean isWanted(Document projection) {
        Object lastSeen = projection.get(VenPresence.LAST_SEEN);
        boolean excluding = projection.values().stream().allMatch(VenSource::isExcluded);
        return lastSeen == null ? excluding : !isExcluded(lastSeen);
    }

    private static boolean isExcluded(Object wanted) {
        return wanted instanceof Number number ? number.intValue() == 0 : Boolean.FALSE.equals(wanted);
    }
}
