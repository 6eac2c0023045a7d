package eu.flexcoop.middleware.analytics.api;

import java.util.List;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** No installed module has that name. */
public class UnknownModuleException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    /** @param known names of the modules that there are */
    public UnknownModuleException(String name, List<String> known) {
        super(
                "analytics:module.unknown",
                404,
                "There is no module '%s', installed are: %s"
                        .formatted(name, known.isEmpty() ? "none" : String.join(", ", known)),
                "module:list shows the modules; deploy the bundle that brings this one.");
    }
}
