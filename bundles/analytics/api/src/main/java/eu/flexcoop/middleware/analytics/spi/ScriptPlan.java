package eu.flexcoop.middleware.analytics.spi;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A map and a reduce step as scripts over points of the long-term store, run by Hadoop Streaming.
 *
 * @param mapScript path of the map script in the module's bundle
 * @param reduceScript path of the reduce script in the module's bundle
 * @param settings environment variables of both scripts
 */
public record ScriptPlan(
        SeriesInput input, Language language, String mapScript, String reduceScript, Map<String, String> settings)
        implements Plan {
    /** Languages of scripts; the interpreter must be installed on every machine that runs jobs. */
    public enum Language {
        PYTHON,
        R;

        /** The name in descriptors and messages: lower case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ScriptPlan {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(mapScript, "mapScript");
        Objects.requireNonNull(reduceScript, "reduceScript");
        settings = Plan.settings(settings);
    }
}
