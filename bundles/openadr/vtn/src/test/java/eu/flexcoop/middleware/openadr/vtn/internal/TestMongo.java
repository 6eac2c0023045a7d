package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.util.List;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import org.bson.Document;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.OwnedCollection;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.testing.PrivateMongod;

/** A mongod of this test run alone, started on first use and killed when the JVM ends. Counts the commands it gets. */
public final class TestMongo implements MongoCollections {
    private static TestMongo instance;

    private final Counter counter = new Counter();
    private final PrivateMongod server = PrivateMongod.startOrSkip(counter);
    private final MongoCollections collections = MongoCollections.of(server.client(), PrivateMongod.DATABASE);

    private static final class Counter implements CommandListener {
        private volatile int commands;

        @Override
        public synchronized void commandStarted(CommandStartedEvent event) {
            // change streams wait for changes all the time
            if (!event.getCommandName().equals("getMore")) {
                commands++;
            }
        }
    }

    private TestMongo() throws IOException {}

    /** The server with an empty database; skips the test, visibly, where there is no mongod. */
    public static synchronized TestMongo empty() throws IOException {
        if (instance == null) {
            instance = new TestMongo();
        }
        // dropping it would cost the indexes, which take long to make again
        TestVtn.closeAll();
        for (String collection : instance.database().listCollectionNames()) {
            instance.database().getCollection(collection).deleteMany(new Document());
        }
        return instance;
    }

    int commandsDuring(Runnable work) {
        int before = counter.commands;
        work.run();
        return counter.commands - before;
    }

    @Override
    public MongoCollection<Document> open(String name, Retention retention, IndexModel... indexes) {
        return collections.open(name, retention, indexes);
    }

    @Override
    public MongoCollection<Document> openShared(String name, Retention retention, IndexModel... indexes) {
        return collections.openShared(name, retention, indexes);
    }

    @Override
    public List<OwnedCollection> owned() {
        return collections.owned();
    }

    @Override
    public boolean isOwned(String name) {
        return collections.isOwned(name);
    }

    @Override
    public MongoDatabase database() {
        return server.database();
    }

    @Override
    public ClientSession startSession() {
        return collections.startSession();
    }
}
