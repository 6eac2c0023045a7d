package eu.flexcoop.middleware.servers.api;

import java.net.URI;

/** An address that does not change. */
record FixedAddress(ServerKind kind, URI uri) implements ServerAddress {
    @Override
    public String toString() {
        return kind + " at " + withoutPassword();
    }
}
