package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.RowFilter;

/** Which events and deliveries a caller may see: prosumers those of their own VENs, aggregators those of their members. */
final class EventAccess {
    /** An account has few VENs and these few events; the latest of them are shown. */
    private static final int MOST_EVENTS_OF_AN_ACCOUNT = 1000;

    private static final String ACCOUNT = "account";
    private static final String AGGREGATOR = "aggregator";
    private static final Bson NOTHING = Filters.in("_id", List.of());

    private EventAccess() {}

    static Bson deliveriesOf(Caller caller) {
        RowFilter rows = caller.rows(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);
        if (rows instanceof RowFilter.Equal own) {
            return new Document(new HashMap<>(own.values()));
        }
        return rows instanceof RowFilter.All ? new Document() : NOTHING;
    }

    /**
     * Events with at least one VEN of the caller. The event names its few aggregators; the accounts, which may be as many as
     * the fleet, are known from the deliveries.
     */
    static Bson eventsOf(Caller caller, MongoCollection<Document> deliveries) {
        RowFilter rows = caller.rows(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);
        Bson complete = Filters.ne(EventDocument.STATUS, EventDocument.CREATING);
        if (rows instanceof RowFilter.All) {
            return complete;
        }
        if (!(rows instanceof RowFilter.Equal own)) {
            return NOTHING;
        }
        if (!own.values().containsKey(DocumentFields.ACCOUNT_ID)) {
            String aggregator = own.values().get(DocumentFields.AGGREGATOR_ID);
            return Filters.and(Filters.eq(EventDocument.AGGREGATOR_IDS, aggregator), complete);
        }
        List<String> ids = deliveries
                .find(new Document(new HashMap<>(own.values())))
                .sort(Sorts.descending(Delivery.END))
                .limit(MOST_EVENTS_OF_AN_ACCOUNT)
                .projection(Projections.include(Delivery.EVENT_ID))
                .map(delivery -> delivery.getString(Delivery.EVENT_ID))
                .into(new ArrayList<>());
        return Filters.and(Filters.in(EventDocument.EVENT_ID, ids), complete);
    }

    /** On whose behalf a caller creates events: a household, a cooperative, or the operator of the installation. */
    static String owner(Caller caller) {
        RowFilter rows = caller.rows(ACCOUNT, AGGREGATOR);
        if (!(rows instanceof RowFilter.Equal own)) {
            return "operator";
        }
        String kind = own.values().containsKey(ACCOUNT) ? ACCOUNT : AGGREGATOR;
        return kind + ":" + own.values().get(kind);
    }

    /**
     * Whether a caller to whom all targets belong may change or cancel an event: a household opts out of what its cooperative asks of it, and
     * changes only its own events.
     */
    static boolean commands(Caller caller, String owner) {
        String own = owner(caller);
        return !own.startsWith(ACCOUNT + ":") || own.equals(owner);
    }
}
