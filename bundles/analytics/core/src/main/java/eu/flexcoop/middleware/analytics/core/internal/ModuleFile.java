package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Objects;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;

/** What {@code OSGI-INF/module.json} of a bundle holds. */
record ModuleFile(ModuleDescriptor descriptor, ModuleParameters parameters) {
    ModuleFile {
        Objects.requireNonNull(descriptor, "descriptor");
        Objects.requireNonNull(parameters, "parameters");
    }
}
