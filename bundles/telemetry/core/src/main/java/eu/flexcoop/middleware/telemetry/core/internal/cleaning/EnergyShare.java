package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * The energy of one quarter hour: intervals are spread evenly over the time that they cover, nothing is lost or gained on the way.
 *
 * @param verified measured for the whole quarter hour, none of it guessed
 */
public record EnergyShare(double kwh, boolean verified) {

    /**
     * @param intervals cleaned, sorted by time; those without a duration say nothing
     * @return empty if nothing is known of the quarter hour
     */
    static Optional<EnergyShare> of(List<Measurement> intervals, Window window) {
        long start = window.from().toEpochMilli();
        long end = window.to().toEpochMilli();
        double kwh = 0;
        long covered = 0;
        boolean verified = true;
        for (Measurement interval : intervals) {
            long from = interval.at().toEpochMilli();
            long length = interval.duration().toMillis();
            long overlap = Math.min(from + length, end) - Math.max(from, start);
            if (length > 0 && overlap > 0) {
                kwh += interval.value() * ((double) overlap / length);
                covered += overlap;
                verified &= interval.verified();
            }
        }
        return covered == 0 ? Optional.empty() : Optional.of(new EnergyShare(kwh, verified && covered >= end - start));
    }
}
