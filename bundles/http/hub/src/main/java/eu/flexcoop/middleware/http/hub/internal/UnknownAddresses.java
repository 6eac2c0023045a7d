package eu.flexcoop.middleware.http.hub.internal;

import java.util.function.BooleanSupplier;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;

/** Answers, in the form of the listener, for all addresses that no endpoint has, or not yet. */
final class UnknownAddresses implements HttpEndpoint {
    private final BooleanSupplier started;

    /** @param started whether the start of the node is over */
    UnknownAddresses(BooleanSupplier started) {
        this.started = started;
    }

    @Override
    public String address() {
        return "/";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    /** Nothing can be changed here. */
    @Override
    public boolean isAudited() {
        return false;
    }

    /** None is read, so that every request gets 404. */
    @Override
    public long maxBodyBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public void handle(HttpExchange exchange) {
        if (!started.getAsBoolean()) {
            throw TryLaterException.starting("/" + exchange.path());
        }
        throw new UnknownAddressException("/" + exchange.path());
    }
}
