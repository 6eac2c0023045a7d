package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of metrics: snake case, and safe as a part of a field path of MongoDB. */
final class MetricNames {
    private static final Pattern CAPITAL_AFTER_SMALL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern OTHER = Pattern.compile("[^a-z0-9_-]+");
    private static final int LONGEST = 80;

    private MetricNames() {}

    /** {@code meterKwh} is {@code meter_kwh}; a name that is snake case already stays as it is. */
    static String snakeCase(String name) {
        return CAPITAL_AFTER_SMALL.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    /** As {@link #snakeCase}, with every run of other characters as one underscore; empty if nothing is left. */
    static String ofText(String text) {
        String name = OTHER.matcher(snakeCase(text.strip())).replaceAll("_");
        String trimmed = name.replaceAll("^_+|_+$", "");
        return trimmed.length() > LONGEST ? trimmed.substring(0, LONGEST) : trimmed;
    }
}
