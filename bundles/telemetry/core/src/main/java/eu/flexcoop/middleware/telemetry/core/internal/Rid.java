package eu.flexcoop.middleware.telemetry.core.internal;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.telemetry.api.InvalidRidException;

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
    private static final int LONGEST = 512;
    private static final Pattern SINGLE_UNDERSCORE = Pattern.compile("(?<!_)_(?!_)");
    private static final Pattern THREE_UNDERSCORES = Pattern.compile("___");
    private static final Pattern METRIC = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
    private static final Pattern CAPITAL_AFTER_SMALL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    Rid {
        spaces = List.copyOf(spaces);
    }

    /** @throws InvalidRidException if the text does not follow the grammar */
    static Rid parse(String rid) {
        requireSaneText(rid);
        String[] parts = SINGLE_UNDERSCORE.split(rid, -1);
        if (parts.length != PARTS) {
            throw new InvalidRidException(
                    rid, "it has %d parts between single underscores, not %d".formatted(parts.length, PARTS));
        }
        for (int i = 0; i < PARTS; i++) {
            if (parts[i].isBlank()) {
                throw new InvalidRidException(rid, "part %d is empty".formatted(i + 1));
            }
            if (i != 3 && parts[i].contains("__")) {
                throw new InvalidRidException(
                        rid, "'%s' holds a double underscore, which only spaces may".formatted(parts[i]));
            }
        }
        List<String> spaces = List.of(parts[3].split("__", -1));
        if (spaces.stream().anyMatch(String::isBlank)) {
            throw new InvalidRidException(rid, "a space has no name");
        }
        if (!METRIC.matcher(parts[6]).matches()) {
            throw new InvalidRidException(rid, "the metric '%s' is no word of letters and digits".formatted(parts[6]));
        }
        return new Rid(
                rid.substring(0, rid.length() - parts[6].length() - 1),
                parts[0],
                parts[1],
                parts[2],
                spaces,
                parts[4],
                parts[5],
                parts[6]);
    }

    private static void requireSaneText(String rid) {
        if (rid.length() > LONGEST) {
            throw new InvalidRidException(rid.substring(0, 40) + "…", "it is longer than %d".formatted(LONGEST));
        }
        if (rid.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRidException(rid.replaceAll("\\p{Cntrl}", "?"), "it holds a control character");
        }
        if (THREE_UNDERSCORES.matcher(rid).find()) {
            throw new InvalidRidException(rid, "three underscores in a row can be read in two ways");
        }
    }

    /** Metric in snake case, for example {@code meter_kwh}; {@code x-} names stay as they are. */
    String metric() {
        return CAPITAL_AFTER_SMALL.matcher(metricName).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}
