package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnMetrics;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;

/** EiReport: VENs register what they can report, the VTN requests it by its policy, and stores the values that come in. */
public final class ReportService {
    private static final Logger LOG = LoggerFactory.getLogger(ReportService.class);

    private final StoredVenOutbox outbox;
    private final ReportIntake intake;
    private final VenAccess access;
    private final VtnMetrics metrics;
    private final ReportRegistration registration;
    private final ReportRequests requests;
    private final VtnReports produced;

    public ReportService(
            StoredVenRegistry vens,
            StoredVenOutbox outbox,
            ReportStores stores,
            DeviceDirectory devices,
            SampleIntake samples,
            VenAccess access,
            VtnMetrics metrics,
            VtnSettings settings,
            Clock clock) {
        this.outbox = outbox;
        this.access = access;
        this.metrics = metrics;
        registration = new ReportRegistration(
                vens,
                outbox,
                devices,
                stores.offers(),
                stores.subscriptions(),
                stores.policy(),
                stores.produced(),
                clock);
        produced = stores.produced();
        requests = new ReportRequests(outbox, stores.subscriptions(), clock);
        intake = new ReportIntake(outbox, stores, samples, metrics, settings);
    }

    public OadrPayload handle(Peer peer, ReportMessage message) {
        VenEntry ven = access.require(peer, message.venId());
        return switch (message.type()) {
            case UPDATE_REPORT -> intake.update(ven, (UpdateReport) message);
            case REGISTER_REPORT -> registration.register(ven, (RegisterReport) message);
            case CREATED_REPORT -> {
                requests.created(ven, (CreatedReport) message);
                yield plain(ven, message.requestId());
            }
            case CANCELED_REPORT -> {
                requests.canceled(ven, (CanceledReport) message);
                yield plain(ven, message.requestId());
            }
            case REGISTERED_REPORT -> registered(ven, (RegisteredReport) message);
            case CREATE_REPORT -> produced.create(ven, message.requestId(), ((CreateReport) message).requests());
            case CANCEL_REPORT -> produced.cancel(ven, (CancelReport) message);
            case UPDATED_REPORT -> {
                produced.updated(ven, (UpdatedReport) message);
                yield plain(ven, message.requestId());
            }
            default -> throw RefusedException.misplaced(message);
        };
    }

    private static Response plain(VenEntry ven, String requestId) {
        return new Response(EiResponse.ok(requestId), Optional.of(ven.id().value()));
    }

    /** For a poll or a push: what is requested; empty if nothing is. */
    public Optional<OadrPayload> createReport(VenEntry ven) {
        return requests.createReport(ven);
    }

    /** For a poll or a push: what is cancelled; empty if nothing is. */
    public Optional<OadrPayload> cancelReport(VenEntry ven) {
        return requests.cancelReport(ven);
    }

    /** For a poll or a push: what the VTN can report. */
    public Optional<OadrPayload> registerReport(VenEntry ven) {
        return Optional.of(produced.registerReport(ven));
    }

    /** For a poll or a push: reports of the VTN; empty if none is due. */
    public Optional<OadrPayload> updateReport(VenEntry ven) {
        return produced.updateReport(ven);
    }

    /** May request reports at once; then the answer is that to the request. */
    private OadrPayload registered(VenEntry ven, RegisteredReport registered) {
        outbox.acknowledge(ven.id(), StoredVenOutbox.Kind.REGISTER_REPORT);
        String requestId = registered.response().requestId();
        if (registered.requests().isEmpty()) {
            return plain(ven, requestId);
        }
        try {
            return produced.create(ven, requestId, registered.requests());
        } catch (RefusedException e) {
            metrics.refused();
            LOG.info("Answered the requests in oadrRegisteredReport with {}: {}", e.code(), e.getMessage());
            return new CreatedReport(
                    EiResponse.error(e.code(), e.getMessage(), requestId),
                    List.of(),
                    Optional.of(ven.id().value()));
        }
    }
}
