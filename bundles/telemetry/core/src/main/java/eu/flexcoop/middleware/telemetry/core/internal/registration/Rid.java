package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name that a box gives a data point: {@code <physical>_<n>_<group>_<space[__space]*>_<load>_<ln>_<metric>}. A single
 * underscore separates the parts, a double one the spaces.
 *
 * @param prefix everything but the metric: names the device
 * @param metricName last part as the box writes it, for example {@code meterKwh}
 */
record Rid(
        String prefix,
        String physical,
        String physicalNumber,
        String group,
        List<String> spaces,
        String deviceClass,
        String logicalNumber,
        String metricName) {
    private static final int PARTS = 7;
    private static final int SPACES = 3;
    private static final int LONGEST = 512;
    private static final Pattern SINGLE_UNDERSCORE = Pattern.compile("(?<!_)_(?!_)");
    private static final Pattern THREE_UNDERSCORES = Pattern.compile("___");
    private static final Pattern METRIC = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

    Rid {
        spaces = List.copyOf(spaces);
    }

    /** Empty if the text does not follow the grammar. */
    static Optional<Rid> parse(String rid) {
        if (rid.length() > LONGEST || THREE_UNDERSCORES.matcher(rid).find()) {
            return Optional.empty();
        }
        String[] parts = SINGLE_UNDERSCORE.split(rid, -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        for (int i = 0; i < PARTS; i++) {
            // only spaces may hold a double underscore
            if (parts[i].isBlank() || i != SPACES && parts[i].contains("__")) {
                return Optional.empty();
            }
        }
        List<String> spaces = List.of(parts[SPACES].split("__", -1));
        if (spaces.stream().anyMatch(String::isBlank)
                || !METRIC.matcher(parts[6]).matches()) {
            return Optional.empty();
        }
        return Optional.of(new Rid(
                rid.substring(0, rid.length() - parts[6].length() - 1),
                parts[0],
                parts[1],
                parts[2],
                spaces,
                parts[4],
                parts[5],
                parts[6]));
    }

    /** Metric in snake case, for example {@code meter_kwh}; {@code x-} names stay as they are. */
    String metric() {
        return MetricNames.snakeCase(metricName);
    }
}
