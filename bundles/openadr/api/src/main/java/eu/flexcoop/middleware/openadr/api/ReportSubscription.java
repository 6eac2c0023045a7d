package eu.flexcoop.middleware.openadr.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * The VTN's request for a report of a VEN.
 *
 * @param reportRequestId unique for the VEN
 * @param automatic made by the policy when the VEN registered its reports, not by an operator
 * @param rIds data points that are wanted
 * @param granularity distance of the samples, zero for each change
 * @param reportBack how often to send, zero for once
 * @param lastUpdate accurate to half a minute
 * @param staleSince set while updates are missing
 * @param reason why it was refused or ended
 */
public record ReportSubscription(
        VenId ven,
        String reportRequestId,
        String specifierId,
        String reportName,
        Kind kind,
        State state,
        boolean automatic,
        List<String> rIds,
        Duration granularity,
        Duration reportBack,
        Optional<Instant> lastUpdate,
        Optional<Instant> staleSince,
        Optional<String> reason) {
    /** What is wanted. */
    public enum Kind {
        PERIODIC,
        ON_CHANGE,
        /** The values of now, once. */
        ONCE,
        /** The values that the VEN has kept, once. */
        HISTORY,
        /** A new registration of the reports that the VEN offers. */
        METADATA
    }

    /** How far it has come. */
    public enum State {
        /** Not answered yet. */
        REQUESTED,
        ACTIVE,
        /** Cancelled by the VTN, which waits for the answer or for the last report. */
        CANCELLING,
        CANCELLED,
        /** By the VEN; reason and code are kept. */
        REFUSED,
        /** Once was enough. */
        COMPLETED,
        /** The VEN does not offer it any more, or is not registered any more. */
        ENDED;

        /** Whether reports may still come for it. */
        public boolean isOpen() {
            return this == REQUESTED || this == ACTIVE || this == CANCELLING;
        }
    }

    public ReportSubscription {
        Objects.requireNonNull(ven, "ven");
        Objects.requireNonNull(reportRequestId, "reportRequestId");
        Objects.requireNonNull(specifierId, "specifierId");
        Objects.requireNonNull(reportName, "reportName");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(state, "state");
        rIds = List.copyOf(rIds);
        Objects.requireNonNull(granularity, "granularity");
        Objects.requireNonNull(reportBack, "reportBack");
        Objects.requireNonNull(lastUpdate, "lastUpdate");
        Objects.requireNonNull(staleSince, "staleSince");
        Objects.requireNonNull(reason, "reason");
    }
}
