package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
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

/** Starts the servers that are not configured to run elsewhere, all at once, and offers the address of each when it serves. */
@Component(
        service = {ServerStates.class, HealthCheck.class},
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.embedded",
        property = {HealthCheck.NAME + "=embedded", HealthCheck.TAGS + "=servers"})
@Designate(ocd = EmbeddedServers.Config.class)
public final class EmbeddedServers implements ServerStates, HealthCheck {
    /** Where the servers of a one-machine install lie. */
    @ObjectClassDefinition(name = "Flexcoop embedded servers")
    public @interface Config {
        @Accepts(Form.NEW_FOLDER)
        @AttributeDefinition(description = "Folder for all data, logs and the states of the servers")
        String data() default "data/servers";

        @AttributeDefinition(description = "Folder with the jars of the servers, <name>/lib/*.jar")
        String servers_home() default "servers";

        @Accepts(Form.FILE)
        @AttributeDefinition(description = "Path of mongod; empty: one from the PATH or the downloaded one")
        String mongod() default "";

        @AttributeDefinition(description = "Where a downloaded mongod lies")
        String mongod_downloaded() default "";

        @Accepts(Form.HEAP)
        @AttributeDefinition(description = "Heap of HBase, as -Xmx")
        String hbase_heap() default "512m";

        @Accepts(Form.HEAP)
        @AttributeDefinition(description = "Heap of the AMQP broker, as -Xmx")
        String amqp_heap() default "256m";
    }

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

    private final BundleContext bundleContext;
    private final DataFolder data;
    private final StateFile stateFile;
    private final List<Supervisor> supervisors = new ArrayList<>();
    private final Map<ServerKind, ServiceRegistration<ServerAddress>> registrations = new EnumMap<>(ServerKind.class);

    @Activate
    public EmbeddedServers(BundleContext bundleContext, @Reference ConfiguredServers configured, Config config)
            throws IOException {
        this.bundleContext = bundleContext;
        this.data = DataFolder.take(Path.of(config.data()));
        this.stateFile = new StateFile(data.run().resolve("servers.json"));
        Ports ports = new Ports(data.run().resolve("ports.properties"));
        ServerJars jars = new ServerJars(Path.of(config.servers_home()).toAbsolutePath());
        MongodProgram mongod =
                new MongodProgram(config.mongod(), System.getenv("PATH"), Path.of(config.mongod_downloaded()));
        for (EmbeddedServer server : List.of(
                new Mongod(mongod, data, ports),
                new HBaseServer(jars, config.hbase_heap(), data, ports),
                new AmqpBroker(jars, config.amqp_heap(), data, ports))) {
            if (configured.address(server.kind()).isEmpty()) {
                supervisors.add(new Supervisor(server, data.run(), new Publisher()));
            }
        }
        LOG.info("Starting {} servers with their data in {}", supervisors.size(), data);
        writeStates();
        supervisors.forEach(Supervisor::start);
    }

    private final class Publisher implements Supervisor.Listener {
        @Override
        public void changed(ServerState state) {
            writeStates();
        }

        @Override
        public void ready(ServerAddress address) {
            ServiceRegistration<ServerAddress> fresh = bundleContext.registerService(
                    ServerAddress.class,
                    address,
                    new Hashtable<>(Map.of(ServerAddress.SERVER, address.kind().key())));
            ServiceRegistration<ServerAddress> old;
            synchronized (registrations) {
                old = registrations.put(address.kind(), fresh);
            }
            if (old != null) {
                old.unregister();
            }
        }
    }

    private void writeStates() {
        try {
            stateFile.write(states());
        } catch (IOException e) {
            LOG.warn("The states of the servers cannot be written below {}: {}", data, e.toString());
        }
    }

    @Override
    public List<ServerState> states() {
        return supervisors.stream().map(Supervisor::state).toList();
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (ServerState state : states()) {
            switch (state.phase()) {
                case READY -> log.info("{} is ready at {}", state.kind(), state.address());
                case FAILED -> log.critical("{} failed: {}", state.kind(), state.detail());
                default -> log.temporarilyUnavailable(
                        "{} is {} since {} {}", state.kind(), state.phase(), state.since(), state.detail());
            }
        }
        return new Result(log);
    }

    /** Ends what was started here, within the time of grace of the slowest server. */
    @Deactivate
    public void stop() throws IOException, InterruptedException {
        withdraw(); // the clients leave first, so that they do not complain about servers that go
        supervisors.forEach(Supervisor::stop);
        for (Supervisor supervisor : supervisors) {
            supervisor.awaitStopped();
        }
        withdraw(); // of a server that became ready in that moment
        data.close();
    }

    private void withdraw() {
        List<ServiceRegistration<ServerAddress>> all;
        synchronized (registrations) {
            all = List.copyOf(registrations.values());
            registrations.clear();
        }
        all.forEach(ServiceRegistration::unregister);
    }
}
