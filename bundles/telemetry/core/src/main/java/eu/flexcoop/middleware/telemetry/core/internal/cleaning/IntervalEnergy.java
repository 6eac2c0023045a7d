package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * Energy that a box reports per interval: spread evenly over the quarter hours of the interval. Of intervals that overlap the
 * one that starts first counts and the other is left out, as the same energy may not count twice; nothing is said about
 * intervals that are negative, above the limit of power or longer than the reach.
 *
 * @param maxKw highest accepted power, as for registers
 * @param reach longest interval that is spread
 */
public record IntervalEnergy(double maxKw, Duration reach) {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    /** For devices that are not those of a home. */
    IntervalEnergy withoutLimit() {
        return new IntervalEnergy(Double.MAX_VALUE, reach);
    }

    /** @param intervals sorted by start, finite */
    public void collect(List<Measurement> intervals, Energy into) {
        Instant counted = Instant.MIN;
        for (Measurement interval : intervals) {
            Duration length = interval.duration();
            double kwh = interval.value();
            boolean possible =
                    length.compareTo(reach) <= 0 && kwh >= 0 && kwh <= maxKw * length.toMillis() / MILLIS_PER_HOUR;
            if (possible && !interval.at().isBefore(counted)) {
                into.spread(interval.at(), interval.end(), kwh, interval.verified());
                counted = interval.end();
            }
        }
    }
}
