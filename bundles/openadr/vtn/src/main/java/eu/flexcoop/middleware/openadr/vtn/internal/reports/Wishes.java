package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.ReportOrder;
import eu.flexcoop.middleware.openadr.api.ReportRefusedException;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.Kind;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;

/** Makes subscriptions within what VENs offer: of the policy, and of operators. Immutable. */
final class Wishes {
    private final SubscriptionPolicy policy;

    Wishes(SubscriptionPolicy policy) {
        this.policy = policy;
    }

    /** What the policy wants of an offer; empty if nothing. */
    Optional<Subscription> automatic(VenId ven, Offer offer, Instant now) {
        boolean wanted = policy.wants(offer.reportName()) && !offer.points().isEmpty();
        if (!wanted || offer.isHistory() && !policy.history()) {
            return Optional.empty();
        }
        String id = ven.value() + '~' + offer.specifierId();
        if (offer.isHistory()) {
            return Optional.of(subscription(
                    id,
                    offer,
                    Kind.HISTORY,
                    true,
                    offer.rIds(),
                    Duration.ZERO,
                    Duration.ZERO,
                    policy.historyBack().map(now::minus),
                    Optional.of(policy.historyBack().orElse(Duration.ZERO))));
        }
        boolean onChange = policy.onChange() && offer.isOnChange();
        Duration granularity = onChange ? Duration.ZERO : offer.granularity(policy.granularity());
        return Optional.of(subscription(
                id,
                offer,
                onChange ? Kind.ON_CHANGE : Kind.PERIODIC,
                true,
                offer.rIds(),
                granularity,
                longer(policy.reportBack(), granularity),
                Optional.empty(),
                Optional.of(Duration.ZERO)));
    }

    /**
     * What is left of a subscription after the VEN has registered its reports again; empty if nothing. The policy may have changed
     * as well, which concerns automatic ones only.
     */
    Optional<Subscription> kept(Subscription before, Offer offer) {
        List<String> rIds =
                before.rIds().stream().filter(offer.rIds()::contains).toList();
        if (rIds.isEmpty() || before.kind() == Kind.ON_CHANGE && !offer.isOnChange()) {
            return Optional.empty();
        }
        Duration granularity =
                before.kind() == Kind.PERIODIC ? offer.granularity(before.granularity()) : before.granularity();
        return Optional.of(new Subscription(
                before.id(),
                before.reportRequestId(),
                before.specifierId(),
                offer.reportName(),
                before.kind(),
                State.REQUESTED,
                before.automatic(),
                rIds,
                granularity,
                before.isLasting() ? longer(before.reportBack(), granularity) : before.reportBack(),
                before.start(),
                before.duration(),
                false,
                false));
    }

    /** @throws ReportRefusedException if the VEN does not offer it */
    Subscription ordered(ReportOrder order, Offer offer) {
        List<String> missing =
                order.rIds().stream().filter(rId -> !offer.rIds().contains(rId)).toList();
        if (!missing.isEmpty() || offer.points().isEmpty()) {
            throw new ReportRefusedException(
                    "VEN '%s' does not offer the data points %s in report '%s'"
                            .formatted(order.ven(), missing, offer.specifierId()),
                    "Choose of %s.".formatted(offer.rIds()));
        }
        List<String> rIds = order.rIds().isEmpty() ? offer.rIds() : order.rIds();
        return switch (order.kind()) {
            case PERIODIC -> periodic(order, offer, rIds);
            case ON_CHANGE -> onChange(order, offer, rIds);
            case ONCE -> operators(
                    order, offer, rIds, Duration.ZERO, Duration.ZERO, Optional.empty(), Optional.empty());
            case HISTORY -> operators(
                    order,
                    offer,
                    rIds,
                    Duration.ZERO,
                    Duration.ZERO,
                    order.start(),
                    Optional.of(order.duration().orElse(Duration.ZERO)));
            case METADATA -> metadata(order.ven());
        };
    }

    private Subscription periodic(ReportOrder order, Offer offer, List<String> rIds) {
        Duration wanted = order.granularity().orElse(policy.granularity());
        Duration granularity = offer.granularity(wanted);
        if (order.granularity().isPresent() && !granularity.equals(wanted)) {
            throw new ReportRefusedException(
                    "VEN '%s' does not sample report '%s' each %s".formatted(order.ven(), offer.specifierId(), wanted),
                    "The nearest granularity that it offers is %s.".formatted(granularity));
        }
        return operators(
                order,
                offer,
                rIds,
                granularity,
                longer(order.reportBack().orElse(policy.reportBack()), granularity),
                order.start(),
                Optional.of(order.duration().orElse(Duration.ZERO)));
    }

    private Subscription onChange(ReportOrder order, Offer offer, List<String> rIds) {
        boolean offered = offer.points().stream()
                .filter(point -> rIds.contains(point.rId()))
                .allMatch(OfferedPoint::onChange);
        if (!offered) {
            throw new ReportRefusedException(
                    "VEN '%s' does not report changes in report '%s'".formatted(order.ven(), offer.specifierId()),
                    "Request a periodic report, or only data points with oadrOnChange.");
        }
        return operators(
                order,
                offer,
                rIds,
                Duration.ZERO,
                order.reportBack().orElse(policy.reportBack()),
                order.start(),
                Optional.of(order.duration().orElse(Duration.ZERO)));
    }

    private static Subscription operators(
            ReportOrder order,
            Offer offer,
            List<String> rIds,
            Duration granularity,
            Duration reportBack,
            Optional<Instant> start,
            Optional<Duration> duration) {
        return subscription(
                order.ven().value() + '~' + UUID.randomUUID(),
                offer,
                order.kind(),
                false,
                rIds,
                granularity,
                reportBack,
                start,
                duration);
    }

    static Subscription metadata(VenId ven) {
        return new Subscription(
                ven.value() + '~' + UUID.randomUUID(),
                UUID.randomUUID().toString(),
                Subscription.METADATA,
                Subscription.METADATA,
                Kind.METADATA,
                State.REQUESTED,
                false,
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }

    private static Subscription subscription(
            String id,
            Offer offer,
            Kind kind,
            boolean automatic,
            List<String> rIds,
            Duration granularity,
            Duration reportBack,
            Optional<Instant> start,
            Optional<Duration> duration) {
        return new Subscription(
                id,
                UUID.randomUUID().toString(),
                offer.specifierId(),
                offer.reportName(),
                kind,
                State.REQUESTED,
                automatic,
                rIds,
                granularity,
                reportBack,
                start,
                duration,
                false,
                false);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
