package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;

/** Puts an error into the message that normally answers a request: some clients die of any other. */
final class ErrorAnswers {
    private final VtnSettings settings;

    ErrorAnswers(VtnSettings settings) {
        this.settings = settings;
    }

    OadrPayload to(OadrPayload request, EiResponse error) {
        if (request instanceof CreateOpt create) {
            return new CreatedOpt(error, create.optId());
        }
        if (request instanceof CancelOpt cancel) {
            return new CanceledOpt(error, Optional.of(cancel.optId()));
        }
        return to(request.root(), error);
    }

    /** @param root of the request, which could perhaps not be read */
    OadrPayload to(String root, EiResponse error) {
        return switch (root) {
            case "oadrQueryRegistration", "oadrCreatePartyRegistration" -> new CreatedPartyRegistration(
                    error,
                    Optional.empty(),
                    Optional.empty(),
                    settings.vtnId(),
                    RegisterPartyService.PROFILES,
                    Optional.of(settings.pollFrequency()));
            case "oadrCancelPartyRegistration" -> new CanceledPartyRegistration(
                    error, Optional.empty(), Optional.empty());
            case "oadrRequestEvent" -> new DistributeEvent(
                    Optional.of(error), UUID.randomUUID().toString(), settings.vtnId(), List.of());
            case "oadrRegisterReport" -> new RegisteredReport(error, List.of(), Optional.empty());
            case "oadrCreateReport" -> new CreatedReport(error, List.of(), Optional.empty());
            case "oadrUpdateReport" -> new UpdatedReport(error, Optional.empty(), Optional.empty());
            case "oadrCancelReport" -> new CanceledReport(error, List.of(), Optional.empty());
            case "oadrCreateOpt" -> new CreatedOpt(error, "");
            case "oadrCancelOpt" -> new CanceledOpt(error, Optional.empty());
            default -> new Response(error, Optional.empty());
        };
    }
}
