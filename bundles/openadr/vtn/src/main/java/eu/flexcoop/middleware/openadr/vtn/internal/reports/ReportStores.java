package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.VenId;

/** What EiReport keeps in MongoDB, with the policy for it. */
@Component(service = ReportStores.class)
public final class ReportStores {
    private final StoredOffers offers;
    private final StoredSubscriptions subscriptions;
    private final SubscriptionPolicy policy;
    private final VtnReports produced;
    private final ResourceStates states;

    @Activate
    public ReportStores(
            @Reference StoredOffers offers,
            @Reference StoredSubscriptions subscriptions,
            @Reference SubscriptionPolicy policy,
            @Reference VtnReports produced,
            @Reference ResourceStates states) {
        this.offers = offers;
        this.subscriptions = subscriptions;
        this.policy = policy;
        this.produced = produced;
        this.states = states;
    }

    public StoredOffers offers() {
        return offers;
    }

    public StoredSubscriptions subscriptions() {
        return subscriptions;
    }

    /** The VEN is not registered any more. */
    public void end(VenId ven) {
        subscriptions.steps().endAll(ven, "the VEN is not registered any more");
        offers.remove(ven);
        produced.endAll(ven, "the VEN is not registered any more");
    }

    public VtnReports produced() {
        return produced;
    }

    public ResourceStates states() {
        return states;
    }

    public SubscriptionPolicy policy() {
        return policy;
    }
}
