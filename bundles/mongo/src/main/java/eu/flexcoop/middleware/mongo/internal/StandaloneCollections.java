package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;

import com.mongodb.client.MongoClient;

import eu.flexcoop.middleware.mongo.api.MongoCollections;

/** Collections for tests and programs without OSGi. */
public final class StandaloneCollections {
    private static final String OWNER = "standalone";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private StandaloneCollections() {}

    public static MongoCollections of(MongoClient client, String database) {
        return new StoredCollections(
                OWNER,
                client,
                client.getDatabase(database),
                new CollectionOwners(client.getDatabase(database)),
                new CollectionIndexes(TIMEOUT, Long.MAX_VALUE),
                RetentionPeriods.defaults());
    }
}
