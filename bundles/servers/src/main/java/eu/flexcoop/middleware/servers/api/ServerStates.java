package eu.flexcoop.middleware.servers.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The states of some servers. There may be two such services, one for configured servers and one for those that this machine
 * starts; together they name each {@link ServerKind} once. Thread-safe and without waiting.
 */
@ProviderType
public interface ServerStates {
    List<ServerState> states();
}
