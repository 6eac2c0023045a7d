package eu.flexcoop.middleware.routes.results.publish.internal;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;

/** The configured list of modules. */
final class PublishedModules {
    private PublishedModules() {}

    /**
     * Reads it, in its order.
     *
     * @throws IllegalArgumentException if it has what cannot be the name of a module
     */
    static Set<String> parse(String configured) {
        Set<String> modules = Arrays.stream(configured.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String module : modules) {
            if (!ModuleDescriptor.NAME.matcher(module).matches()) {
                throw new IllegalArgumentException(
                        "'%s' of 'modules' in etc/%s.cfg is not a name of a module: use small letters, digits and '_'"
                                .formatted(module, PublishConfig.PID));
            }
        }
        return modules;
    }
}
