package eu.flexcoop.middleware.imports.weather.internal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.imports.weather.internal.Variable.Conversion;

/** What a column of CSV or a field of JSON holds. */
sealed interface Column {
    /** The station, the time or the place. */
    enum Key implements Column {
        STATION,
        TIME,
        LAT,
        LON
    }

    /** Nothing that is kept. */
    enum Ignored implements Column {
        IGNORED
    }

    /** A text of a forecast, such as {@code summary_3}. */
    record Text(String field) implements Column {}

    /**
     * A variable.
     *
     * @param hour hours after the time of the record for a forecast, empty for an observation
     */
    record Value(Variable variable, Conversion conversion, Optional<Integer> hour) implements Column {
        String field() {
            return hour.map(hours -> variable.name() + '_' + hours).orElse(variable.name());
        }
    }

    /** Hours that a forecast of the platform reaches. */
    int LAST_HOUR = 48;

    Map<String, Key> KEYS = Map.ofEntries(
            Map.entry("stationid", Key.STATION),
            Map.entry("station_id", Key.STATION),
            Map.entry("station", Key.STATION),
            Map.entry("time", Key.TIME),
            Map.entry("timestamp", Key.TIME),
            Map.entry("dt", Key.TIME),
            Map.entry("ts", Key.TIME),
            Map.entry("lat", Key.LAT),
            Map.entry("latitude", Key.LAT),
            Map.entry("lon", Key.LON),
            Map.entry("longitude", Key.LON));
    Map<String, String> OTHER_NAMES = Map.of("tempC", "temperature (C)", "tempF", "temperature (F)");
    Set<String> TEXTS = Set.of("icon", "precipType", "summary");

    /** {@code temperature}, {@code temperature (F)}, {@code temperature_12}. */
    Pattern NAME = Pattern.compile("([A-Za-z]+)(?:_(\\d{1,2}))?(?: ?[(\\[]([^)\\]]*)[)\\]])?");

    /** Empty if the name is unknown. */
    static Optional<Column> named(String name, Set<String> ignored) {
        if (name.isBlank() || ignored.contains(name)) {
            return Optional.of(Ignored.IGNORED);
        }
        Key key = KEYS.get(name.toLowerCase(Locale.ROOT));
        if (key != null) {
            return Optional.of(key);
        }
        Matcher parts = NAME.matcher(OTHER_NAMES.getOrDefault(name, name));
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<Integer> hour = Optional.ofNullable(parts.group(2)).map(Integer::valueOf);
        if (hour.filter(hours -> hours > LAST_HOUR).isPresent()) {
            return Optional.empty();
        }
        if (TEXTS.contains(parts.group(1)) && hour.isPresent()) {
            return Optional.of(new Text(name));
        }
        return Variables.named(parts.group(1)).flatMap(variable -> conversion(variable, parts.group(3))
                .map(conversion -> new Value(variable, conversion, hour)));
    }

    private static Optional<Conversion> conversion(Variable variable, String unit) {
        return unit == null
                ? Optional.of(Conversion.NONE)
                : Optional.ofNullable(variable.units().get(unit.strip().toLowerCase(Locale.ROOT)));
    }
}
