package eu.flexcoop.middleware.ops.shell.internal;

/** A command could not do what it was asked for; the message is all that the operator sees. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
