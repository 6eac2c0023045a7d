package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import org.bson.UuidRepresentation;

/** What the client is built from: our defaults, over them the options of the address, over all durable writes. */
final class ClientSettings {
    private ClientSettings() {}

    static MongoClientSettings of(ConnectionString address, MongoConnection.Config config, ReachabilityLog log) {
        long selection = Duration.parse(config.serverSelectionTimeout()).toMillis();
        int connect = Math.toIntExact(Duration.parse(config.connectTimeout()).toMillis());
        int read = Math.toIntExact(Duration.parse(config.readTimeout()).toMillis());
        return MongoClientSettings.builder()
                .applicationName("flexcoop-middleware")
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .codecRegistry(new DocumentCodecs())
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(selection, TimeUnit.MILLISECONDS)
                        .addClusterListener(log))
                .applyToSocketSettings(socket ->
                        socket.connectTimeout(connect, TimeUnit.MILLISECONDS).readTimeout(read, TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(
                        pool -> pool.maxSize(config.maxConnections()).maxWaitTime(selection, TimeUnit.MILLISECONDS))
                // a server that comes back is found again within this, the driver's default is ten seconds
                .applyToServerSettings(server -> server.heartbeatFrequency(2, TimeUnit.SECONDS))
                .applyConnectionString(address)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .build();
    }
}
