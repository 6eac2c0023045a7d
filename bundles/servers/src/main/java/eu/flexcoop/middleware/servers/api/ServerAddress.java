package eu.flexcoop.middleware.servers.api;

import java.net.URI;
import java.util.Objects;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where one server is reached. The service appears once the address is known to be right: at once for a configured
 * server, after the first sign of readiness for one that this machine starts. It stays while the server restarts.
 *
 * <p>Select one with the target {@code (server=mongodb)}, {@code (server=hbase)} or {@code (server=amqp)}.
 */
@ProviderType
public interface ServerAddress {
    /** Service property with the key of the {@link ServerKind}. */
    String SERVER = "server";

    ServerKind kind();

    /**
     * {@code mongodb://host:port/database?options}, {@code hbase://zookeeper-host[,host]:port} or
     * {@code amqp://user:password@host:port/vhost}. May hold a password: never log it.
     */
    URI uri();

    /** The address as it may be shown to anybody. */
    default String withoutPassword() {
        String text = uri().toString();
        int query = text.indexOf('?');
        return (query < 0 ? text : text.substring(0, query)).replaceFirst("//[^/@]*@", "//");
    }

    static ServerAddress of(ServerKind kind, URI uri) {
        return new FixedAddress(Objects.requireNonNull(kind, "kind"), Objects.requireNonNull(uri, "uri"));
    }
}
