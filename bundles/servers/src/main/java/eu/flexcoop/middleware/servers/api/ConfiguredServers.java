package eu.flexcoop.middleware.servers.api;

import java.net.URI;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Which servers run elsewhere, so that nobody starts them here. */
@ProviderType
public interface ConfiguredServers {
    /** The address that was configured, empty where there is none. */
    Optional<URI> address(ServerKind kind);
}
