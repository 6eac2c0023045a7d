package eu.flexcoop.middleware.analytics.core.internal;

/** A descriptor cannot be understood; the message names place, value found and what is accepted. */
final class InvalidDescriptorException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidDescriptorException(String message) {
        super(message);
    }
}
