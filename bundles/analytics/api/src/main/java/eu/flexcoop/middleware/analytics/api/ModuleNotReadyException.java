package eu.flexcoop.middleware.analytics.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A module is installed but cannot run now. */
public class ModuleNotReadyException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    /** @param missing what it needs */
    public ModuleNotReadyException(String name, String missing) {
        super(
                "analytics:module.notready",
                409,
                "Module '%s' cannot run: %s".formatted(name, missing),
                "module:list shows what each module needs.");
    }
}
