package eu.flexcoop.middleware.imports.weather.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.imports.weather.internal.Variable.Conversion;

/** The numeric variables of the platform's resource {@code weather}, in the units of the service that it had them from. */
final class Variables {
    private static final Map<String, Conversion> DEGREES = Map.of(
            "c", Conversion.NONE,
            "°c", Conversion.NONE,
            "f", new Conversion(5 / 9.0, -160 / 9.0),
            "°f", new Conversion(5 / 9.0, -160 / 9.0),
            "k", new Conversion(1, -273.15));
    private static final Map<String, Conversion> SHARE = Map.of("%", new Conversion(0.01, 0));
    private static final Map<String, Conversion> SPEED =
            Map.of("m/s", Conversion.NONE, "km/h", new Conversion(1 / 3.6, 0), "mph", new Conversion(0.44704, 0));
    private static final Map<String, Conversion> PRESSURE =
            Map.of("hpa", Conversion.NONE, "mbar", Conversion.NONE, "pa", new Conversion(0.01, 0));
    private static final Map<String, Conversion> LENGTH = Map.of("cm", Conversion.NONE, "mm", new Conversion(0.1, 0));

    private static final Map<String, Variable> ALL = all();

    private Variables() {}

    private static Map<String, Variable> all() {
        Map<String, Variable> all = new LinkedHashMap<>();
        put(all, "temperature", "°C", -90, 65, DEGREES);
        put(all, "apparentTemperature", "°C", -120, 90, DEGREES);
        put(all, "dewPoint", "°C", -120, 65, DEGREES);
        put(all, "humidity", "share", 0, 1.05, SHARE);
        put(all, "pressure", "hPa", 500, 1100, PRESSURE);
        put(all, "windSpeed", "m/s", 0, 120, SPEED);
        put(all, "windGust", "m/s", 0, 150, SPEED);
        put(all, "windBearing", "°", 0, 360, Map.of("°", Conversion.NONE, "deg", Conversion.NONE));
        put(all, "GHI", "W/m²", -20, 1800, Map.of("w/m2", Conversion.NONE, "w/m²", Conversion.NONE));
        put(all, "precipAccumulation", "cm", 0, 1000, LENGTH);
        put(all, "precipIntensity", "mm/h", 0, 1000, Map.of("mm/h", Conversion.NONE));
        put(all, "precipIntensityError", "mm/h", 0, 1000, Map.of("mm/h", Conversion.NONE));
        put(all, "precipProbability", "share", 0, 1, SHARE);
        put(all, "cloudCover", "share", 0, 1, SHARE);
        put(all, "ozone", "DU", 0, 1000, Map.of("du", Conversion.NONE));
        put(all, "uvIndex", "1", 0, 50, Map.of());
        put(all, "visibility", "km", 0, 1000, Map.of("km", Conversion.NONE, "m", new Conversion(1e-3, 0)));
        return all;
    }

    private static void put(
            Map<String, Variable> all,
            String name,
            String unit,
            double lowest,
            double highest,
            Map<String, Conversion> units) {
        all.put(name, new Variable(name, unit, lowest, highest, units));
    }

    static Optional<Variable> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** For advice. */
    static String names() {
        return String.join(", ", ALL.keySet());
    }
}
