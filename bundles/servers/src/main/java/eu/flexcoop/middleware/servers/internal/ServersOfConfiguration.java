package eu.flexcoop.middleware.servers.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.servers.api.ConfiguredServers;
import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerKind;
import eu.flexcoop.middleware.servers.api.ServerState;
import eu.flexcoop.middleware.servers.api.ServerStates;

/** Offers the address of each server that the configuration names. */
@Component(
        service = {ConfiguredServers.class, ServerStates.class},
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.servers")
@Designate(ocd = ServersOfConfiguration.Config.class)
public final class ServersOfConfiguration implements ConfiguredServers, ServerStates {
    /** Servers that run elsewhere. */
    @ObjectClassDefinition(name = "Flexcoop servers")
    public @interface Config {
        @Accepts(Form.MONGODB)
        @AttributeDefinition(
                description = "mongodb://[user:password@]host[:port][,host]/database[?options]; empty: not configured")
        String mongodb_uri() default "";

        @Accepts(Form.QUORUM)
        @AttributeDefinition(description = "ZooKeeper of HBase, host[,host][:port]; empty: not configured")
        String hbase_quorum() default "";

        @Accepts(Form.AMQP)
        @AttributeDefinition(
                description = "amqp://user:password@host[:port]/vhost or amqps://...; empty: not configured")
        String amqp_uri() default "";
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServersOfConfiguration.class);
    private static final int ZOOKEEPER_PORT = 2181;

    private final Map<ServerKind, ServerAddress> addresses = new EnumMap<>(ServerKind.class);
    private final List<ServiceRegistration<ServerAddress>> registrations = new ArrayList<>();
    private final Instant since = Instant.now();

    @Activate
    public ServersOfConfiguration(BundleContext bundleContext, Config config) {
        add(ServerKind.MONGODB, "mongodb.uri", config.mongodb_uri(), Set.of("mongodb", "mongodb+srv"));
        add(ServerKind.HBASE, "hbase.quorum", hbaseUri(config.hbase_quorum().strip()), Set.of("hbase"));
        add(ServerKind.AMQP, "amqp.uri", config.amqp_uri(), Set.of("amqp", "amqps"));
        addresses.forEach((kind, address) -> {
            LOG.info("{} is configured: {}", kind, address.withoutPassword());
            registrations.add(bundleContext.registerService(
                    ServerAddress.class, address, new Hashtable<>(Map.of(ServerAddress.SERVER, kind.key()))));
        });
    }

    private static String hbaseUri(String quorum) {
        if (quorum.isEmpty()) {
            return "";
        }
        return "hbase://" + quorum + (quorum.lastIndexOf(':') < 0 ? ":" + ZOOKEEPER_PORT : "");
    }

    private void add(ServerKind kind, String key, String value, Set<String> schemes) {
        if (value.isBlank()) {
            return;
        }
        try {
            URI uri = new URI(value.strip());
            if (uri.getScheme() == null || !schemes.contains(uri.getScheme()) || uri.getRawAuthority() == null) {
                throw new URISyntaxException("value", "it must begin with " + String.join(":// or ", schemes) + "://");
            }
            addresses.put(kind, ServerAddress.of(kind, uri));
        } catch (URISyntaxException e) {
            // the value may hold a password, so the message tells what is wrong without it
            throw new IllegalArgumentException(
                    "%s in etc/eu.flexcoop.middleware.servers.cfg is no address: %s".formatted(key, e.getReason()));
        }
    }

    @Override
    public Optional<URI> address(ServerKind kind) {
        return Optional.ofNullable(addresses.get(kind)).map(ServerAddress::uri);
    }

    @Override
    public List<ServerState> states() {
        return addresses.values().stream()
                .map(address -> new ServerState(
                        address.kind(),
                        address.withoutPassword(),
                        ServerState.Phase.CONFIGURED,
                        "",
                        OptionalLong.empty(),
                        since))
                .toList();
    }

    @Deactivate
    public void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
