package eu.flexcoop.middleware.imports.weather.internal;

import java.time.Instant;
import java.util.Map;

/**
 * The weather at a station and time.
 *
 * @param forecast whether the fields are those of the hours after the time
 * @param fields variables by their name and, for a forecast, hour; texts and numbers, {@code lat} and {@code lon} among them
 */
record WeatherRecord(String station, Instant time, boolean forecast, Map<String, Object> fields) {
    WeatherRecord {
        fields = Map.copyOf(fields);
    }

    String id() {
        return station + '/' + time;
    }
}
