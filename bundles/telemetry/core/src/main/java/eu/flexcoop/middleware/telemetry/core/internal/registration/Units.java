package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.telemetry.api.ReportedUnit;

/**
 * The units and SI scale codes of OpenADR 2.0b ({@code oadr_power_20b.xsd}, {@code oadr_20b.xsd}, {@code
 * oadr_siscale_20b.xsd}), and the spellings that boxes use in a {@code customUnit}.
 */
final class Units {
    /** How a reported unit becomes the unit that is stored. */
    record Stored(String unit, Conversion conversion) {}

    private static final Map<String, Integer> POWERS_OF_TEN = Map.ofEntries(
            Map.entry("p", -12),
            Map.entry("n", -9),
            Map.entry("micro", -6),
            Map.entry("m", -3),
            Map.entry("c", -2),
            Map.entry("d", -1),
            Map.entry("none", 0),
            Map.entry("", 0),
            Map.entry("k", 3),
            Map.entry("M", 6),
            Map.entry("G", 9),
            Map.entry("T", 12));

    private static final Map<String, Stored> UNITS = units();

    /** The unit that each itemBase of the schema is stored in; those of others are up to whoever sends them. */
    private static final Map<String, String> QUANTITIES = Map.ofEntries(
            Map.entry("energyReal", "kWh"),
            Map.entry("energyApparent", "kVAh"),
            Map.entry("energyReactive", "kvarh"),
            Map.entry("powerReal", "W"),
            Map.entry("powerApparent", "VA"),
            Map.entry("powerReactive", "var"),
            Map.entry("voltage", "V"),
            Map.entry("current", "A"),
            Map.entry("frequency", "Hz"),
            Map.entry("temperature", "°C"),
            Map.entry("Therm", "thm"),
            Map.entry("pulseCount", "count"));

    private static final String CURRENCY = "currency";
    private static final Pattern CURRENCY_CODE = Pattern.compile("[A-Z]{3}");

    private Units() {}

    private static Map<String, Stored> units() {
        Map<String, Stored> units = new HashMap<>();
        put(units, "kWh", 1e-3, "Wh");
        put(units, "kWh", 1, "kWh");
        put(units, "kWh", 1e3, "MWh");
        put(units, "kWh", 1 / 3.6e6, "J", "Ws");
        put(units, "W", 1, "W", "J/s");
        put(units, "W", 1e-3, "mW");
        put(units, "W", 1e3, "kW");
        put(units, "W", 1e6, "MW");
        put(units, "V", 1, "V");
        put(units, "V", 1e-3, "mV");
        put(units, "V", 1e3, "kV");
        put(units, "A", 1, "A");
        put(units, "A", 1e-3, "mA");
        put(units, "A", 1e3, "kA");
        put(units, "kVAh", 1e-3, "VAh");
        put(units, "kVAh", 1, "kVAh");
        put(units, "kvarh", 1e-3, "VARh");
        put(units, "kvarh", 1, "kVARh");
        put(units, "VA", 1, "VA");
        put(units, "VA", 1e3, "kVA");
        put(units, "var", 1, "VAR");
        put(units, "var", 1e3, "kVAR");
        put(units, "Hz", 1, "Hz");
        put(units, "thm", 1, "thm");
        put(units, "count", 1, "count");
        put(units, "%", 1, "%", "percent", "%RH");
        put(units, "lx", 1, "lx", "lux");
        put(units, "°C", 1, "celsius", "°C", "degC");
        units.put("fahrenheit", new Stored("°C", new Conversion(5 / 9.0, -160 / 9.0)));
        units.put("°f", units.get("fahrenheit"));
        units.put("k", new Stored("°C", new Conversion(1, -273.15)));
        return Map.copyOf(units);
    }

    private static void put(Map<String, Stored> units, String stored, double factor, String... spellings) {
        for (String spelling : spellings) {
            units.put(key(spelling), new Stored(stored, new Conversion(factor, 0)));
        }
    }

    /** Case matters for the prefix alone: mW and MW, mV and MV differ, "wh" and "Wh" do not. */
    private static String key(String spelling) {
        return spelling.startsWith("M")
                ? "mega" + spelling.substring(1).toLowerCase(Locale.ROOT)
                : spelling.toLowerCase(Locale.ROOT);
    }

    /** The unit that values are stored in, for a metric that does not prescribe one. */
    static Stored stored(ReportedUnit reported) throws PointRefusedException {
        Integer power = POWERS_OF_TEN.get(reported.scale());
        if (power == null) {
            throw new PointRefusedException(
                    "siScaleCode '%s' is unknown, use one of p, n, micro, m, c, d, k, M, G, T, none"
                            .formatted(reported.scale()));
        }
        // a power of ten as a decimal literal: 10^-3 computed by pow is off by one bit
        Conversion scale = new Conversion(Double.parseDouble("1e" + power), 0);
        if (reported.itemBase().equals("pulseCount") && reported.pulseFactor().isPresent()) {
            return new Stored(
                    "kWh", scale.then(new Conversion(reported.pulseFactor().get(), 0)));
        }
        Stored unit = UNITS.get(key(reported.unit().strip()));
        check(reported, unit);
        if (unit == null) {
            return new Stored(reported.unit().strip(), scale);
        }
        return new Stored(unit.unit(), scale.then(unit.conversion()));
    }

    /** A unit that is none of its quantity is a mistake of whoever configured the box; which one is not known. */
    private static void check(ReportedUnit reported, Stored unit) throws PointRefusedException {
        String expected = QUANTITIES.get(reported.itemBase());
        if (expected != null && (unit == null || !unit.unit().equals(expected))) {
            throw new PointRefusedException(
                    "unit '%s' is no unit of %s".formatted(reported.unit(), reported.itemBase()));
        }
        if (reported.itemBase().startsWith(CURRENCY)
                && !CURRENCY_CODE.matcher(reported.unit().strip()).matches()) {
            throw new PointRefusedException("unit '%s' is no code of a currency (ISO 4217)".formatted(reported.unit()));
        }
    }

    /**
     * Conversion into the unit of a metric.
     *
     * @param unit empty for a metric whose values have no unit: their scale alone is applied
     */
    static Conversion conversion(ReportedUnit reported, String unit) throws PointRefusedException {
        Stored stored = stored(reported);
        if (!unit.isEmpty() && !stored.unit().equals(unit)) {
            throw new PointRefusedException("unit '%s' cannot be converted to %s".formatted(reported.unit(), unit));
        }
        return stored.conversion();
    }
}
