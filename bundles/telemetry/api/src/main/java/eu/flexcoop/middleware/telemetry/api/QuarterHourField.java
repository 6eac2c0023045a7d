package eu.flexcoop.middleware.telemetry.api;

import java.util.Objects;

/**
 * A field of the 15-minute documents. Several metrics may fill the same field.
 *
 * @param collection collection of the documents, for example {@code meter}
 * @param name name of the field and of its series in the long-term store, for example {@code kwh}
 * @param unit unit of the values, for example {@code kWh}; empty for states and indices
 * @param longTerm whether the values are also written to the long-term store
 */
public record QuarterHourField(String collection, String name, String unit, boolean longTerm) {
    public QuarterHourField {
        Objects.requireNonNull(collection, "collection");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(unit, "unit");
    }
}
