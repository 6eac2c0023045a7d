package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.SweptView;

/** The report requests of all VENs in memory. */
final class SubscriptionView extends SweptView<BsonValue> {
    private record Request(String ven, String reportRequestId) {}

    private final ConcurrentMap<BsonValue, Request> byId = new ConcurrentHashMap<>();
    private final Set<Request> requests = ConcurrentHashMap.newKeySet();

    @Override
    public void put(Document subscription) {
        BsonValue id = new BsonObjectId(subscription.getObjectId("_id"));
        Request request = new Request(
                subscription.getString(DocumentFields.VEN_ID), subscription.getString(Subscription.REPORT_REQUEST_ID));
        found(id);
        Request before = byId.put(id, request);
        if (before != null && !before.equals(request)) {
            requests.remove(before);
        }
        requests.add(request);
    }

    @Override
    public void remove(BsonValue id) {
        drop(id);
    }

    @Override
    protected void drop(BsonValue id) {
        Request request = byId.remove(id);
        if (request != null) {
            requests.remove(request);
        }
    }

    @Override
    protected Set<BsonValue> ids() {
        return byId.keySet();
    }

    boolean knows(VenId ven, String reportRequestId) {
        return requests.contains(new Request(ven.value(), reportRequestId));
    }
}
