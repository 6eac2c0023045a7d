package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.bson.Document;
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

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.servers.api.ServerAddress;

/**
 * Holds the client of MongoDB. Registers it and the {@link MongoCollections} after the first answer of a primary and keeps
 * them while the server restarts, since the driver finds it again by itself.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.mongo",
        property = {"hc.name=MongoDB", "hc.tags=servers", "hc.tags=mongodb"})
@Designate(ocd = MongoConnection.Config.class)
public final class MongoConnection implements HealthCheck {
    /** Where the client is not told otherwise by its address. */
    @ObjectClassDefinition(name = "Flexcoop MongoDB client")
    public @interface Config {
        @AttributeDefinition(description = "How long a call waits for a primary before it fails, ISO-8601")
        String serverSelectionTimeout() default "PT5S";

        @AttributeDefinition(description = "How long opening a connection may take, ISO-8601")
        String connectTimeout() default "PT2S";

        @AttributeDefinition(description = "How long the answer to one command may take, ISO-8601")
        String readTimeout() default "PT60S";

        @AttributeDefinition(description = "Connections at most; further callers wait for a free one")
        int maxConnections() default 64;

        @AttributeDefinition(description = "How long opening a collection is tried while the server is away, ISO-8601")
        String openTimeout() default "PT15S";
    }

    private static final Logger LOG = LoggerFactory.getLogger(MongoConnection.class);
    private static final String DEFAULT_DATABASE = "flexcoop";
    private static final Document PING = new Document("ping", 1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final BundleContext bundleContext;
    private final ConnectionString address;
    private final ReachabilityLog reachability;
    private final MongoClient client;
    private final MongoDatabase database;
    private final CollectionsPerBundle collections;
    private final ScheduledExecutorService firstContact;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public MongoConnection(
            BundleContext bundleContext,
            @Reference(target = "(server=mongodb)") ServerAddress server,
            Config config,
            Map<String, Object> configuration) {
        // first, since a mistake in the configuration must not leave a client behind
        RetentionPeriods periods = RetentionPeriods.of(configuration);
        this.bundleContext = bundleContext;
        this.address = new ConnectionString(server.uri().toString());
        this.reachability = new ReachabilityLog(String.join(",", address.getHosts()));
        this.client = MongoClients.create(ClientSettings.of(address, config, reachability));
        this.database = client.getDatabase(address.getDatabase() == null ? DEFAULT_DATABASE : address.getDatabase());
        this.collections = new CollectionsPerBundle(
                client, database, new CollectionIndexes(Duration.parse(config.openTimeout())), periods);
        this.firstContact = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "mongodb-first-contact");
            thread.setDaemon(true);
            return thread;
        });
        firstContact.execute(this::greet);
    }

    private void greet() {
        try {
            database.runCommand(PING);
        } catch (MongoException e) {
            LOG.debug("No primary of MongoDB at {} yet", address.getHosts(), e);
            if (!firstContact.isShutdown()) {
                firstContact.schedule(this::greet, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
            return;
        }
        LOG.info("MongoDB at {} answers, database {}", address.getHosts(), database.getName());
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(ServerAddress.SERVER, "mongodb"));
        registrations.add(bundleContext.registerService(MongoClient.class, client, properties));
        registrations.add(bundleContext.registerService(MongoCollections.class, collections, properties));
        firstContact.shutdown();
    }

    @Override
    public Result execute() {
        if (!reachability.isReachable()) {
            return new Result(
                    Result.Status.CRITICAL,
                    "MongoDB at %s does not answer; store:status shows whether it is being restarted"
                            .formatted(address.getHosts()));
        }
        try {
            database.runCommand(PING);
            return new Result(Result.Status.OK, "MongoDB at %s answers".formatted(address.getHosts()));
        } catch (MongoException e) {
            return new Result(
                    Result.Status.CRITICAL,
                    "MongoDB at %s does not answer: %s".formatted(address.getHosts(), e.getMessage()));
        }
    }

    @Deactivate
    public void close() throws InterruptedException {
        firstContact.shutdownNow();
        if (!firstContact.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("The first contact with MongoDB did not end in time");
        }
        registrations.forEach(ServiceRegistration::unregister);
        client.close();
    }
}
