package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** What the VTN asks VENs to report and to report no more, and their answers. Thread-safe. */
final class ReportRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ReportRequests.class);

    private final StoredVenOutbox outbox;
    private final StoredSubscriptions subscriptions;
    private final Clock clock;

    ReportRequests(StoredVenOutbox outbox, StoredSubscriptions subscriptions, Clock clock) {
        this.outbox = outbox;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    /** The request for all reports that were not asked for yet, or without an answer; empty if there are none. */
    Optional<OadrPayload> createReport(VenEntry ven) {
        List<Subscription> requested = subscriptions.in(ven.id(), State.REQUESTED);
        if (requested.isEmpty()) {
            return Optional.empty();
        }
        subscriptions.steps().sent(requested);
        Instant now = clock.instant();
        return Optional.of(new CreateReport(
                UUID.randomUUID().toString(),
                requested.stream().map(each -> each.request(now)).toList(),
                Optional.of(ven.id().value())));
    }

    /** The answer concerns what was sent; what was requested since is sent next. */
    void created(VenEntry ven, CreatedReport created) {
        for (Subscription each : subscriptions.told(ven.id(), State.REQUESTED)) {
            boolean pending = created.pending().contains(each.reportRequestId());
            if (!pending && !created.response().isOk()) {
                refused(ven, each, created.response());
            } else if (each.isMetadata()) {
                // answered by oadrRegisterReport
                continue;
            } else if (pending || created.pending().isEmpty() || !each.isLasting()) {
                subscriptions.steps().activate(each);
            } else {
                subscriptions.steps().remark(each, "the VEN does not name it among its pending reports");
            }
        }
        outbox.acknowledge(ven.id(), StoredVenOutbox.Kind.CREATE_REPORT);
    }

    private void refused(VenEntry ven, Subscription each, EiResponse response) {
        String why = "%s %s"
                .formatted(response.code(), response.description().orElse(""))
                .strip();
        LOG.warn("VEN {} refuses report '{}': {}", ven.id(), each.specifierId(), why);
        subscriptions.steps().end(each, State.REFUSED, Optional.of(why), Optional.of(response.code()));
    }

    /**
     * The cancellation of what an operator has cancelled; empty if there is none. A message says for all of its reports whether a
     * last one is to follow, so that there may be two messages.
     */
    Optional<OadrPayload> cancelReport(VenEntry ven) {
        List<Subscription> cancelling = subscriptions.in(ven.id(), State.CANCELLING).stream()
                .filter(each -> !each.awaitsLast())
                .toList();
        if (cancelling.isEmpty()) {
            return Optional.empty();
        }
        boolean toFollow = cancelling.stream().allMatch(Subscription::toFollow);
        List<Subscription> first =
                cancelling.stream().filter(each -> each.toFollow() == toFollow).toList();
        subscriptions.steps().sent(first);
        return Optional.of(new CancelReport(
                UUID.randomUUID().toString(),
                first.stream().map(Subscription::reportRequestId).toList(),
                toFollow,
                Optional.of(ven.id().value())));
    }

    /** A report that is to follow stays pending until it has come. */
    void canceled(VenEntry ven, CanceledReport canceled) {
        EiResponse response = canceled.response();
        boolean gone = response.isOk() || response.code().equals(RefusedException.INVALID_ID);
        for (Subscription each : subscriptions.told(ven.id(), State.CANCELLING)) {
            if (gone && each.toFollow() && canceled.pending().contains(each.reportRequestId())) {
                subscriptions.steps().awaitLast(each);
            } else {
                Optional<String> why = gone
                        ? Optional.empty()
                        : Optional.of("the VEN answered %s %s"
                                .formatted(
                                        response.code(), response.description().orElse("")));
                subscriptions.steps().end(each, State.CANCELLED, why, Optional.of(response.code()));
            }
        }
        outbox.acknowledge(ven.id(), StoredVenOutbox.Kind.CANCEL_REPORT);
        if (subscriptions.in(ven.id(), State.CANCELLING).stream().anyMatch(each -> !each.awaitsLast())) {
            outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.CANCEL_REPORT);
        }
    }
}
