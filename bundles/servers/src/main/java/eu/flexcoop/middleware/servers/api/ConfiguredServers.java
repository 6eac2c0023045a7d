package eu.flexcoop.middleware.servers.api;

import java.net.URI;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Which servers the configuration names; they run elsewhere and are not started here. */
@ProviderType
public interface ConfiguredServers {
    /** The address that was configured, empty where there is none. */
    Optional<URI> address(ServerKind kind);
}
