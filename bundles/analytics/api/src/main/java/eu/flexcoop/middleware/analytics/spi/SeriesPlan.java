package eu.flexcoop.middleware.analytics.spi;

import java.util.Map;
import java.util.Objects;

/**
 * A map and a reduce step in Java over points of the long-term store.
 *
 * @param function class of the module's bundle with a public constructor without parameters; instances of it are made
 *     wherever the work is done, which may be another machine
 * @param settings given to each instance of the function
 */
public record SeriesPlan(SeriesInput input, Class<? extends SeriesFunction> function, Map<String, String> settings)
        implements Plan {
    public SeriesPlan {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(function, "function");
        settings = Plan.settings(settings);
    }

    /** A plan whose function needs no settings. */
    public static SeriesPlan of(SeriesInput input, Class<? extends SeriesFunction> function) {
        return new SeriesPlan(input, function, Map.of());
    }
}
