package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * Energy out of a register that counts upwards. Between two readings the energy is spread evenly. It is unknown, and no
 * document has a value, where the register was reset, where more flowed than the limit allows, and where the readings lie
 * further apart than the reach.
 *
 * <p>A register that falls and is back at or above its last accepted reading within the reach was misread in between, and
 * so was one that jumps further than the limit of power allows and comes back. The readings in between are left out; the
 * energy over the gap is interpolated and not verified. A register that does not come back was reset.
 *
 * <p>The rules are those of the platform's first implementation (no negative differences, at most 15 kW, linear interpolation
 * with a flag for what is guessed), except that a misreading no longer costs the good reading before it.
 *
 * @param maxKw highest accepted power
 * @param reach longest gap that is interpolated
 * @param verifiedGap longest gap whose even spread still counts as measured
 */
public record RegisterEnergy(double maxKw, Duration reach, Duration verifiedGap) {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    /** For devices that are not those of a home. */
    RegisterEnergy withoutLimit() {
        return new RegisterEnergy(Double.MAX_VALUE, reach, verifiedGap);
    }

    /** @param readings sorted by time, finite */
    public void collect(List<Measurement> readings, Energy into) {
        int[] atLeast = nextAtLeast(readings);
        int last = 0;
        while (last + 1 < readings.size()) {
            Measurement before = readings.get(last);
            int next = last + 1;
            boolean misread = false;
            if (!isPossible(before, readings.get(next))) {
                int back = isBack(readings, last, atLeast[last]);
                misread = back > next;
                next = Math.max(back, next);
            }
            Measurement after = readings.get(next);
            Duration gap = Duration.between(before.at(), after.at());
            if (isPossible(before, after) && gap.compareTo(reach) <= 0) {
                boolean measured = !misread && before.verified() && after.verified() && gap.compareTo(verifiedGap) <= 0;
                into.spread(before.at(), after.at(), after.value() - before.value(), measured);
            }
            last = next;
        }
    }

    private boolean isPossible(Measurement before, Measurement after) {
        double kwh = after.value() - before.value();
        long millis = Duration.between(before.at(), after.at()).toMillis();
        return kwh >= 0 && kwh <= maxKw * millis / MILLIS_PER_HOUR;
    }

    /**
     * The first reading within reach that is possible after an accepted one, where the readings in between are not.
     *
     * @param candidate first reading at or above the accepted one
     * @return 0 if there is none
     */
    private int isBack(List<Measurement> readings, int accepted, int candidate) {
        Measurement before = readings.get(accepted);
        double first = readings.get(accepted + 1).value();
        boolean jumped = first > before.value();
        for (int i = candidate; i < readings.size(); i++) {
            Measurement reading = readings.get(i);
            if (Duration.between(before.at(), reading.at()).compareTo(reach) > 0) {
                return 0;
            }
            boolean returned = !jumped || reading.value() < first;
            if (returned && isPossible(before, reading)) {
                return i;
            }
        }
        return 0;
    }

    /** For each reading the next one that is not below it, or the number of readings; in linear time. */
    private static int[] nextAtLeast(List<Measurement> readings) {
        int[] next = new int[readings.size()];
        for (int i = readings.size() - 1; i >= 0; i--) {
            int candidate = i + 1;
            while (candidate < readings.size()
                    && readings.get(candidate).value() < readings.get(i).value()) {
                candidate = next[candidate];
            }
            next[i] = candidate;
        }
        return next;
    }
}
