package eu.flexcoop.middleware.analytics.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.analytics.spi.PlanKind;

/**
 * The description of a module in {@code OSGI-INF/module.json}.
 *
 * @param name unique, small letters, digits and {@code _}; names the collection of its results, {@code result_<name>}
 * @param title one line for operators
 * @param inputs metrics that it reads, for example {@code kwh}
 * @param outputKey fields that identify a result; a result with the same values replaces the earlier one
 * @param plan kind of the plans that it makes; series if the file does not say it
 * @param queue task queue of its runs
 * @param parameters title of each parameter by name, in the order of the file; empty where it has none
 */
public record ModuleDescriptor(
        String name,
        String title,
        List<String> inputs,
        List<String> outputKey,
        PlanKind plan,
        String queue,
        Map<String, String> parameters) {
    /** The pattern of module names. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");

    public ModuleDescriptor {
        Objects.requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a name of a module: use small letters, digits and '_'".formatted(name));
        }
        Objects.requireNonNull(title, "title");
        inputs = List.copyOf(inputs);
        outputKey = List.copyOf(outputKey);
        if (outputKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "Module '%s' names no output key, so its results could not be identified".formatted(name));
        }
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(queue, "queue");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Collection that holds its results. */
    public String resultCollection() {
        return "result_" + name;
    }
}
