package eu.flexcoop.middleware.imports.amon.internal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The types of readings that are understood, with their units. Units are case-insensitive except for their prefix, as mW and MW
 * differ.
 */
final class AmonTypes {
    private static final String CUSTOM_UNIT = "customUnit";

    private static final Map<String, Double> ENERGY = units(
            "Wh", 1e-3, "kWh", 1.0, "MWh", 1e3, "GWh", 1e6, "J", 1 / 3.6e6, "kJ", 1 / 3.6e3, "MJ", 1 / 3.6, "GJ",
            1e3 / 3.6);
    private static final Map<String, Double> POWER = units("mW", 1e-3, "W", 1.0, "kW", 1e3, "MW", 1e6);
    private static final Map<String, Double> VOLTAGE = units("mV", 1e-3, "V", 1.0, "kV", 1e3);
    private static final Map<String, Double> CURRENT = units("mA", 1e-3, "A", 1.0, "kA", 1e3);
    private static final Map<String, Double> FREQUENCY = units("Hz", 1.0);
    private static final Map<String, Double> TEMPERATURE = units("C", 1.0, "°C", 1.0, "celsius", 1.0, "degC", 1.0);
    private static final Map<String, Double> PERCENT = units("%", 1.0, "percent", 1.0);
    private static final Map<String, Double> VOLUME = units("l", 1e-3, "m3", 1.0, "m³", 1.0);

    private static final Map<String, AmonType> TYPES = types();

    private AmonTypes() {}

    private static Map<String, AmonType> types() {
        Map<String, AmonType> types = new TreeMap<>();
        put(types, new AmonType("electricityConsumption", "energyReal", "", "kWh", ENERGY, true));
        put(types, new AmonType("electricityGeneration", "energyReal", "", "kWh", ENERGY, true));
        put(types, new AmonType("electricityPower", "powerReal", "", "W", POWER, false));
        put(types, new AmonType("electricityVoltage", "voltage", "", "V", VOLTAGE, false));
        put(types, new AmonType("electricityAmps", "current", "", "A", CURRENT, false));
        put(types, new AmonType("electricityFrequency", "frequency", "", "Hz", FREQUENCY, false));
        put(types, new AmonType("temperatureAir", "temperature", "", "celsius", TEMPERATURE, false));
        put(types, new AmonType("temperatureAmbient", "temperature", "", "celsius", TEMPERATURE, false));
        put(types, new AmonType("relativeHumidity", CUSTOM_UNIT, "humidity", "%", PERCENT, false));
        put(types, new AmonType("gasConsumption", CUSTOM_UNIT, "gas_consumption", "kWh", ENERGY, false));
        put(types, new AmonType("heatConsumption", CUSTOM_UNIT, "heat_consumption", "kWh", ENERGY, false));
        put(types, new AmonType("waterConsumption", CUSTOM_UNIT, "water_consumption", "m³", VOLUME, false));
        return types;
    }

    private static void put(Map<String, AmonType> types, AmonType type) {
        types.put(type.name(), type);
    }

    private static Map<String, Double> units(Object... spellingsAndFactors) {
        Map<String, Double> units = new HashMap<>();
        for (int i = 0; i < spellingsAndFactors.length; i += 2) {
            units.put(key((String) spellingsAndFactors[i]), (Double) spellingsAndFactors[i + 1]);
        }
        return Map.copyOf(units);
    }

    /** {@code MWh} and {@code mwh} differ, {@code kWh} and {@code KWH} do not. */
    static String key(String unit) {
        String stripped = unit.strip();
        return stripped.startsWith("M")
                ? "mega" + stripped.substring(1).toLowerCase(Locale.ROOT)
                : stripped.toLowerCase(Locale.ROOT);
    }

    static Optional<AmonType> type(String name) {
        return Optional.ofNullable(TYPES.get(name));
    }

    /** For advice. */
    static String names() {
        return String.join(", ", TYPES.keySet());
    }
}
