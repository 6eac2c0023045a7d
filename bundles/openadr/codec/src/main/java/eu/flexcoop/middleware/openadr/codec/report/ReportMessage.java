package eu.flexcoop.middleware.openadr.codec.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/** Messages of the service EiReport: what can be measured, who wants it, and the measurements. */
public sealed interface ReportMessage extends OadrPayload
        permits ReportMessage.RegisterReport,
                ReportMessage.RegisteredReport,
                ReportMessage.CreateReport,
                ReportMessage.CreatedReport,
                ReportMessage.UpdateReport,
                ReportMessage.UpdatedReport,
                ReportMessage.CancelReport,
                ReportMessage.CanceledReport {
    /** The VEN that sends or gets the message. */
    Optional<String> venId();

    /**
     * What the sender can report; replaces all that it registered before.
     *
     * @param reports METADATA reports, maybe none
     */
    record RegisterReport(
            String requestId, List<Report> reports, Optional<String> venId, Optional<String> reportRequestId)
            implements ReportMessage {
        public RegisterReport {
            Objects.requireNonNull(requestId, "requestId");
            reports = List.copyOf(reports);
            Objects.requireNonNull(venId, "venId");
            Objects.requireNonNull(reportRequestId, "reportRequestId");
        }

        @Override
        public MessageType type() {
            return MessageType.REGISTER_REPORT;
        }
    }

    /** The capabilities are known; may ask for reports at once. */
    record RegisteredReport(EiResponse response, List<ReportRequest> requests, Optional<String> venId)
            implements ReportMessage {
        public RegisteredReport {
            Objects.requireNonNull(response, "response");
            requests = List.copyOf(requests);
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.REGISTERED_REPORT;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }

    /** Asks for reports. */
    record CreateReport(String requestId, List<ReportRequest> requests, Optional<String> venId)
            implements ReportMessage {
        public CreateReport {
            Objects.requireNonNull(requestId, "requestId");
            requests = List.copyOf(requests);
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.CREATE_REPORT;
        }
    }

    /**
     * The request for reports was taken or refused.
     *
     * @param pending all reportRequestIDs that are still being served
     */
    record CreatedReport(EiResponse response, List<String> pending, Optional<String> venId) implements ReportMessage {
        public CreatedReport {
            Objects.requireNonNull(response, "response");
            pending = List.copyOf(pending);
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.CREATED_REPORT;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }

    /** Measurements. */
    record UpdateReport(String requestId, List<Report> reports, Optional<String> venId) implements ReportMessage {
        public UpdateReport {
            Objects.requireNonNull(requestId, "requestId");
            reports = List.copyOf(reports);
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.UPDATE_REPORT;
        }
    }

    /**
     * The measurements are stored, or not.
     *
     * @param cancel ends subscriptions in the same exchange
     */
    record UpdatedReport(EiResponse response, Optional<CancelReport> cancel, Optional<String> venId)
            implements ReportMessage {
        public UpdatedReport {
            Objects.requireNonNull(response, "response");
            Objects.requireNonNull(cancel, "cancel");
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.UPDATED_REPORT;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }

    /**
     * Ends subscriptions.
     *
     * @param reportToFollow one last update must be sent
     */
    record CancelReport(String requestId, List<String> reportRequestIds, boolean reportToFollow, Optional<String> venId)
            implements ReportMessage {
        public CancelReport {
            Objects.requireNonNull(requestId, "requestId");
            reportRequestIds = List.copyOf(reportRequestIds);
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.CANCEL_REPORT;
        }
    }

    /**
     * Subscriptions ended.
     *
     * @param pending reportRequestIDs that are still being served
     */
    record CanceledReport(EiResponse response, List<String> pending, Optional<String> venId) implements ReportMessage {
        public CanceledReport {
            Objects.requireNonNull(response, "response");
            pending = List.copyOf(pending);
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.CANCELED_REPORT;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }
}
