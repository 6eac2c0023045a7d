package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Shows virtual end nodes over REST, read-only, each with the time of its last message. That time is kept elsewhere and can be
 * filtered and sorted by in {@code ven_presence} only; {@code online} follows from it and can be filtered here.
 */
@Component(service = ResourceSource.class)
public final class VenSource extends MongoSource {
    private final VenPresence presence;

    @Activate
    public VenSource(@Reference StoredVenRegistry vens, @Reference VenPresence presence) {
        super("openadr:ven", vens.documents(), OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
        this.presence = presence;
    }

    @Override
    public SourceRows find(SourceQuery query, Caller caller) {
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
