package eu.flexcoop.middleware.mongo.api;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.Document;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The database of the middleware. The service is there from the first time that the server answered; while the server is
 * away calls wait for it and then fail with an exception of the driver. Writes return once they are in the journal of a
 * majority ({@code w: majority, journal: true}). Thread-safe.
 *
 * <p>The {@code com.mongodb.client.MongoClient} behind it is registered as a service of its own for camel-mongodb.
 */
@ProviderType
public interface MongoCollections {
    /**
     * A collection with the indexes that its owner needs, which exist when this returns. Call it once, where the owner is
     * constructed. Each collection has one owner, the only one that writes it.
     *
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the server did not answer in time
     */
    MongoCollection<Document> open(String name, IndexModel... indexes);

    MongoDatabase database();

    /** A session for a transaction over several collections; the caller closes it. */
    ClientSession startSession();
}
