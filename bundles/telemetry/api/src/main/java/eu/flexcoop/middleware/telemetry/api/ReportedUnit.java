package eu.flexcoop.middleware.telemetry.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Unit in which a box reports the values of a data point: the {@code itemBase} of OpenADR 2.0b.
 *
 * @param itemBase name of the element, for example {@code powerReal}, {@code energyReal}, {@code customUnit}
 * @param description {@code itemDescription}, which names the quantity of a {@code customUnit}
 * @param unit {@code itemUnits}, for example {@code W}
 * @param scale {@code siScaleCode}: an SI prefix such as {@code k}, or {@code none}
 * @param pulseFactor kWh per count, for {@code pulseCount} only
 */
public record ReportedUnit(
        String itemBase, String description, String unit, String scale, Optional<Double> pulseFactor) {
    public ReportedUnit {
        Objects.requireNonNull(itemBase, "itemBase");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(scale, "scale");
        Objects.requireNonNull(pulseFactor, "pulseFactor");
    }
}
