package eu.flexcoop.middleware.ops.shell.internal;

/** A command failed; the message is all that the operator sees. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
