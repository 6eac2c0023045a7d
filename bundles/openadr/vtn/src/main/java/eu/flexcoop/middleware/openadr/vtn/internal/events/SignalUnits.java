package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import eu.flexcoop.middleware.openadr.codec.ItemBase;

/** Units in which signals are given, and what they are in OpenADR 2.0b ({@code itemBase}). */
final class SignalUnits {
    private static final Map<String, ItemBase> UNITS = Map.ofEntries(
            Map.entry("W", ItemBase.watts()),
            Map.entry("kW", scaled(ItemBase.watts(), "k")),
            Map.entry("MW", scaled(ItemBase.watts(), "M")),
            Map.entry("Wh", ItemBase.wattHours("none")),
            Map.entry("kWh", ItemBase.wattHours("k")),
            Map.entry("MWh", ItemBase.wattHours("M")),
            Map.entry("EUR/kWh", euros("currencyPerKWh")),
            Map.entry("EUR/kW", euros("currencyPerKW")),
            Map.entry("EUR", euros("currency")),
            Map.entry("celsius", ItemBase.celsius()),
            Map.entry("V", ItemBase.volts()),
            Map.entry("A", ItemBase.amperes()),
            Map.entry("%", ItemBase.custom("Percent", "%")));
    private static final Set<String> POWER = Set.of("W", "kW", "MW");
    private static final Set<String> ENERGY = Set.of("Wh", "kWh", "MWh");
    private static final Set<String> ENERGY_PRICE = Set.of("EUR/kWh", "EUR");
    private static final Set<String> POWER_PRICE = Set.of("EUR/kW", "EUR");

    private SignalUnits() {}

    private static ItemBase euros(String element) {
        return new ItemBase(element, element, "EUR", "none", Optional.empty(), Optional.empty());
    }

    private static ItemBase scaled(ItemBase unit, String scale) {
        return new ItemBase(unit.element(), unit.description(), unit.units(), scale, unit.power(), unit.pulseFactor());
    }

    /** What is wrong with the unit for a signal; empty if nothing. */
    static Optional<String> objection(String name, String type, String unit) {
        Set<String> allowed = allowed(name, type);
        return allowed.contains(unit)
                ? Optional.empty()
                : Optional.of("signal %s %s has no unit '%s'; use %s"
                        .formatted(name, type, unit, allowed.isEmpty() ? "none" : "one of " + new TreeSet<>(allowed)));
    }

    private static Set<String> allowed(String name, String type) {
        if (isRatio(type)) {
            return Set.of();
        }
        return switch (name) {
            case "SIMPLE" -> Set.of();
            case "LOAD_DISPATCH", "BID_LOAD" -> POWER;
            case "BID_ENERGY", "CHARGE_STATE" -> ENERGY;
            case "ELECTRICITY_PRICE", "ENERGY_PRICE", "BID_PRICE" -> ENERGY_PRICE;
            case "DEMAND_CHARGE" -> POWER_PRICE;
            default -> UNITS.keySet();
        };
    }

    /** Levels, multipliers and percentages are numbers. */
    private static boolean isRatio(String type) {
        return switch (type) {
            case "level",
                    "multiplier",
                    "priceMultiplier",
                    "x-loadControlLevelOffset",
                    "x-loadControlPercentOffset" -> true;
            default -> false;
        };
    }

    /** @param unit as given; the usual one of the signal if it is empty */
    static Optional<ItemBase> of(String name, String type, Optional<String> unit) {
        return unit.or(() -> usual(name, type)).map(UNITS::get);
    }

    private static Optional<String> usual(String name, String type) {
        if (isRatio(type)) {
            return Optional.empty();
        }
        return switch (name) {
            case "LOAD_DISPATCH", "BID_LOAD" -> Optional.of("W");
            case "BID_ENERGY", "CHARGE_STATE" -> Optional.of("Wh");
            case "ELECTRICITY_PRICE", "ENERGY_PRICE", "BID_PRICE" -> Optional.of("EUR/kWh");
            case "DEMAND_CHARGE" -> Optional.of("EUR/kW");
            default -> Optional.empty();
        };
    }

    /** Of a baseline, whose unit is one of power if none is given. */
    static Optional<ItemBase> ofBaseline(Optional<String> unit) {
        return Optional.of(UNITS.get(unit.orElse("W")));
    }

    /** What is wrong with the unit of a baseline; empty if nothing. */
    static Optional<String> baselineObjection(String unit) {
        return POWER.contains(unit) || ENERGY.contains(unit)
                ? Optional.empty()
                : Optional.of("a baseline has no unit '%s'; use one of power or energy".formatted(unit));
    }
}
