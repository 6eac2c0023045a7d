package eu.flexcoop.middleware.openadr.vtn.internal.registration;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.NewVen;
import eu.flexcoop.middleware.openadr.api.RefusedVen;
import eu.flexcoop.middleware.openadr.api.VenAdministration;
import eu.flexcoop.middleware.openadr.api.VenDetails;
import eu.flexcoop.middleware.openadr.api.VenFilter;
import eu.flexcoop.middleware.openadr.api.VenRefusedException;
import eu.flexcoop.middleware.openadr.api.VenStatus;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventDeliveries;
import eu.flexcoop.middleware.openadr.vtn.internal.groups.StoredVenGroups;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportStores;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenCandidates;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenPresence;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenStatuses;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.security.api.RowFilter;

/** Carries out the commands of operators on the stored VENs; any node may do it. */
@Component
public final class StoredVenAdministration implements VenAdministration {
    private static final Logger LOG = LoggerFactory.getLogger(StoredVenAdministration.class);

    private final StoredVenRegistry vens;
    private final StoredVenOutbox outbox;
    private final ReportStores reports;
    private final EventDeliveries deliveries;
    private final VenPresence presence;
    private final VenStatuses statuses;
    private final VenCandidates candidates;
    private final StoredVenGroups groups;
    private final Clock clock;

    @Activate
    public StoredVenAdministration(
            @Reference StoredVenRegistry vens,
            @Reference StoredVenOutbox outbox,
            @Reference ReportStores reports,
            @Reference EventDeliveries deliveries,
            @Reference VenPresence presence,
            @Reference VenCandidates candidates,
            @Reference StoredVenGroups groups) {
        this(vens, outbox, reports, deliveries, presence, candidates, groups, Clock.systemUTC());
    }

    public StoredVenAdministration(
            StoredVenRegistry vens,
            StoredVenOutbox outbox,
            ReportStores reports,
            EventDeliveries deliveries,
            VenPresence presence,
            VenCandidates candidates,
            StoredVenGroups groups,
            Clock clock) {
        this.vens = vens;
        this.outbox = outbox;
        this.reports = reports;
        this.deliveries = deliveries;
        this.presence = presence;
        this.statuses = new VenStatuses(vens, presence);
        this.candidates = candidates;
        this.groups = groups;
        this.clock = clock;
    }

    @Override
    public VenId add(Caller caller, NewVen ven) {
        if (caller.role() == Role.PROSUMER || !owns(caller, ven.aggregator())) {
            throw new VenRefusedException(
                    403,
                    "VENs of '%s' are not yours".formatted(ven.aggregator()),
                    "Add a VEN of your own cooperative.");
        }
        ExpectedVen expected = ExpectedVen.of(ven);
        try {
            vens.registrations().provision(expected.document(), clock.instant());
        } catch (MongoWriteException e) {
            if (ErrorCategory.fromErrorCode(e.getCode()) != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
            throw new VenRefusedException(
                    409,
                    "There is a VEN with that id or fingerprint already",
                    "ven:list shows the VENs that are known; remove the old one first.");
        }
        LOG.info("VEN {} of aggregator {} was added by {}", expected.id(), ven.aggregator(), caller.subject());
        return expected.id();
    }

    private static boolean owns(Caller caller, AggregatorId aggregator) {
        return caller.isPrivileged()
                || caller.aggregator().filter(aggregator::equals).isPresent();
    }

    @Override
    public void remove(Caller caller, VenId id) {
        Optional<VenEntry> ven = find(caller, id);
        if (ven.isEmpty()) {
            return;
        }
        outbox.clear(id);
        reports.end(id);
        outbox.pushes().remove(id);
        groups.forget(id);
        vens.registrations().remove(id);
        presence.remove(id);
        LOG.info("VEN {} '{}' was removed by {}", id, ven.get().name(), caller.subject());
    }

    @Override
    public List<RefusedVen> refused(Caller caller, int limit) {
        return visible(caller).map(rows -> candidates.list(rows, limit)).orElseGet(List::of);
    }

    @Override
    public List<VenStatus> list(Caller caller, VenFilter filter, Optional<String> after, int limit) {
        return visible(caller)
                .map(rows -> statuses.list(rows, filter, after, limit))
                .orElseGet(List::of);
    }

    @Override
    public Optional<VenDetails> details(Caller caller, VenId id) {
        return visible(caller).flatMap(rows -> statuses.find(rows, id)).map(this::details);
    }

    private VenDetails details(VenStatus status) {
        return new VenDetails(status, outbox.waiting(status.id()), deliveries.notOver(status.id()));
    }

    /** Condition on the rows of the caller; empty if there are none. */
    private static Optional<Bson> visible(Caller caller) {
        RowFilter rows = caller.rows(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);
        if (rows instanceof RowFilter.Equal own) {
            return Optional.of(new Document(new HashMap<>(own.values())));
        }
        return rows instanceof RowFilter.All ? Optional.of(new Document()) : Optional.empty();
    }

    @Override
    public void cancel(Caller caller, VenId id) {
        requireRegistered(owned(caller, id));
        // the registration goes last: a VEN that registers anew after that keeps what is queued for it
        outbox.clear(id);
        reports.end(id);
        VenEntry ended =
                vens.registrations().endRegistration(id, clock.instant()).orElseThrow(() -> notRegistered(id));
        outbox.offer(List.of(id.value()), StoredVenOutbox.Kind.CANCEL_PARTY_REGISTRATION);
        LOG.info("The registration of VEN {} '{}' was cancelled by {}", id, ended.name(), caller.subject());
    }

    @Override
    public void requestReregistration(Caller caller, VenId id) {
        requireRegistered(owned(caller, id));
        outbox.offer(List.of(id.value()), StoredVenOutbox.Kind.REQUEST_REREGISTRATION);
        LOG.info("VEN {} is asked to register again by {}", id, caller.subject());
    }

    private Optional<VenEntry> find(Caller caller, VenId id) {
        return vens.byIds(List.of(id)).stream()
                .filter(ven -> caller.owns(ven.account(), ven.aggregator()))
                .findFirst();
    }

    private VenEntry owned(Caller caller, VenId id) {
        return find(caller, id)
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
