package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import org.bson.BsonValue;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.Kind;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.SweptView;

/** The open report requests of all VENs in memory. An older revision never replaces a newer one. */
final class SubscriptionView extends SweptView<String> {
    /**
     * @param interval between updates; zero if none is expected at a certain time
     * @param lasting reports come again and again
     * @param toFollow cancelled, and one more report is to come
     * @param told the request or the cancellation was sent
     */
    record Known(
            String id,
            Request request,
            String specifierId,
            State state,
            Duration interval,
            boolean lasting,
            boolean toFollow,
            boolean told,
            boolean stale,
            long revision) {
        /** The VEN sends reports for it, and one more changes nothing but the time of the latest. */
        boolean isAccepted() {
            return state == State.ACTIVE && lasting;
        }

        boolean isFor(String anyReportRequestId) {
            return request.reportRequestId().equals(anyReportRequestId);
        }
    }

    record Request(String ven, String reportRequestId) {}

    private final ConcurrentMap<String, Known> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<Request, Known> byRequest = new ConcurrentHashMap<>();
    private final AtomicLong stale = new AtomicLong();

    @Override
    public void put(Document document) {
        Known next = known(document);
        if (!next.state().isOpen()) {
            byId.computeIfPresent(next.id(), (id, old) -> old.revision() > next.revision() ? old : forgotten(old));
            return;
        }
        found(next.id());
        byId.compute(next.id(), (id, old) -> {
            if (old != null && old.revision() > next.revision()) {
                return old;
            }
            forgotten(old);
            stale.addAndGet(next.stale() ? 1 : 0);
            byRequest.put(next.request(), next);
            return next;
        });
    }

    static Known known(Document document) {
        State state = Subscription.state(document);
        Kind kind = Subscription.kind(document);
        return new Known(
                document.getString("_id"),
                new Request(
                        document.getString(DocumentFields.VEN_ID), document.getString(Subscription.REPORT_REQUEST_ID)),
                document.getString(Subscription.SPECIFIER_ID),
                state,
                kind == Kind.PERIODIC ? Duration.parse(document.getString(Subscription.REPORT_BACK)) : Duration.ZERO,
                kind == Kind.PERIODIC || kind == Kind.ON_CHANGE,
                document.getBoolean(Subscription.TO_FOLLOW, false),
                document.get(Subscription.SENT_AT) != null,
                document.get(Subscription.STALE_SINCE) != null,
                Documents.longNumber(document, Subscription.REVISION));
    }

    private Known forgotten(Known old) {
        if (old != null) {
            stale.addAndGet(old.stale() ? -1 : 0);
            byRequest.remove(old.request(), old);
        }
        return null;
    }

    @Override
    public void remove(BsonValue id) {
        drop(id.asString().getValue());
    }

    @Override
    protected void drop(String id) {
        byId.computeIfPresent(id, (key, old) -> forgotten(old));
    }

    @Override
    protected Set<String> ids() {
        return byId.keySet();
    }

    Optional<Known> of(VenId ven, String reportRequestId) {
        return Optional.ofNullable(byRequest.get(new Request(ven.value(), reportRequestId)));
    }

    long countStale() {
        return stale.get();
    }

    long count() {
        return byId.size();
    }
}
