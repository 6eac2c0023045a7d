package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.CollectionFollower;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;

/**
 * The collection {@code virtual_end_node} and what this node remembers of it. Each change raises the revision and the ETag of a document
 * and is remembered at once. Thread-safe.
 */
final class VenDocuments implements AutoCloseable {
    static final String ID = "_id";
    static final Bson REGISTERED = Filters.type(VenEntry.REGISTRATION_ID, "string");
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    private static final FindOneAndUpdateOptions UPSERT =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER).upsert(true);

    private final MongoCollection<Document> vens;
    private final VenView view = new VenView();
    private final CollectionFollower follower;

    VenDocuments(MongoCollections mongo) {
        vens = mongo.open(
                StoredVenRegistry.COLLECTION,
                Retention.never(),
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID), new IndexOptions().unique(true)),
                new IndexModel(
                        Indexes.ascending(VenEntry.FINGERPRINT),
                        new IndexOptions().unique(true).sparse(true)),
                new IndexModel(Indexes.ascending(VenEntry.REGISTRATION_ID, DocumentFields.VEN_ID)),
                new IndexModel(Indexes.ascending(VenEntry.STATE, ID)),
                new IndexModel(Indexes.ascending(VenEntry.ONLINE, ID)),
                new IndexModel(Indexes.ascending(VenEntry.STATE, VenEntry.CERTIFICATE_NOT_AFTER, ID)),
                new IndexModel(Indexes.ascending(VenEntry.UNREACHABLE_SINCE), new IndexOptions().sparse(true)),
                new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID, VenEntry.ONLINE, ID)));
        follower = new CollectionFollower(vens, view);
    }

    @Override
    public void close() {
        follower.close();
    }

    MongoCollection<Document> collection() {
        return vens;
    }

    VenView view() {
        return view;
    }

    CollectionFollower follower() {
        return follower;
    }

    static String etag() {
        return new ObjectId().toHexString();
    }

    static Bson changing(Bson update) {
        return Updates.combine(update, Updates.set(DocumentFields.ETAG, etag()), Updates.inc(VenEntry.REVISION, 1));
    }

    /** @return the VEN after the change; empty if there is none */
    Optional<VenEntry> change(VenId id, Bson update) {
        return change(Filters.eq(ID, id.value()), update);
    }

    /** @return one of the VENs that match, after the change; empty if there is none */
    Optional<VenEntry> change(Bson filter, Bson update) {
        return change(filter, update, AFTER);
    }

    /** Makes the VEN if there is none. */
    VenEntry put(VenId id, Bson update) {
        return change(Filters.eq(ID, id.value()), update, UPSERT).orElseThrow();
    }

    private Optional<VenEntry> change(Bson filter, Bson update, FindOneAndUpdateOptions options) {
        return remembered(vens.findOneAndUpdate(filter, changing(update), options));
    }

    /** As {@link #change}, by a pipeline that itself raises the revision and the ETag. */
    Optional<VenEntry> change(Bson filter, List<Document> pipeline) {
        return remembered(vens.findOneAndUpdate(filter, pipeline, AFTER));
    }

    private Optional<VenEntry> remembered(Document after) {
        Optional<VenEntry> ven = Optional.ofNullable(after).map(VenEntry::of);
        ven.ifPresent(view::put);
        return ven;
    }
}
