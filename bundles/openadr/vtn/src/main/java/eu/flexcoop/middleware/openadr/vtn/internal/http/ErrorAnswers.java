package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
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
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.registration.RegisterPartyService;

/** Puts an error into the message that normally answers a request: some clients die of any other. */
final class ErrorAnswers {
    private final VtnSettings settings;

    ErrorAnswers(VtnSettings settings) {
        this.settings = settings;
    }

    OadrPayload to(OadrPayload request, EiResponse error) {
        return to(request.type(), optId(request), error);
    }

    /** @param request the message that could be told by its root element, but not read to its end */
    OadrPayload to(MessageType request, EiResponse error) {
        return to(request, Optional.empty(), error);
    }

    private OadrPayload to(MessageType request, Optional<String> optId, EiResponse error) {
        return switch (request) {
            case QUERY_REGISTRATION, CREATE_PARTY_REGISTRATION -> new CreatedPartyRegistration(
                    error,
                    Optional.empty(),
                    Optional.empty(),
                    settings.vtnId(),
                    RegisterPartyService.PROFILES,
                    Optional.of(settings.pollFrequency()));
            case CANCEL_PARTY_REGISTRATION -> new CanceledPartyRegistration(error, Optional.empty(), Optional.empty());
            case REQUEST_EVENT -> new DistributeEvent(
                    Optional.of(error), UUID.randomUUID().toString(), settings.vtnId(), List.of());
            case REGISTER_REPORT -> new RegisteredReport(error, List.of(), Optional.empty());
            case CREATE_REPORT -> new CreatedReport(error, List.of(), Optional.empty());
            case UPDATE_REPORT -> new UpdatedReport(error, Optional.empty(), Optional.empty());
            case CANCEL_REPORT -> new CanceledReport(error, List.of(), Optional.empty());
            case CREATE_OPT -> new CreatedOpt(error, optId.orElse(""));
            case CANCEL_OPT -> new CanceledOpt(error, optId);
            case RESPONSE,
                    POLL,
                    CREATED_PARTY_REGISTRATION,
                    CANCELED_PARTY_REGISTRATION,
                    REQUEST_REREGISTRATION,
                    DISTRIBUTE_EVENT,
                    CREATED_EVENT,
                    REGISTERED_REPORT,
                    CREATED_REPORT,
                    UPDATED_REPORT,
                    CANCELED_REPORT,
                    CREATED_OPT,
                    CANCELED_OPT -> unnamed(error);
        };
    }

    /** For requests that OpenADR 2.0b does not know and for those without an answer of their own. */
    static Response unnamed(EiResponse error) {
        return new Response(error, Optional.empty());
    }

    private static Optional<String> optId(OadrPayload request) {
        if (request instanceof CreateOpt create) {
            return Optional.of(create.optId());
        }
        return request instanceof CancelOpt cancel ? Optional.of(cancel.optId()) : Optional.empty();
    }
}
