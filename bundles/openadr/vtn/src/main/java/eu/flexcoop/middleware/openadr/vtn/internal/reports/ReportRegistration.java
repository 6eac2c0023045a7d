package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.api.ReportSubscription.Kind;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoints;

/**
 * A VEN says what it can report, in place of all that it said before. Subscriptions that still match are requested again, since the
 * VEN may have forgotten them; the others end. Thread-safe.
 */
final class ReportRegistration {
    private static final Logger LOG = LoggerFactory.getLogger(ReportRegistration.class);
    /** Refused data points that an answer names; a VEN may offer thousands. */
    private static final int MAX_REASONS = 20;

    private final StoredVenRegistry vens;
    private final StoredVenOutbox outbox;
    private final DeviceDirectory devices;
    private final StoredOffers offers;
    private final StoredSubscriptions subscriptions;
    private final SubscriptionPolicy policy;
    private final VtnReports produced;
    private final Wishes wishes;
    private final Clock clock;

    ReportRegistration(
            StoredVenRegistry vens,
            StoredVenOutbox outbox,
            DeviceDirectory devices,
            StoredOffers offers,
            StoredSubscriptions subscriptions,
            SubscriptionPolicy policy,
            VtnReports produced,
            Clock clock) {
        this.vens = vens;
        this.outbox = outbox;
        this.devices = devices;
        this.offers = offers;
        this.subscriptions = subscriptions;
        this.policy = policy;
        this.produced = produced;
        this.wishes = new Wishes(policy);
        this.clock = clock;
    }

    /**
     * Devices first, then the offers, then the subscriptions with the message for them: a repeat after a crash in between does no
     * harm.
     */
    RegisteredReport register(VenEntry ven, RegisterReport register) {
        Capabilities capabilities = Capabilities.of(register.reports());
        if (!capabilities.skipped().isEmpty()) {
            LOG.warn("VEN {} offers reports that OpenADR does not know: {}", ven.id(), capabilities.skipped());
            if (capabilities.offers().isEmpty()) {
                throw new RefusedException(
                        RefusedException.REPORT_NOT_SUPPORTED,
                        "only %s and x- names are known, not %s"
                                .formatted(ReportName.STANDARD, capabilities.skipped()));
            }
        }
        List<String> before = produced.points(ven.id());
        RegisteredPoints registered = devices.register(ven.owner(), capabilities.points());
        vens.registrations().dataPointsRegistered(ven.id(), registered.revision(), clock.instant());
        List<Offer> offered = capabilities.offers().stream()
                .map(offer -> offer.without(registered.refused()))
                .toList();
        offers.replace(ven, offered);
        List<Subscription> requested = subscribe(ven, offered);
        boolean inline = policy.inline() && !requested.isEmpty();
        if (inline) {
            subscriptions.steps().sent(requested);
        } else if (!requested.isEmpty()) {
            outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.CREATE_REPORT);
        } else {
            // what it was asked for was this registration
            outbox.acknowledge(ven.id(), StoredVenOutbox.Kind.CREATE_REPORT);
        }
        produced.pointsChanged(ven.id(), before);
        LOG.info(
                "VEN {} registered {} data points in {} reports, {} are requested",
                ven.id(),
                capabilities.points().size(),
                offered.size(),
                requested.size());
        return new RegisteredReport(
                response(register.requestId(), offered, capabilities.skipped()),
                inline ? requests(requested) : List.of(),
                Optional.of(ven.id().value()));
    }

    private List<ReportRequest> requests(List<Subscription> requested) {
        Instant now = clock.instant();
        return requested.stream().map(each -> each.request(now)).toList();
    }

    private EiResponse response(String requestId, List<Offer> offered, List<String> skipped) {
        Map<String, String> refused = new LinkedHashMap<>();
        skipped.forEach(name -> refused.put("report " + name, "unknown name"));
        offered.forEach(offer -> refused.putAll(offer.refused()));
        if (refused.isEmpty()) {
            return EiResponse.ok(requestId);
        }
        String reasons = refused.entrySet().stream()
                .limit(MAX_REASONS)
                .map(entry -> "%s (%s)".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        String text = "not registered: %s%s".formatted(reasons, refused.size() > MAX_REASONS ? ", ..." : "");
        LOG.warn("A VEN offers what cannot be stored, {}", text);
        return new EiResponse("200", Optional.of(text), requestId);
    }

    private List<Subscription> subscribe(VenEntry ven, List<Offer> offered) {
        Map<String, Offer> bySpecifier =
                offered.stream().collect(Collectors.toMap(Offer::specifierId, Function.identity()));
        List<Subscription> wanted = new ArrayList<>();
        List<SubscriptionSteps.End> over = new ArrayList<>();
        Set<String> decided = new HashSet<>();
        for (Subscription before : subscriptions.of(ven.id())) {
            Optional<Offer> offer = Optional.ofNullable(bySpecifier.get(before.specifierId()));
            if (before.automatic()) {
                offer.flatMap(now -> again(ven, before, now))
                        .ifPresentOrElse(wanted::add, () -> end(before, offer, over));
                decided.add(before.specifierId());
            } else if (before.state().isOpen()) {
                offer.filter(now -> before.state() != State.CANCELLING && isAskedAgain(before))
                        .flatMap(now -> wishes.kept(before, now))
                        .ifPresentOrElse(wanted::add, () -> end(before, offer, over));
            }
        }
        Instant now = clock.instant();
        for (Offer offer : offered) {
            if (!decided.contains(offer.specifierId())) {
                wishes.automatic(ven.id(), offer, now).ifPresent(wanted::add);
            }
        }
        subscriptions.steps().request(ven, wanted, over);
        return wanted;
    }

    /** A single report is not asked for twice. */
    private static boolean isAskedAgain(Subscription before) {
        return before.isLasting() || before.state() == State.REQUESTED;
    }

    /** As the policy has it now; empty if it was cancelled by an operator, or is done. */
    private Optional<Subscription> again(VenEntry ven, Subscription before, Offer offer) {
        boolean cancelled = before.state() == State.CANCELLED || before.state() == State.CANCELLING;
        boolean done =
                before.kind() == Kind.HISTORY && (before.state() == State.ACTIVE || before.state() == State.COMPLETED);
        return cancelled || done
                ? Optional.empty()
                : wishes.automatic(ven.id(), offer, clock.instant())
                        .map(next -> next.withRequestId(before.reportRequestId()));
    }

    /** The VEN has forgotten what it was asked for before. */
    private static void end(Subscription before, Optional<Offer> offer, List<SubscriptionSteps.End> over) {
        if (!before.state().isOpen()) {
            return;
        }
        if (before.state() == State.CANCELLING) {
            over.add(new SubscriptionSteps.End(
                    before.id(), State.CANCELLED, "the VEN registered its reports again", before.automatic()));
        } else if (before.isMetadata() || offer.isPresent() && !before.isLasting()) {
            over.add(new SubscriptionSteps.End(
                    before.id(), State.COMPLETED, "the VEN registered its reports", before.automatic()));
        } else {
            over.add(new SubscriptionSteps.End(
                    before.id(), State.ENDED, "the VEN does not offer it any more", before.automatic()));
        }
    }
}
