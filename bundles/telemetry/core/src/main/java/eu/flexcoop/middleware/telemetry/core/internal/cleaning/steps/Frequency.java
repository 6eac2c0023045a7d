package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** Infers how often a device measures: the time between two measurements that occurs most often, in whole seconds. */
final class Frequency {
    private static final int FEWEST = 3;

    private Frequency() {}

    /** @return empty if there are too few; of several that are equally frequent the shortest */
    static Optional<Duration> of(List<Measurement> measurements) {
        if (measurements.size() <= FEWEST) {
            return Optional.empty();
        }
        long[] seconds = new long[measurements.size() - 1];
        for (int i = 0; i < seconds.length; i++) {
            long millis = measurements.get(i + 1).at().toEpochMilli()
                    - measurements.get(i).at().toEpochMilli();
            seconds[i] = Math.max(1, Math.round(millis / 1000.0));
        }
        Arrays.sort(seconds);
        long mode = seconds[0];
        int most = 0;
        for (int i = 0; i < seconds.length; ) {
            int end = i + 1;
            while (end < seconds.length && seconds[end] == seconds[i]) {
                end++;
            }
            if (end - i > most) {
                most = end - i;
                mode = seconds[i];
            }
            i = end;
        }
        return Optional.of(Duration.ofSeconds(mode));
    }
}
