package eu.flexcoop.middleware.resources.api;

import java.util.List;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Definitions or their data cannot be used as an operator asked; the message says why. */
public class DefinitionsRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public DefinitionsRefusedException(String message, String advice) {
        super("resources:definition.refused", 400, message, advice);
    }

    /** @param problems one sentence each */
    public static DefinitionsRefusedException of(List<String> problems) {
        return new DefinitionsRefusedException(
                String.join(System.lineSeparator(), problems), "Correct the definitions; nothing was installed.");
    }
}
