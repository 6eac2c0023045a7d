package eu.flexcoop.middleware.openadr.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.Caller;

/** Requests, shows and cancels reports of VENs. A caller sees what is his own; services and administrators see all. Thread-safe. */
@ProviderType
public interface VenReports {
    /**
     * Which subscriptions are wanted.
     *
     * @param stale only those whose updates are missing
     */
    record Filter(Optional<VenId> ven, Optional<ReportSubscription.State> state, boolean stale) {
        public Filter {
            Objects.requireNonNull(ven, "ven");
            Objects.requireNonNull(state, "state");
        }
    }

    /** A place in the list of all subscriptions, which is in the order of VEN and reportRequestID. */
    record Place(VenId ven, String reportRequestId) {
        public Place {
            Objects.requireNonNull(ven, "ven");
            Objects.requireNonNull(reportRequestId, "reportRequestId");
        }
    }

    /**
     * In order of VEN and reportRequestID.
     *
     * @param after begins after this one
     * @param limit at most so many
     */
    List<ReportSubscription> list(Caller caller, Filter filter, Optional<Place> after, int limit);

    /** The report specifiers that the VEN offers. */
    List<String> specifiers(Caller caller, VenId ven);

    /**
     * Stores a request and queues it for the VEN. Durable when it returns.
     *
     * @throws ReportRefusedException if the VEN is unknown or not the caller's, or does not offer what is wanted
     */
    ReportSubscription request(Caller caller, ReportOrder order);

    /**
     * Cancels a subscription and queues that for the VEN; nothing happens if it has ended already.
     *
     * @param reportToFollow the VEN sends one more report
     * @throws ReportRefusedException if it is unknown or not the caller's
     */
    ReportSubscription cancel(Caller caller, VenId ven, String reportRequestId, boolean reportToFollow);
}
