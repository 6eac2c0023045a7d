package eu.flexcoop.middleware.analytics.api;

import java.util.List;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** No installed module has that name. */
public class UnknownModuleException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    /** @param known names of the installed modules */
    public UnknownModuleException(String name, List<String> known) {
        super(
                "analytics:module.unknown",
                404,
                "Module '%s' is not installed, there are: %s"
                        .formatted(name, known.isEmpty() ? "none" : String.join(", ", known)),
                "module:list shows the modules; deploy the bundle that brings this one.");
    }
}
