package eu.flexcoop.middleware.mongo.internal;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.mongo.api.MongoCollections;

/** Gives each bundle an instance that claims collections under the name of the bundle. */
final class CollectionsPerBundle implements ServiceFactory<MongoCollections> {
    private final MongoClient client;
    private final MongoDatabase database;
    private final CollectionOwners owners;
    private final CollectionIndexes indexes;
    private final RetentionPeriods periods;

    CollectionsPerBundle(
            MongoClient client, MongoDatabase database, CollectionIndexes indexes, RetentionPeriods periods) {
        this.client = client;
        this.database = database;
        this.owners = new CollectionOwners(database);
        this.indexes = indexes;
        this.periods = periods;
    }

    @Override
    public MongoCollections getService(Bundle bundle, ServiceRegistration<MongoCollections> registration) {
        return forBundle(bundle.getSymbolicName());
    }

    MongoCollections forBundle(String symbolicName) {
        return new StoredCollections(symbolicName, client, database, owners, indexes, periods);
    }

    @Override
    public void ungetService(
            Bundle bundle, ServiceRegistration<MongoCollections> registration, MongoCollections service) {
        // the instance holds nothing of its own
    }
}
