package eu.flexcoop.middleware.openadr.vtn.internal.registration;

import java.time.Clock;
import java.util.List;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenAdministration;
import eu.flexcoop.middleware.openadr.api.VenRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredSubscriptions;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.Caller;

/** Carries out the commands of operators on the stored VENs; any node may do it. */
@Component
public final class StoredVenAdministration implements VenAdministration {
    private static final Logger LOG = LoggerFactory.getLogger(StoredVenAdministration.class);

    private final StoredVenRegistry vens;
    private final StoredVenOutbox outbox;
    private final StoredSubscriptions subscriptions;
    private final Clock clock;

    @Activate
    public StoredVenAdministration(
            @Reference StoredVenRegistry vens,
            @Reference StoredVenOutbox outbox,
            @Reference StoredSubscriptions subscriptions) {
        this(vens, outbox, subscriptions, Clock.systemUTC());
    }

    public StoredVenAdministration(
            StoredVenRegistry vens, StoredVenOutbox outbox, StoredSubscriptions subscriptions, Clock clock) {
        this.vens = vens;
        this.outbox = outbox;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    @Override
    public void cancel(Caller caller, VenId id) {
        requireRegistered(owned(caller, id));
        // the registration goes last: a VEN that registers anew after that keeps what is queued for it
        outbox.clear(id);
        subscriptions.remove(id);
        VenEntry ended = vens.endRegistration(id, clock.instant()).orElseThrow(() -> notRegistered(id));
        outbox.offer(List.of(id.value()), StoredVenOutbox.Kind.CANCEL_PARTY_REGISTRATION);
        LOG.info("The registration of VEN {} '{}' was cancelled by {}", id, ended.name(), caller.subject());
    }

    @Override
    public void requestReregistration(Caller caller, VenId id) {
        requireRegistered(owned(caller, id));
        outbox.offer(List.of(id.value()), StoredVenOutbox.Kind.REQUEST_REREGISTRATION);
        LOG.info("VEN {} is asked to register again by {}", id, caller.subject());
    }

    private VenEntry owned(Caller caller, VenId id) {
        return vens.byIds(List.of(id)).stream()
                .filter(ven -> caller.owns(ven.account(), ven.aggregator()))
                .findFirst()
                .orElseThrow(() -> new VenRefusedException(
                        404, "VEN '%s' is unknown".formatted(id), "ven:list shows the VENs that are known."));
    }

    private static void requireRegistered(VenEntry ven) {
        if (!ven.isRegistered()) {
            throw notRegistered(ven.id());
        }
    }

    private static VenRefusedException notRegistered(VenId id) {
        return new VenRefusedException(
                409, "VEN '%s' is not registered now".formatted(id), "It registers by itself when it is connected.");
    }
}
