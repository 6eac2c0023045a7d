package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.StatusReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnMetrics;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionView.Known;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;

/** Takes the values that VENs report: stores them, and takes the steps of the subscriptions that they belong to. Thread-safe. */
final class ReportIntake {
    private static final Logger LOG = LoggerFactory.getLogger(ReportIntake.class);
    private static final String UNSOLICITED = "0";

    private final StoredVenOutbox outbox;
    private final StoredOffers offers;
    private final StoredSubscriptions subscriptions;
    private final ResourceStates states;
    private final SampleIntake intake;
    private final VtnMetrics metrics;
    private final VtnSettings settings;

    ReportIntake(
            StoredVenOutbox outbox,
            ReportStores stores,
            SampleIntake intake,
            VtnMetrics metrics,
            VtnSettings settings) {
        this.outbox = outbox;
        this.offers = stores.offers();
        this.subscriptions = stores.subscriptions();
        this.states = stores.states();
        this.intake = intake;
        this.metrics = metrics;
        this.settings = settings;
    }

    /** Acknowledged only when the samples are durable; a repeat overwrites what it repeats. */
    UpdatedReport update(VenEntry ven, UpdateReport update) {
        List<Known> known = subscriptionsOf(ven, update.reports());
        List<RawSample> samples = samples(ven, update.reports());
        IntakeResult result = samples.isEmpty()
                ? new IntakeResult(0, Set.of())
                : intake.accept(ven.id(), ven.dataPointsRevision(), samples);
        EiResponse response = NotStored.of(result)
                .map(each -> each.error(update.requestId()))
                .orElse(EiResponse.ok(update.requestId()));
        if (!response.isOk()) {
            LOG.warn(
                    "VEN {} reports values that cannot be stored: {}",
                    ven.id(),
                    response.description().orElse(""));
            metrics.refused();
        }
        if (result.stored() > 0 || response.isOk()) {
            updated(ven, known);
            metrics.reported(update.reports().size(), result.stored());
            noteStates(ven, update.reports(), samples, result);
        }
        LOG.debug("VEN {} reported {} samples", ven.id(), result.stored());
        return new UpdatedReport(
                response, cancelAgain(known), Optional.of(ven.id().value()));
    }

    private List<RawSample> samples(VenEntry ven, List<Report> reports) {
        List<RawSample> samples = ReportSamples.of(reports);
        for (Report report : reports) {
            if (GreenButtonSamples.isIn(report)) {
                Offer offer = offers.find(ven.id(), report.specifierId())
                        .orElseThrow(() -> new RefusedException(
                                RefusedException.INVALID_ID,
                                "reportSpecifierID '%s' was never registered".formatted(report.specifierId())));
                samples.addAll(GreenButtonSamples.of(report, offer));
            }
        }
        return samples;
    }

    /** The samples are in the order of the values; those of Green Button, which are no states, come last. */
    private void noteStates(VenEntry ven, List<Report> reports, List<RawSample> samples, IntakeResult result) {
        int next = 0;
        for (Report report : reports) {
            for (Interval interval : report.intervals()) {
                for (Value value : interval.values()) {
                    RawSample sample = samples.get(next++);
                    if (value.reading() instanceof StatusReading status
                            && !result.unknownRids().contains(value.rId())
                            && !result.refused().containsKey(value.rId())) {
                        states.note(ven, value.rId(), sample.at(), status);
                    }
                }
            }
        }
    }

    /** Without a query if the subscriptions of all reports are open. */
    private List<Known> subscriptionsOf(VenEntry ven, List<Report> reports) {
        Set<String> ids = new HashSet<>();
        for (Report report : reports) {
            if (!isUnsolicited(report) || !settings.acceptUnsolicitedReports()) {
                ids.add(report.reportRequestId());
            }
        }
        List<Known> known = ids.isEmpty() ? List.of() : subscriptions.known(ven.id(), ids);
        if (known.size() < ids.size()) {
            known.forEach(each -> ids.remove(each.request().reportRequestId()));
            throw new RefusedException(
                    RefusedException.INVALID_ID, "reportRequestID %s is not known for this VEN".formatted(ids));
        }
        for (Report report : reports) {
            for (Known each : known) {
                checkSpecifier(report, each);
            }
        }
        return known;
    }

    /** Values under the request for another report would be counted for that; a reportSpecifierID that is empty says nothing. */
    private static void checkSpecifier(Report report, Known requested) {
        String specifierId = report.specifierId();
        if (requested.isFor(report.reportRequestId())
                && !specifierId.isEmpty()
                && !specifierId.equals(requested.specifierId())) {
            throw new RefusedException(
                    RefusedException.INVALID_ID,
                    "reportRequestID '%s' is a request for reportSpecifierID '%s', not for '%s'"
                            .formatted(report.reportRequestId(), requested.specifierId(), specifierId));
        }
    }

    private static boolean isUnsolicited(Report report) {
        return report.reportRequestId().equals(UNSOLICITED)
                || report.reportRequestId().isEmpty();
    }

    /** No query for subscriptions whose reports come as expected. */
    private void updated(VenEntry ven, List<Known> known) {
        boolean accepted = false;
        for (Known each : known) {
            if (each.isAccepted()) {
                subscriptions.updated(each);
            } else if (each.state() == State.REQUESTED) {
                accepted |= isTold(ven, each) && accept(ven, each);
            } else if (each.state() == State.ACTIVE) {
                subscriptions.byId(each.id()).ifPresent(subscriptions.steps()::complete);
            } else if (each.state() == State.CANCELLING && each.toFollow()) {
                subscriptions.byId(each.id()).filter(Subscription::awaitsLast).ifPresent(last -> subscriptions
                        .steps()
                        .end(last, State.CANCELLED, Optional.empty(), Optional.empty()));
            }
        }
        if (accepted && !subscriptions.hasRequested(ven.id())) {
            outbox.known(ven.id(), StoredVenOutbox.Kind.CREATE_REPORT).ifPresent(outbox::remove);
        }
    }

    /** Memory of the subscription may be behind, that of the outbox on this node is not. */
    private boolean isTold(VenEntry ven, Known requested) {
        return requested.told()
                || outbox.known(ven.id(), StoredVenOutbox.Kind.CREATE_REPORT)
                        .filter(claim -> claim.deliveries() > 0)
                        .isPresent();
    }

    /** Some VENs answer oadrCreateReport by sending the reports, without oadrCreatedReport. */
    private boolean accept(VenEntry ven, Known requested) {
        Optional<Subscription> sent = subscriptions.told(ven.id(), State.REQUESTED).stream()
                .filter(each -> each.id().equals(requested.id()))
                .findFirst();
        if (sent.isEmpty()) {
            return false;
        }
        if (sent.get().isLasting()) {
            subscriptions.steps().activate(sent.get());
            subscriptions.times().note(requested, subscriptions.now());
        } else {
            subscriptions.steps().complete(sent.get());
        }
        return true;
    }

    /** A VEN that still reports what was cancelled is told in the same exchange. */
    private Optional<CancelReport> cancelAgain(List<Known> known) {
        List<String> cancelled = new ArrayList<>(0);
        for (Known each : known) {
            boolean over = each.state() == State.CANCELLED || each.state() == State.ENDED;
            if (over || each.state() == State.CANCELLING && !each.toFollow()) {
                cancelled.add(each.request().reportRequestId());
            }
        }
        return cancelled.isEmpty()
                ? Optional.empty()
                : Optional.of(new CancelReport(UUID.randomUUID().toString(), cancelled, false, Optional.empty()));
    }
}
