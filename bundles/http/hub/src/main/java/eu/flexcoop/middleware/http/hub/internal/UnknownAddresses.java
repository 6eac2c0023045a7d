package eu.flexcoop.middleware.http.hub.internal;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;

/** Answers, in the form of the listener, for all addresses that no endpoint has. */
final class UnknownAddresses implements HttpEndpoint {
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
        throw new UnknownAddressException("/" + exchange.path());
    }
}
