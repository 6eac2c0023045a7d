package eu.flexcoop.middleware.openadr.vtn.internal;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.QueryRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;

/** The requestID that an answer has to repeat. */
final class RequestIds {
    private RequestIds() {}

    /** Empty for messages that carry none. */
    static String of(OadrPayload payload) {
        if (payload instanceof UpdateReport update) {
            return update.requestId();
        } else if (payload instanceof RequestEvent request) {
            return request.requestId();
        } else if (payload instanceof CreatedEvent created) {
            return created.response().requestId();
        } else if (payload instanceof RegisterReport register) {
            return register.requestId();
        } else if (payload instanceof RegisteredReport registered) {
            return registered.response().requestId();
        } else if (payload instanceof CreateReport create) {
            return create.requestId();
        } else if (payload instanceof CreatedReport created) {
            return created.response().requestId();
        } else if (payload instanceof UpdatedReport updated) {
            return updated.response().requestId();
        } else if (payload instanceof CancelReport cancel) {
            return cancel.requestId();
        } else if (payload instanceof CanceledReport canceled) {
            return canceled.response().requestId();
        } else if (payload instanceof CreatePartyRegistration create) {
            return create.requestId();
        } else if (payload instanceof QueryRegistration query) {
            return query.requestId();
        } else if (payload instanceof CancelPartyRegistration cancel) {
            return cancel.requestId();
        } else if (payload instanceof CanceledPartyRegistration canceled) {
            return canceled.response().requestId();
        } else if (payload instanceof CreateOpt create) {
            return create.requestId();
        } else if (payload instanceof CancelOpt cancel) {
            return cancel.requestId();
        } else if (payload instanceof Response response) {
            return response.response().requestId();
        }
        return "";
    }
}
