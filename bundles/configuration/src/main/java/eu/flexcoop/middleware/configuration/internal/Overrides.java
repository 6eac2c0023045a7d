package eu.flexcoop.middleware.configuration.internal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;

/**
 * Environment variables and system properties that Karaf's {@code KarafConfigurationPlugin} puts in the place of values when a
 * configuration is delivered: {@code <PID>_<KEY>} with underscores for dots, and {@code <pid>.<key>}. Only keys that a configuration has are
 * replaced. Delivery comes after the check, so the check puts them in as well.
 */
final class Overrides {
    private Overrides() {}

    static Map<String, Object> applied(String pid, Map<String, Object> values) {
        Map<String, Object> applied = new TreeMap<>(values);
        applied.replaceAll((key, value) -> {
            String variable = System.getenv(variable(pid, key));
            String property = System.getProperty(property(pid, key));
            return variable != null ? variable : property != null ? property : value;
        });
        return applied;
    }

    /** Adds where the value comes from if it is not in the file. */
    static ConfigurationProblem explained(String pid, ConfigurationProblem problem) {
        return source(pid, problem.key())
                .map(source -> new ConfigurationProblem(
                        problem.file(),
                        problem.key(),
                        problem.value(),
                        problem.reason() + "; the value is that of " + source))
                .orElse(problem);
    }

    private static Optional<String> source(String pid, String key) {
        if (System.getenv(variable(pid, key)) != null) {
            return Optional.of("the environment variable " + variable(pid, key));
        }
        return System.getProperty(property(pid, key)) == null
                ? Optional.empty()
                : Optional.of("the system property " + property(pid, key));
    }

    private static String variable(String pid, String key) {
        return property(pid, key).toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static String property(String pid, String key) {
        return pid + "." + key;
    }
}
