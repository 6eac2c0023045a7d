package eu.flexcoop.middleware.mongo.internal;

import java.util.List;
import java.util.Map;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.Document;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.OwnedCollection;
import eu.flexcoop.middleware.mongo.api.Retention;

/** The database as one bundle sees it. */
final class StoredCollections implements MongoCollections {
    private final String bundle;
    private final MongoClient client;
    private final MongoDatabase database;
    private final CollectionOwners owners;
    private final CollectionIndexes indexes;
    private final RetentionPeriods periods;

    /** @param bundle symbolic name of the bundle that uses this instance */
    StoredCollections(
            String bundle,
            MongoClient client,
            MongoDatabase database,
            CollectionOwners owners,
            CollectionIndexes indexes,
            RetentionPeriods periods) {
        this.bundle = bundle;
        this.client = client;
        this.database = database;
        this.owners = owners;
        this.indexes = indexes;
        this.periods = periods;
    }

    @Override
    public MongoCollection<Document> open(String name, Retention retention, IndexModel... indexModels) {
        return open(name, true, retention, indexModels);
    }

    @Override
    public MongoCollection<Document> openShared(String name, Retention retention, IndexModel... indexModels) {
        return open(name, false, retention, indexModels);
    }

    private MongoCollection<Document> open(String name, boolean exclusive, Retention asked, IndexModel... indexModels) {
        Retention retention = periods.of(name, asked);
        owners.claim(new OwnedCollection(name, bundle, exclusive, retention));
        MongoCollection<Document> collection = database.getCollection(name);
        indexes.create(database, collection, retention, indexModels);
        return collection;
    }

    @Override
    public List<OwnedCollection> owned() {
        return owners.all();
    }

    @Override
    public boolean isOwned(String name) {
        return owners.isOwned(name);
    }

    @Override
    public MongoDatabase database() {
        return database;
    }

    @Override
    public Map<String, Integer> indexBuilds(String collection) {
        return new IndexProgress(client.getDatabase("admin"), database.getName()).of(collection);
    }

    @Override
    public ClientSession startSession() {
        return client.startSession();
    }
}
