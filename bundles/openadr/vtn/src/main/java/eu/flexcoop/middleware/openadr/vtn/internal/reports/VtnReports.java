package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy;

/**
 * The VTN as a producer of reports: a VEN may subscribe to the energy that the platform has computed for its data points, per quarter
 * hour and with the mark whether it is verified. Thread-safe.
 */
@Component(service = VtnReports.class, configurationPid = "eu.flexcoop.middleware.openadr.production")
@Designate(ocd = VtnReports.Config.class)
public final class VtnReports {
    private static final Logger LOG = LoggerFactory.getLogger(VtnReports.class);

    /** What the VTN offers. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR reports of the VTN")
    public @interface Config {
        @AttributeDefinition(description = "Offers VENs the computed energy of their own data points per quarter hour")
        boolean offerEnergy() default true;
    }

    /** How far back and how much a VEN may have. */
    private static final Duration BUFFER = EnergyReport.BUFFER;

    private static final int MOST_PER_VEN = 50;
    private static final int CHUNK = 1000;

    private final boolean offerEnergy;
    private final BoxEnergy energy;
    private final StoredProductions productions;
    private final StoredVenOutbox outbox;
    private final Clock clock;

    @Activate
    public VtnReports(
            @Reference BoxEnergy energy,
            @Reference StoredProductions productions,
            @Reference StoredVenOutbox outbox,
            Config config) {
        this(config.offerEnergy(), energy, productions, outbox, Clock.systemUTC());
    }

    public VtnReports(
            boolean offerEnergy, BoxEnergy energy, StoredProductions productions, StoredVenOutbox outbox, Clock clock) {
        this.offerEnergy = offerEnergy;
        this.energy = energy;
        this.productions = productions;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** rIDs of the VEN that the VTN has a report of. */
    List<String> points(VenId ven) {
        return offerEnergy ? energy.points(ven) : List.of();
    }

    /** What the VTN can report to the VEN now, maybe nothing. */
    OadrPayload registerReport(VenEntry ven) {
        List<String> points = points(ven.id());
        return new RegisterReport(
                UUID.randomUUID().toString(),
                points.isEmpty() ? List.of() : List.of(EnergyReport.metadata(points, clock.instant())),
                Optional.of(ven.id().value()),
                Optional.empty());
    }

    /** The data points of the VEN have changed; the VTN offers what it can report now, unless that is queued already. */
    void pointsChanged(VenId ven, List<String> before) {
        boolean queued = outbox.known(ven, StoredVenOutbox.Kind.REGISTER_REPORT).isPresent();
        if (!queued && !points(ven).equals(before)) {
            outbox.offer(List.of(ven.value()), StoredVenOutbox.Kind.REGISTER_REPORT);
        }
    }

    /** A VEN requests reports, by oadrCreateReport or inside oadrRegisteredReport. All are stored, or none. */
    CreatedReport create(VenEntry ven, String requestId, List<ReportRequest> requests) {
        List<String> points = points(ven.id());
        List<Production> wanted = new ArrayList<>();
        for (ReportRequest request : requests) {
            if (request.specifierId().equals(Subscription.METADATA)) {
                outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.REGISTER_REPORT);
            } else {
                wanted.add(EnergyReport.production(ven.id(), request, points, clock.instant()));
            }
        }
        Set<String> all = new TreeSet<>(pending(ven.id()));
        wanted.forEach(each -> all.add(each.reportRequestId()));
        if (all.size() > MOST_PER_VEN) {
            throw new RefusedException(
                    RefusedException.NOT_ALLOWED, "a VEN may have %d reports of the VTN".formatted(MOST_PER_VEN));
        }
        if (!wanted.isEmpty()) {
            productions.add(ven, wanted);
            LOG.info("VEN {} requests {} reports of the VTN", ven.id(), wanted.size());
            outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.UPDATE_REPORT);
        }
        return new CreatedReport(
                EiResponse.ok(requestId),
                pending(ven.id()),
                Optional.of(ven.id().value()));
    }

    private List<String> pending(VenId ven) {
        return productions.open(ven).stream().map(Production::reportRequestId).toList();
    }

    /** A VEN wants no more; with {@code reportToFollow} the reports stay pending until the last one has arrived. */
    CanceledReport cancel(VenEntry ven, CancelReport cancel) {
        Set<String> known = productions.known(ven.id(), cancel.reportRequestIds());
        List<String> unknown = cancel.reportRequestIds().stream()
                .filter(id -> !known.contains(id))
                .toList();
        if (!unknown.isEmpty()) {
            throw new RefusedException(
                    RefusedException.INVALID_ID, "reportRequestID %s is not known for this VEN".formatted(unknown));
        }
        end(ven.id(), cancel);
        return new CanceledReport(
                EiResponse.ok(cancel.requestId()),
                pending(ven.id()),
                Optional.of(ven.id().value()));
    }

    private void end(VenId ven, CancelReport cancel) {
        if (cancel.reportToFollow()) {
            productions.last(ven, cancel.reportRequestIds());
            outbox.offer(List.of(ven.value()), StoredVenOutbox.Kind.UPDATE_REPORT);
        } else {
            productions.end(ven, cancel.reportRequestIds(), Production.CANCELLED, "cancelled by the VEN");
        }
    }

    /** Puts the reports whose time has come into the outboxes. Any node may; what it puts in twice is sent once. */
    public void queueTimely() {
        List<Document> timely = productions.timely(CHUNK);
        while (!timely.isEmpty()) {
            outbox.offer(
                    timely.stream()
                            .map(each -> each.getString(DocumentFields.VEN_ID))
                            .distinct()
                            .toList(),
                    StoredVenOutbox.Kind.UPDATE_REPORT);
            productions.queued(timely, EnergyReport.QUARTER_HOUR);
            timely = timely.size() < CHUNK ? List.of() : productions.timely(CHUNK);
        }
    }

    /** All values that are due and not acknowledged; empty if there are none. The same values come again until they are. */
    Optional<OadrPayload> updateReport(VenEntry ven) {
        String requestId = UUID.randomUUID().toString();
        Instant now = clock.instant();
        List<Report> reports = new ArrayList<>();
        for (Production each : productions.due(ven.id())) {
            Instant from = latest(each.sentUpTo(), now.minus(BUFFER));
            Instant settled = EnergyReport.settled(now);
            Instant to = each.end().filter(end -> end.isBefore(settled)).orElse(settled);
            List<BoxEnergy.QuarterHour> values =
                    from.isBefore(to) ? energy.energy(ven.id(), each.rIds(), from, to) : List.of();
            if (values.isEmpty() && !each.isOnce() && !each.isLast()) {
                productions.idle(each);
                continue;
            }
            Instant upTo = values.isEmpty()
                    ? each.sentUpTo()
                    : values.get(values.size() - 1).start().plus(EnergyReport.QUARTER_HOUR);
            productions.offered(each, requestId, upTo);
            reports.add(EnergyReport.measurements(each, values, now));
        }
        return reports.isEmpty()
                ? Optional.empty()
                : Optional.of(new UpdateReport(
                        requestId, reports, Optional.of(ven.id().value())));
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    /** The VEN has got values, or refuses them for good. */
    void updated(VenEntry ven, UpdatedReport updated) {
        EiResponse response = updated.response();
        String requestId =
                response.requestId().isBlank() || response.requestId().equals("0")
                        ? productions.unanswered(ven.id()).orElse("")
                        : response.requestId();
        List<Production> sent = productions.inMessage(ven.id(), requestId);
        if (!sent.isEmpty() && !response.isOk()) {
            String why = "the VEN answered %s %s"
                    .formatted(response.code(), response.description().orElse(""))
                    .strip();
            LOG.warn("Reports of the VTN to VEN {} end, {}", ven.id(), why);
            productions.end(ven.id(), ids(sent), Production.ENDED, why);
        } else if (productions.arrived(ven.id(), requestId)) {
            productions.end(
                    ven.id(),
                    ids(sent.stream().filter(Production::isLast).toList()),
                    Production.CANCELLED,
                    "last report");
            productions.end(
                    ven.id(),
                    ids(sent.stream()
                            .filter(each -> each.isOnce() || isOver(each))
                            .toList()),
                    Production.COMPLETED,
                    "everything was sent");
        }
        updated.cancel().ifPresent(cancel -> end(ven.id(), cancel));
        outbox.acknowledge(ven.id(), StoredVenOutbox.Kind.UPDATE_REPORT);
        if (!productions.due(ven.id()).isEmpty()) {
            outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.UPDATE_REPORT);
        }
    }

    private boolean isOver(Production production) {
        return production
                .end()
                .filter(end -> !EnergyReport.settled(clock.instant()).isBefore(end))
                .isPresent();
    }

    private static List<String> ids(List<Production> productions) {
        return productions.stream().map(Production::reportRequestId).toList();
    }

    /** The VEN is not registered any more. */
    void endAll(VenId ven, String reason) {
        productions.endAll(ven, reason);
    }
}
