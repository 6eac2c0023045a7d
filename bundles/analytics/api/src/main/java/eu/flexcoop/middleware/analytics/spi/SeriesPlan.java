package eu.flexcoop.middleware.analytics.spi;

import java.util.Map;
import java.util.Objects;

/**
 * What a run reads and what it does with it.
 *
 * @param function class of the module's bundle with a public constructor without parameters; instances of it are made
 *     wherever the work is done, which may be another machine
 * @param settings given to each instance of the function
 */
public record SeriesPlan(SeriesInput input, Class<? extends SeriesFunction> function, Map<String, String> settings) {
    public SeriesPlan {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(function, "function");
        settings = Map.copyOf(settings);
    }
}
