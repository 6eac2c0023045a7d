package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.CollectionOwnedException;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.OwnedCollection;
import eu.flexcoop.middleware.mongo.api.Retention;

/** The register of owners, one document per collection in {@code collection_owner}. */
final class CollectionOwners {
    static final String COLLECTION = "collection_owner";

    private static final Logger LOG = LoggerFactory.getLogger(CollectionOwners.class);
    private static final String OWNER = "owner";
    private static final String EXCLUSIVE = "exclusive";
    private static final String FIELD = "retention_field";
    private static final String SECONDS = "retention_seconds";
    private static final String BY_OWNER = "retention_by_owner";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> owners;
    /** What this node has claimed or seen; the documents decide. */
    private final Map<String, OwnedCollection> known = new ConcurrentHashMap<>();

    CollectionOwners(MongoDatabase database) {
        this.owners = database.getCollection(COLLECTION);
    }

    /** @throws CollectionOwnedException if another bundle owns it */
    void claim(OwnedCollection claim) {
        Bson free = claim.exclusive()
                ? Filters.or(Filters.eq(OWNER, claim.owner()), Filters.eq(EXCLUSIVE, false))
                : Filters.eq(EXCLUSIVE, false);
        Bson filter = Filters.and(Filters.eq("_id", claim.name()), free);
        try {
            MongoCalls.run("claim collection " + claim.name(), () -> upsert(filter, claim));
        } catch (DuplicateKeyException e) {
            // either it has another owner, or two nodes claimed a new name at once and the second upsert finds the
            // first
            String owner = find(claim.name()).map(OwnedCollection::owner).orElse("?");
            try {
                MongoCalls.run("claim collection " + claim.name(), () -> upsert(filter, claim));
            } catch (DuplicateKeyException again) {
                throw new CollectionOwnedException(claim.name(), owner, claim.owner());
            }
        }
        OwnedCollection before = known.put(claim.name(), claim);
        if (before != null && !before.exclusive() && claim.exclusive()) {
            LOG.warn(
                    "Collection {} was shared and now belongs to bundle {}; resource definitions no longer write it",
                    claim.name(),
                    claim.owner());
        }
    }

    private void upsert(Bson filter, OwnedCollection claim) {
        Date now = new Date();
        Retention retention = claim.retention();
        owners.updateOne(
                filter,
                Updates.combine(
                        Updates.set(OWNER, claim.owner()),
                        Updates.set(EXCLUSIVE, claim.exclusive()),
                        Updates.set(FIELD, retention.field().orElse(null)),
                        Updates.set(
                                SECONDS,
                                retention.period().map(Duration::toSeconds).orElse(null)),
                        Updates.set(BY_OWNER, retention.byOwner()),
                        Updates.set(DocumentFields.UPDATED, now),
                        Updates.setOnInsert(DocumentFields.CREATED, now)),
                UPSERT);
    }

    List<OwnedCollection> all() {
        return MongoCalls.call("list the collections", () -> owners.find()
                .sort(Sorts.ascending("_id"))
                .map(CollectionOwners::read)
                .into(new ArrayList<>()));
    }

    boolean isOwned(String name) {
        if (name.startsWith("system.") || name.equals(COLLECTION)) {
            return true;
        }
        OwnedCollection here = known.get(name);
        if (here != null && here.exclusive()) {
            return true;
        }
        try {
            return find(name).filter(OwnedCollection::exclusive).isPresent();
        } catch (MongoException e) {
            LOG.debug("Could not ask for the owner of collection {}", name, e);
            return false;
        }
    }

    private Optional<OwnedCollection> find(String name) {
        return Optional.ofNullable(owners.find(Filters.eq("_id", name)).first()).map(CollectionOwners::read);
    }

    private static OwnedCollection read(Document document) {
        Number seconds = document.get(SECONDS, Number.class);
        return new OwnedCollection(
                document.getString("_id"),
                document.getString(OWNER),
                document.getBoolean(EXCLUSIVE, true),
                new Retention(
                        Optional.ofNullable(document.getString(FIELD)),
                        Optional.ofNullable(seconds).map(Number::longValue).map(Duration::ofSeconds),
                        document.getBoolean(BY_OWNER, false)));
    }
}
