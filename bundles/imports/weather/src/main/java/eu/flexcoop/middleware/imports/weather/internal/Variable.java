package eu.flexcoop.middleware.imports.weather.internal;

import java.util.Map;

/**
 * Something that weather stations measure.
 *
 * @param name as the platform calls it
 * @param unit in which it is stored
 * @param lowest smallest value that is believed
 * @param highest largest value that is believed
 * @param units others that are converted, in lower case
 */
record Variable(String name, String unit, double lowest, double highest, Map<String, Conversion> units) {
    /** A linear conversion into the stored unit: {@code value * factor + offset}. */
    record Conversion(double factor, double offset) {
        static final Conversion NONE = new Conversion(1, 0);

        double apply(double value) {
            return value * factor + offset;
        }
    }

    Variable {
        units = Map.copyOf(units);
    }

    boolean believes(double value) {
        return value >= lowest && value <= highest;
    }
}
