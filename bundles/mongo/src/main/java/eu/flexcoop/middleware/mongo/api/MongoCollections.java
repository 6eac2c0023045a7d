package eu.flexcoop.middleware.mongo.api;

import java.util.List;
import java.util.Map;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.Document;
import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.mongo.internal.StandaloneCollections;

/**
 * The database of the middleware. The service appears when the server has answered for the first time; while the server is
 * away later, calls wait for it and then fail with an exception of the driver, which {@link MongoCalls} translates. Writes
 * return once they are in the journal of a majority ({@code w: majority, journal: true}). Thread-safe.
 *
 * <p>Each bundle gets an instance of its own, which knows the bundle as the owner of what it opens. The
 * {@code com.mongodb.client.MongoClient} is registered as a service too, for camel-mongodb.
 */
@ProviderType
public interface MongoCollections {
    /**
     * Opens a collection for the component that alone writes it. Call it once, where the component is constructed. The
     * calling bundle is recorded in the database as the owner and stays so while it is stopped or absent.
     *
     * @param retention how long documents live; the operator may set another period as {@code retention.<name>} in
     *     {@code eu.flexcoop.middleware.mongo.cfg}
     * @param indexes every index that a query of the owner needs, except the one on the field of the retention
     * @throws CollectionOwnedException if another bundle owns the name
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the server did not answer in time
     */
    MongoCollection<Document> open(String name, Retention retention, IndexModel... indexes);

    /**
     * Opens a collection that belongs to no component, such as one that only a resource definition describes. It may be
     * opened like this by several, until a component claims it with {@link #open}.
     *
     * @throws CollectionOwnedException if a component owns the name
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the server did not answer in time
     */
    MongoCollection<Document> openShared(String name, Retention retention, IndexModel... indexes);

    /**
     * Every collection that was ever opened on any node, by name.
     *
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the server did not answer in time
     */
    List<OwnedCollection> owned();

    /**
     * Whether a component owns the collection, on any node, started or not. Names of the server itself
     * ({@code system.*}) count as owned. May ask the server; if that does not answer, what this node knows decides.
     */
    boolean isOwned(String name);

    MongoDatabase database();

    /**
     * How much of the work the builds of indexes of a collection have done, in percent by the name of the index. A build is missing
     * where the server does not tell: at its beginning, or if the user of the middleware may not see operations of the server.
     */
    default Map<String, Integer> indexBuilds(String collection) {
        return Map.of();
    }

    /** A session for a transaction over several collections; the caller closes it. */
    ClientSession startSession();

    /** For tests and programs without OSGi: the owner is called {@code standalone}, and no retention is configured. */
    static MongoCollections of(MongoClient client, String database) {
        return StandaloneCollections.of(client, database);
    }
}
