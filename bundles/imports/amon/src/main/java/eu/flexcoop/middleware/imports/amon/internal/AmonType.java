package eu.flexcoop.middleware.imports.amon.internal;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;

/**
 * A type of readings and the data point that it is for the telemetry.
 *
 * @param name in uploads, for example {@code electricityConsumption}
 * @param itemBase quantity as OpenADR calls it; {@code customUnit} where the description names it
 * @param description of a {@code customUnit}
 * @param unit in which values are given to the telemetry
 * @param factors from each accepted unit (by {@link AmonTypes#key}) to it
 * @param energy whether values are energy that is spread over the quarter hours in which it flowed
 */
record AmonType(
        String name, String itemBase, String description, String unit, Map<String, Double> factors, boolean energy) {
    private static final String REPORT = "AMON";
    /** Of a reading that is not energy and still cumulative: its values are those of the register. */
    private static final String REGISTER = "_register";

    AmonType {
        Objects.requireNonNull(name, "name");
        factors = Map.copyOf(factors);
    }

    /** Empty if the unit is none of this type. */
    OptionalDouble factor(String from) {
        Double factor = factors.get(AmonTypes.key(from));
        return factor == null ? OptionalDouble.empty() : OptionalDouble.of(factor);
    }

    /** What a device measures in this way; two types of one device with the same quantity exclude each other. */
    String quantity() {
        return itemBase + description;
    }

    boolean allows(Period period) {
        return period == Period.INSTANT || energy || !description.isEmpty() && !description.equals("humidity");
    }

    /** Name of the data point within its device. */
    static String rid(String type, Period period) {
        return type + '/' + period;
    }

    /** @param resource what the partner calls the device */
    DataPoint point(Period period, String resource) {
        boolean register = period == Period.CUMULATIVE;
        String described = register && !energy ? description + REGISTER : description;
        return new DataPoint(
                rid(name, period),
                ReportKind.TELEMETRY_USAGE,
                REPORT,
                "usage",
                register && energy ? "Direct Read" : "Net",
                Optional.of(new ReportedUnit(itemBase, described, unit, "none", Optional.empty())),
                Optional.of(resource),
                Optional.empty());
    }
}
