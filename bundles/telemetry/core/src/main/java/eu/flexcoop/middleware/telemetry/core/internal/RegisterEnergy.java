package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * Energy out of a register that counts upwards. Between two readings the energy is spread evenly. It is taken as unknown, and
 * no document says anything about it, where the register was reset, where more flowed than the limit allows, and where the
 * readings lie further apart than the reach. A lone reading below both of its neighbours is a misreading and left out.
 *
 * <p>The rules are those of the platform's first implementation (no negative differences, at most 15 kW, linear interpolation
 * with a flag for what is guessed), except that a misreading no longer costs the good reading before it.
 *
 * @param maxKw most power that is believed
 * @param reach longest gap that is interpolated
 * @param verifiedGap longest gap whose even spread still counts as measured
 */
record RegisterEnergy(double maxKw, Duration reach, Duration verifiedGap) {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    /** @param readings sorted by time, finite */
    void collect(List<Measurement> readings, Energy into) {
        List<Measurement> credible = withoutMisreadings(readings);
        for (int i = 1; i < credible.size(); i++) {
            Measurement before = credible.get(i - 1);
            Measurement after = credible.get(i);
            Duration gap = Duration.between(before.at(), after.at());
            double kwh = after.value() - before.value();
            boolean possible = kwh >= 0 && kwh <= maxKw * gap.toMillis() / MILLIS_PER_HOUR;
            if (possible && gap.compareTo(reach) <= 0) {
                boolean measured = before.verified() && after.verified() && gap.compareTo(verifiedGap) <= 0;
                into.spread(before.at(), after.at(), kwh, measured);
            }
        }
    }

    private static List<Measurement> withoutMisreadings(List<Measurement> readings) {
        List<Measurement> credible = new ArrayList<>(readings.size());
        for (int i = 0; i < readings.size(); i++) {
            boolean last = i == readings.size() - 1;
            double value = readings.get(i).value();
            boolean dip = !credible.isEmpty()
                    && !last
                    && value < credible.get(credible.size() - 1).value()
                    && readings.get(i + 1).value()
                            >= credible.get(credible.size() - 1).value();
            if (!dip) {
                credible.add(readings.get(i));
            }
        }
        return credible;
    }
}
