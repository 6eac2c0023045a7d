package eu.flexcoop.middleware.analytics.api;

import java.util.Objects;
import java.util.Optional;

/**
 * An installed module and its state now.
 *
 * @param bundle symbolic name and version of the bundle that brought it
 * @param missing what it still needs, for a module that is {@link ModuleState#DECLARED}
 */
public record ModuleStatus(ModuleDescriptor descriptor, ModuleState state, String bundle, Optional<String> missing) {
    public ModuleStatus {
        Objects.requireNonNull(descriptor, "descriptor");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(missing, "missing");
    }
}
