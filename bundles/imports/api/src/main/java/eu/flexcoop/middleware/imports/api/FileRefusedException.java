package eu.flexcoop.middleware.imports.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A file is not of the format that it should have. Nothing of it is stored. */
public class FileRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason what is wrong, with the place where it was found
     * @param advice what its sender can change
     */
    public FileRefusedException(String reason, String advice) {
        super("imports:file.refused", 400, reason, advice);
    }
}
