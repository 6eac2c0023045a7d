package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;

/** The broker has no queue of that name. */
final class NoSuchQueueException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSuchQueueException(String queue) {
        super("there is no queue '%s', declare it first".formatted(queue));
    }
}
