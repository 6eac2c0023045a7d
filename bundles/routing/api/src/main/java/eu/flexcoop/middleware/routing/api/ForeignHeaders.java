package eu.flexcoop.middleware.routing.api;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Takes out the headers with which the sender of a message could steer Camel (which file is written, which command is run).
 * Camel's own filters let odd spellings such as {@code CAmelExec} through. Put it first behind every consumer of a network
 * protocol. Thread-safe.
 */
public final class ForeignHeaders implements Processor {
    private static final String STEERING = "camel";

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage()
                .getHeaders()
                .keySet()
                .removeIf(name -> name.regionMatches(true, 0, STEERING, 0, STEERING.length()));
    }
}
