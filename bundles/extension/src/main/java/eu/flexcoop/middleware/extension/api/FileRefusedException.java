package eu.flexcoop.middleware.extension.api;

/** A file of a bundle cannot be used; the message says what is wrong and where in the file. */
public class FileRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public FileRefusedException(String message) {
        super(message);
    }

    public FileRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
