package eu.flexcoop.middleware.imports.amon.internal;

/** A part of an upload is not taken in; the message is the reason. Becomes an entry of the report. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason);
    }
}
