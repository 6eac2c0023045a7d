package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnMetrics;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoints;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;

/** EiReport: VENs register what they can measure, the VTN requests all of it, and stores the values that come in. */
public final class ReportService {
    private static final Logger LOG = LoggerFactory.getLogger(ReportService.class);
    private static final String UNSOLICITED = "0";
    /** Refused data points that an answer names; a VEN may offer thousands. */
    private static final int MAX_REASONS = 20;

    /** The reading type that the VEN registered. */
    private static final String AS_REGISTERED = "x-notApplicable";

    private final StoredVenRegistry vens;
    private final StoredVenOutbox outbox;
    private final StoredSubscriptions subscriptions;
    private final DeviceDirectory devices;
    private final SampleIntake intake;
    private final VenAccess access;
    private final VtnMetrics metrics;
    private final VtnSettings settings;
    private final Clock clock;

    public ReportService(
            StoredVenRegistry vens,
            StoredVenOutbox outbox,
            StoredSubscriptions subscriptions,
            DeviceDirectory devices,
            SampleIntake intake,
            VenAccess access,
            VtnMetrics metrics,
            VtnSettings settings,
            Clock clock) {
        this.vens = vens;
        this.outbox = outbox;
        this.subscriptions = subscriptions;
        this.devices = devices;
        this.intake = intake;
        this.access = access;
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
    }

    public OadrPayload handle(Peer peer, ReportMessage message) {
        VenEntry ven = access.require(peer, message.venId());
        return switch (message.type()) {
            case UPDATE_REPORT -> update(ven, (UpdateReport) message);
            case REGISTER_REPORT -> register(ven, (RegisterReport) message);
            case CREATED_REPORT -> created(ven, (CreatedReport) message);
            case REGISTERED_REPORT -> registered(ven, (RegisteredReport) message);
            case CREATE_REPORT -> throw new RefusedException(
                    RefusedException.REPORT_NOT_SUPPORTED, "this VTN produces no reports");
            case CANCEL_REPORT -> throw new RefusedException(
                    RefusedException.INVALID_ID, "this VTN produces no reports to cancel");
            case CANCELED_REPORT, UPDATED_REPORT -> plain(ven, message.requestId());
            default -> throw RefusedException.misplaced(message);
        };
    }

    private static Response plain(VenEntry ven, String requestId) {
        return new Response(EiResponse.ok(requestId), Optional.of(ven.id().value()));
    }

    /** Devices first, then the subscriptions with the request for them: a repeat after a crash in between does no harm. */
    private RegisteredReport register(VenEntry ven, RegisterReport register) {
        Capabilities capabilities = Capabilities.of(register.reports(), settings);
        if (!capabilities.skipped().isEmpty()) {
            LOG.warn("VEN {} offers reports that are not used here: {}", ven.id(), capabilities.skipped());
            if (capabilities.points().isEmpty()) {
                throw new RefusedException(
                        RefusedException.REPORT_NOT_SUPPORTED,
                        "only TELEMETRY_USAGE and TELEMETRY_STATUS are used here, not %s"
                                .formatted(capabilities.skipped()));
            }
        }
        RegisteredPoints registered = devices.register(ven.owner(), capabilities.points());
        if (!registered.refused().isEmpty()) {
            LOG.warn("VEN {} offers data points that cannot be stored: {}", ven.id(), registered.refused());
        }
        vens.dataPointsRegistered(ven.id(), registered.revision(), clock.instant());
        subscriptions.replace(ven, capabilities.subscriptions());
        if (!capabilities.subscriptions().isEmpty()) {
            outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.CREATE_REPORT);
        }
        LOG.info(
                "VEN {} registered {} data points in {} reports",
                ven.id(),
                capabilities.points().size(),
                capabilities.subscriptions().size());
        return new RegisteredReport(
                registered.refused().isEmpty()
                        ? EiResponse.ok(register.requestId())
                        : new EiResponse("200", Optional.of(notRegistered(registered.refused())), register.requestId()),
                List.of(),
                Optional.of(ven.id().value()));
    }

    private static String notRegistered(Map<String, String> refused) {
        String reasons = refused.entrySet().stream()
                .limit(MAX_REASONS)
                .map(entry -> "%s (%s)".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        return "not registered: %s%s".formatted(reasons, refused.size() > MAX_REASONS ? ", ..." : "");
    }

    /** For a poll: the request for all data points; empty if the VEN has none. */
    public Optional<OadrPayload> createReport(VenEntry ven) {
        List<ReportRequest> requests =
                subscriptions.of(ven.id()).stream().map(this::request).toList();
        return requests.isEmpty()
                ? Optional.empty()
                : Optional.of(new CreateReport(
                        UUID.randomUUID().toString(),
                        requests,
                        Optional.of(ven.id().value())));
    }

    private ReportRequest request(Subscription subscription) {
        return new ReportRequest(
                subscription.reportRequestId(),
                subscription.specifierId(),
                subscription.granularity(),
                subscription.reportBack(),
                Optional.of(new ReportRequest.Window(clock.instant(), Duration.ZERO)),
                subscription.rIds().stream()
                        .map(rId -> new ReportRequest.Point(rId, Optional.empty(), AS_REGISTERED))
                        .toList());
    }

    private Response created(VenEntry ven, CreatedReport created) {
        subscriptions.answered(ven.id(), created);
        outbox.acknowledge(ven.id(), StoredVenOutbox.Kind.CREATE_REPORT);
        if (!created.response().isOk()) {
            LOG.warn(
                    "VEN {} refuses the requested reports: {} {}",
                    ven.id(),
                    created.response().code(),
                    created.response().description().orElse(""));
        }
        return plain(ven, created.response().requestId());
    }

    private Response registered(VenEntry ven, RegisteredReport registered) {
        outbox.acknowledge(ven.id(), StoredVenOutbox.Kind.REGISTER_REPORT);
        if (!registered.requests().isEmpty()) {
            throw new RefusedException(RefusedException.REPORT_NOT_SUPPORTED, "this VTN produces no reports");
        }
        return plain(ven, registered.response().requestId());
    }

    /** Acknowledged only when the samples are durable; a repeat overwrites what it repeats. */
    private UpdatedReport update(VenEntry ven, UpdateReport update) {
        refuseUnknownSubscriptions(ven, update.reports());
        List<RawSample> samples = ReportSamples.of(update.reports());
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
            acceptRequest(ven, update.reports());
            metrics.reported(update.reports().size(), result.stored());
        }
        LOG.debug("VEN {} reported {} samples", ven.id(), result.stored());
        return new UpdatedReport(
                response, Optional.empty(), Optional.of(ven.id().value()));
    }

    /** Some VENs answer oadrCreateReport by sending the reports, without oadrCreatedReport. No query if no request waits. */
    private void acceptRequest(VenEntry ven, List<Report> reports) {
        Optional<StoredVenOutbox.Claim> waiting =
                outbox.known(ven.id(), StoredVenOutbox.Kind.CREATE_REPORT).filter(claim -> claim.deliveries() > 0);
        if (waiting.isPresent()) {
            List<String> sent = reports.stream()
                    .filter(report -> !isUnsolicited(report))
                    .map(Report::reportRequestId)
                    .toList();
            if (!sent.isEmpty() && subscriptions.reported(ven.id(), sent)) {
                outbox.remove(waiting.get());
            }
        }
    }

    private static boolean isUnsolicited(Report report) {
        return report.reportRequestId().equals(UNSOLICITED)
                || report.reportRequestId().isEmpty();
    }

    private void refuseUnknownSubscriptions(VenEntry ven, List<Report> reports) {
        Set<String> ids = new HashSet<>();
        for (Report report : reports) {
            if (!isUnsolicited(report) || !settings.acceptUnsolicitedReports()) {
                ids.add(report.reportRequestId());
            }
        }
        if (!ids.isEmpty()) {
            ids = subscriptions.unknown(ven.id(), ids);
        }
        if (!ids.isEmpty()) {
            throw new RefusedException(
                    RefusedException.INVALID_ID, "reportRequestID %s is not known for this VEN".formatted(ids));
        }
    }
}
