package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.ReportOrder;
import eu.flexcoop.middleware.openadr.api.ReportRefusedException;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.api.VenReports;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.RowFilter;

/** Carries out what operators want of the reports of VENs; any node may do it. */
@Component
public final class StoredVenReports implements VenReports {
    private static final Logger LOG = LoggerFactory.getLogger(StoredVenReports.class);

    private final StoredVenRegistry vens;
    private final StoredVenOutbox outbox;
    private final ReportStores stores;
    private final Wishes wishes;

    @Activate
    public StoredVenReports(
            @Reference StoredVenRegistry vens, @Reference StoredVenOutbox outbox, @Reference ReportStores stores) {
        this.vens = vens;
        this.outbox = outbox;
        this.stores = stores;
        this.wishes = new Wishes(stores.policy());
    }

    @Override
    public List<ReportSubscription> list(Caller caller, Filter filter, Optional<Place> after, int limit) {
        List<Bson> conditions = new ArrayList<>();
        RowFilter rows = caller.rows(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);
        if (rows instanceof RowFilter.None) {
            return List.of();
        }
        if (rows instanceof RowFilter.Equal own) {
            own.values().forEach((field, value) -> conditions.add(Filters.eq(field, value)));
        }
        filter.ven().ifPresent(ven -> conditions.add(Filters.eq(DocumentFields.VEN_ID, ven.value())));
        filter.state().ifPresent(state -> conditions.add(Filters.eq(Subscription.STATE, Subscription.text(state))));
        if (filter.stale()) {
            conditions.add(Filters.exists(Subscription.STALE_SINCE));
        }
        after.ifPresent(place -> conditions.add(Filters.or(
                Filters.gt(DocumentFields.VEN_ID, place.ven().value()),
                Filters.and(
                        Filters.eq(DocumentFields.VEN_ID, place.ven().value()),
                        Filters.gt(Subscription.REPORT_REQUEST_ID, place.reportRequestId())))));
        return stores.subscriptions()
                .documents()
                .find(conditions.isEmpty() ? new Document() : Filters.and(conditions))
                .sort(Sorts.ascending(DocumentFields.VEN_ID, Subscription.REPORT_REQUEST_ID))
                .limit(limit)
                .map(Subscription::shown)
                .into(new ArrayList<>());
    }

    @Override
    public List<String> specifiers(Caller caller, VenId ven) {
        return stores.offers().of(owned(caller, ven).id()).stream()
                .map(Offer::specifierId)
                .sorted()
                .toList();
    }

    @Override
    public ReportSubscription request(Caller caller, ReportOrder order) {
        VenEntry ven = owned(caller, order.ven());
        Subscription subscription = order.kind() == ReportSubscription.Kind.METADATA
                ? Wishes.metadata(ven.id())
                : wishes.ordered(order, offer(ven, order.specifierId()));
        stores.subscriptions().steps().request(ven, List.of(subscription), List.of());
        outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.CREATE_REPORT);
        LOG.info(
                "Report '{}' of VEN {} is requested by {}, {}, reportRequestID {}",
                subscription.specifierId(),
                ven.id(),
                caller.subject(),
                Subscription.text(subscription.kind()),
                subscription.reportRequestId());
        return find(ven.id(), subscription.reportRequestId());
    }

    private Offer offer(VenEntry ven, String specifierId) {
        return stores.offers()
                .find(ven.id(), specifierId)
                .orElseThrow(() -> new ReportRefusedException(
                        "VEN '%s' offers no report '%s'".formatted(ven.id(), specifierId),
                        "It offers %s."
                                .formatted(stores.offers().of(ven.id()).stream()
                                        .map(Offer::specifierId)
                                        .toList())));
    }

    @Override
    public ReportSubscription cancel(Caller caller, VenId id, String reportRequestId, boolean reportToFollow) {
        VenEntry ven = owned(caller, id);
        Optional<Document> cancelled = stores.subscriptions().steps().cancel(ven.id(), reportRequestId, reportToFollow);
        cancelled.ifPresent(document -> {
            if (Subscription.state(document) == State.CANCELLING) {
                outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.CANCEL_REPORT);
            }
            LOG.info("Subscription {} of VEN {} is cancelled by {}", reportRequestId, ven.id(), caller.subject());
        });
        return find(ven.id(), reportRequestId);
    }

    private ReportSubscription find(VenId ven, String reportRequestId) {
        return stores.subscriptions()
                .find(ven, reportRequestId)
                .map(Subscription::shown)
                .orElseThrow(() -> new ReportRefusedException(
                        "VEN '%s' has no subscription '%s'".formatted(ven, reportRequestId),
                        "vtn:report-list shows the subscriptions."));
    }

    private VenEntry owned(Caller caller, VenId id) {
        return vens.byIds(List.of(id)).stream()
                .filter(ven -> ven.isRegistered() && caller.owns(ven.account(), ven.aggregator()))
                .findFirst()
                .orElseThrow(() -> new ReportRefusedException(
                        "VEN '%s' is not registered".formatted(id), "ven:list shows the registered VENs."));
    }
}
