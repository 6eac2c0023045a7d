package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.bson.Document;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerClient;
import eu.flexcoop.middleware.servers.api.ServerKind;

/**
 * Holds the client of MongoDB. Registers it and the {@link MongoCollections} after the first answer of a primary and keeps
 * them while the server restarts, since the driver finds it again by itself.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.mongo",
        property = {HealthCheck.NAME + "=mongo", HealthCheck.TAGS + "=servers", HealthCheck.TAGS + "=readiness"})
@Designate(ocd = MongoConnection.Config.class)
public final class MongoConnection implements HealthCheck {
    /** Where the client is not told otherwise by its address. */
    @ObjectClassDefinition(name = "Flexcoop MongoDB client")
    public @interface Config {
        @AttributeDefinition(description = "How long a call waits for a primary before it fails, ISO-8601")
        String serverSelectionTimeout() default "PT5S";

        @AttributeDefinition(max = "P1D", description = "How long opening a connection may take, ISO-8601")
        String connectTimeout() default "PT2S";

        @AttributeDefinition(max = "P1D", description = "How long the answer to one command may take, ISO-8601")
        String readTimeout() default "PT60S";

        @AttributeDefinition(
                min = "1",
                max = "10000",
                description = "Connections at most; further callers wait for a free one")
        int maxConnections() default 64;

        @AttributeDefinition(description = "How long opening a collection is tried while the server is away, ISO-8601")
        String openTimeout() default "PT15S";

        /** Without a default and not read from here, since the collection is part of the key. */
        @Accepts(value = Form.DURATION, words = "never")
        @AttributeDefinition(
                min = "PT0S",
                description =
                        "How long documents of the collection are kept, ISO-8601, or never; without it as its owner says, which store:status shows")
        String retention_();
    }

    /** Fewer documents are indexed in well under a second, so their owner may wait for it. */
    private static final long LARGE_FROM = 10_000;

    private static final String DEFAULT_DATABASE = "flexcoop";
    private static final Document PING = new Document("ping", 1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ConnectionString address;
    private final ReachabilityLog reachability;
    private final MongoClient client;
    private final MongoDatabase database;
    private final CollectionIndexes indexes;
    private final CollectionsPerBundle collections;
    private final ServerClient connecting;

    @Activate
    public MongoConnection(
            BundleContext bundleContext,
            @Reference(target = "(server=mongodb)") ServerAddress server,
            Config config,
            Map<String, Object> configuration) {
        // first, since a mistake in the configuration must not leave a client behind
        RetentionPeriods periods = RetentionPeriods.of(configuration);
        this.address = new ConnectionString(server.uri().toString());
        this.reachability = new ReachabilityLog(String.join(",", address.getHosts()));
        this.client = MongoClients.create(ClientSettings.of(address, config, reachability));
        this.database = client.getDatabase(address.getDatabase() == null ? DEFAULT_DATABASE : address.getDatabase());
        this.indexes = new CollectionIndexes(Duration.parse(config.openTimeout()), LARGE_FROM);
        this.collections = new CollectionsPerBundle(client, database, indexes, periods);
        this.connecting = ServerClient.start(bundleContext, ServerKind.MONGODB.key(), PAUSE, this::connect);
    }

    private void connect(ServerClient.Services services) {
        database.runCommand(PING);
        services.add(MongoClient.class, client);
        services.add(MongoCollections.class, collections);
    }

    @Override
    public Result execute() {
        if (!reachability.isReachable()) {
            return new Result(
                    connecting.isConnected() ? Result.Status.CRITICAL : Result.Status.TEMPORARILY_UNAVAILABLE,
                    "MongoDB at %s does not answer; store:status shows whether it is being restarted"
                            .formatted(address.getHosts()));
        }
        try {
            database.runCommand(PING);
            List<String> warnings = indexes.warnings();
            return warnings.isEmpty()
                    ? new Result(Result.Status.OK, "MongoDB at %s answers".formatted(address.getHosts()))
                    : new Result(
                            Result.Status.WARN,
                            "MongoDB at %s answers; %s".formatted(address.getHosts(), String.join("; ", warnings)));
        } catch (MongoException e) {
            return new Result(
                    Result.Status.CRITICAL,
                    "MongoDB at %s does not answer: %s".formatted(address.getHosts(), e.getMessage()));
        }
    }

    @Deactivate
    public void close() throws InterruptedException {
        connecting.close();
        indexes.close();
        client.close();
    }
}
