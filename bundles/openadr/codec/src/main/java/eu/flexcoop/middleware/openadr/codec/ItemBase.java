package eu.flexcoop.middleware.openadr.codec;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A unit of measurement.
 *
 * @param element which kind it is: {@code powerReal}, {@code energyReal}, {@code voltage}, {@code temperature}, {@code
 *     customUnit}, ...
 * @param units for example {@code W}
 * @param scale SI prefix such as {@code k}, or {@code none}; {@code pulseCount} has none
 * @param power for kinds of power only
 * @param pulseFactor kWh per count, for {@code pulseCount} only
 */
public record ItemBase(
        String element,
        String description,
        String units,
        String scale,
        Optional<PowerAttributes> power,
        Optional<Double> pulseFactor) {
    private static final String TYPE = "Type";
    private static final Set<String> POWER_NAMESPACE = Set.of(
            "voltage", "energyApparent", "energyReactive", "energyReal", "powerApparent", "powerReactive", "powerReal");
    private static final Set<String> OADR_NAMESPACE = Set.of(
            "customUnit",
            "current",
            "currency",
            "currencyPerKWh",
            "currencyPerKW",
            "currencyPerThm",
            "frequency",
            "Therm",
            "temperature",
            "pulseCount");

    public ItemBase {
        if (!isKind(element)) {
            throw new IllegalArgumentException("'%s' is no unit of OpenADR".formatted(element));
        }
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(units, "units");
        Objects.requireNonNull(scale, "scale");
        Objects.requireNonNull(power, "power");
        Objects.requireNonNull(pulseFactor, "pulseFactor");
    }

    /** Whether the element belongs to the namespace of EMIX power; all others belong to that of OpenADR. */
    public boolean isInPowerNamespace() {
        return POWER_NAMESPACE.contains(element);
    }

    /** Real power in W, 50 Hz, 230 V. */
    public static ItemBase watts() {
        return new ItemBase(
                "powerReal",
                "RealPower",
                "W",
                "none",
                Optional.of(new PowerAttributes("50", "230", true)),
                Optional.empty());
    }

    /** Real energy in Wh times the SI prefix. */
    public static ItemBase wattHours(String scale) {
        return simple("energyReal", "RealEnergy", "Wh", scale);
    }

    public static ItemBase volts() {
        return simple("voltage", "Voltage", "V", "none");
    }

    public static ItemBase amperes() {
        return simple("current", "Current", "A", "none");
    }

    public static ItemBase celsius() {
        return simple("temperature", "temperature", "celsius", "none");
    }

    public static ItemBase custom(String description, String units) {
        return simple("customUnit", description, units, "none");
    }

    private static ItemBase simple(String element, String description, String units, String scale) {
        return new ItemBase(element, description, units, scale, Optional.empty(), Optional.empty());
    }
    /** Whether OpenADR 2.0b knows an element of that name as a unit of measurement. */
    public static boolean isKind(String element) {
        return POWER_NAMESPACE.contains(element) || OADR_NAMESPACE.contains(element);
    }

    /**
     * The kind that an element stands for. pyOADR-VEN names the element by its type, {@code PowerRealType} in place of
     * {@code powerReal}.
     */
    public static Optional<String> kindOf(String element) {
        if (isKind(element)) {
            return Optional.of(element);
        }
        if (!element.endsWith(TYPE)) {
            return Optional.empty();
        }
        String name = element.substring(0, element.length() - TYPE.length());
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(Character.toLowerCase(name.charAt(0)) + name.substring(1))
                        .filter(ItemBase::isKind);
    }

    /** Nominal figures of the grid, as decimals. */
    public record PowerAttributes(String hertz, String voltage, boolean ac) {
        public PowerAttributes {
            Objects.requireNonNull(hertz, "hertz");
            Objects.requireNonNull(voltage, "voltage");
        }
    }
}
