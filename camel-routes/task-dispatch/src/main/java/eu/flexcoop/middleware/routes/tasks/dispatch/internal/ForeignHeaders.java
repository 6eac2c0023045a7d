package eu.flexcoop.middleware.routes.tasks.dispatch.internal;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Removes the headers with which the sender of a message could control Camel (which file is written, which command is run).
 * Camel's own filters let other spellings such as {@code CAmelExec} through. It comes first after the consumer. Thread-safe.
 */
final class ForeignHeaders implements Processor {
    private static final String CONTROL_PREFIX = "camel";

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage()
                .getHeaders()
                .keySet()
                .removeIf(name -> name.regionMatches(true, 0, CONTROL_PREFIX, 0, CONTROL_PREFIX.length()));
    }
}
