package eu.flexcoop.middleware.openadr.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * A report that an operator wants from a VEN. What is left out is chosen by the policy of the VTN, within what the VEN offers.
 *
 * @param specifierId report specifier that the VEN offers; of no meaning for METADATA
 * @param rIds wanted data points, none for all
 * @param granularity distance of the samples; PERIODIC only
 * @param reportBack how often they are sent; PERIODIC and ON_CHANGE only
 * @param start of the wanted window; without it HISTORY means all that the VEN has kept
 * @param duration of the wanted window, zero until it is cancelled
 */
public record ReportOrder(
        VenId ven,
        ReportSubscription.Kind kind,
        String specifierId,
        List<String> rIds,
        Optional<Duration> granularity,
        Optional<Duration> reportBack,
        Optional<Instant> start,
        Optional<Duration> duration) {
    public ReportOrder {
        Objects.requireNonNull(ven, "ven");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(specifierId, "specifierId");
        rIds = List.copyOf(rIds);
        Objects.requireNonNull(granularity, "granularity");
        Objects.requireNonNull(reportBack, "reportBack");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(duration, "duration");
    }

    /** For the capabilities of the VEN. */
    public static ReportOrder metadata(VenId ven) {
        return new ReportOrder(
                ven,
                ReportSubscription.Kind.METADATA,
                "METADATA",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
