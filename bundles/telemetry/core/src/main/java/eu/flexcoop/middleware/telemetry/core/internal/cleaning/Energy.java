package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;

/**
 * Energy spread evenly over the quarter hours that it was used in; nothing is lost or gained on the way. Confined to one
 * thread.
 */
public final class Energy {
    private final NavigableMap<Instant, Share> shares = new TreeMap<>();

    /**
     * What is known of one quarter hour.
     *
     * @param verified measured for the whole quarter hour, none of it guessed
     */
    public record Share(double kwh, Duration covered, boolean verified) {
        private Share plus(double more, Duration time, boolean alsoVerified) {
            return new Share(kwh + more, covered.plus(time), verified && alsoVerified);
        }

        private Share closed() {
            return new Share(kwh, covered, verified && covered.compareTo(QuarterHour.LENGTH) >= 0);
        }
    }

    private static final Share NOTHING = new Share(0, Duration.ZERO, true);

    /** @param verified whether the even spread is a measurement or a guess */
    public void spread(Instant from, Instant to, double kwh, boolean verified) {
        if (!from.isBefore(to)) {
            return;
        }
        double whole = millis(Duration.between(from, to));
        for (Instant start = QuarterHour.of(from); start.isBefore(to); start = start.plus(QuarterHour.LENGTH)) {
            Instant end = start.plus(QuarterHour.LENGTH);
            Duration overlap = Duration.between(from.isAfter(start) ? from : start, to.isBefore(end) ? to : end);
            double part = kwh * (millis(overlap) / whole);
            shares.merge(
                    start,
                    NOTHING.plus(part, overlap, verified),
                    (known, more) -> known.plus(more.kwh(), overlap, verified));
        }
    }

    /** Quarter hours of which at least a part is known, by their start. */
    public Map<Instant, Share> shares() {
        NavigableMap<Instant, Share> closed = new TreeMap<>();
        shares.forEach((start, share) -> closed.put(start, share.closed()));
        return closed;
    }

    private static double millis(Duration duration) {
        return duration.toMillis();
    }
}
