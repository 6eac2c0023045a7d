package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.Locale;
import java.util.Set;

import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;

/** The {@code readingType} of OpenADR 2.0b ({@code ReadingTypeEnumeratedType} of {@code oadr_ei_20b.xsd}). */
final class ReadingTypes {
    private static final String DIRECT_READ = "direct read";
    /** Values of these are no measurements, or not those of the whole interval. */
    private static final Set<String> QUALIFIED = Set.of("peak", "contract", "projected");

    private ReadingTypes() {}

    /** True for energy that is read from a register: "read from a device that increases monotonically". */
    static boolean isCounter(DataPoint point, String metric) {
        return point.readingType().toLowerCase(Locale.ROOT).equals(DIRECT_READ)
                && MetricCatalogue.metric(metric)
                        .map(Metric::kind)
                        .filter(Metric.Kind.ENERGY::equals)
                        .isPresent();
    }

    /** Suffix that keeps values apart from measurements of the same quantity, or an empty text. */
    static String suffix(String readingType) {
        String lower = readingType.toLowerCase(Locale.ROOT);
        return QUALIFIED.contains(lower) ? "_" + lower : "";
    }
}
