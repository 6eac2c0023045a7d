package eu.flexcoop.middleware.resources.core.internal.stored;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;

/**
 * The versions of definitions that were ever published, in collection {@value #COLLECTION}: the bundles say what is published, and this
 * what stored documents were written under. Nodes that publish the same version share its entry.
 */
final class DefinitionHistory {
    static final String COLLECTION = "resource_definition";
    private static final String RESOURCE = "resource";
    private static final String DIGEST = "digest";
    private static final String JSON = "definition";
    private static final String CHANGES = "incompatible_changes";
    private static final String PUBLISHED_AT = "published_at";

    private final MongoCollection<Document> versions;

    DefinitionHistory(MongoCollections mongo) {
        this.versions = mongo.open(
                COLLECTION,
                Retention.never(),
                new IndexModel(Indexes.ascending(RESOURCE, DIGEST), new IndexOptions().unique(true)),
                new IndexModel(Indexes.descending(RESOURCE, PUBLISHED_AT)));
    }

    /**
     * A version as it stands in its file.
     *
     * @param changes what was incompatible with the version before when it was published
     */
    record Version(String digest, String json, List<String> changes) {
        static Version of(String json) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
                return new Version(HexFormat.of().formatHex(hash), json, List.of());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java platform has SHA-256", e);
            }
        }
    }

    /** The version that was published last on any node. */
    Optional<Version> latest(String resource) {
        return MongoCalls.call("read the history of '%s'".formatted(resource), () -> Optional.ofNullable(
                        versions.find(new Document(RESOURCE, resource))
                                .sort(new Document(PUBLISHED_AT, -1))
                                .first())
                .map(found -> new Version(
                        found.getString(DIGEST),
                        found.getString(JSON),
                        found.getList(CHANGES, String.class, List.of()))));
    }

    /** Notes that the version is published now. */
    void record(String resource, Version version, String bundle, List<String> changes) {
        Date now = new Date();
        Document entry = new Document(PUBLISHED_AT, now)
                .append("bundle", bundle)
                .append(CHANGES, changes)
                .append(DocumentFields.UPDATED, now);
        Document first = new Document(JSON, version.json()).append(DocumentFields.CREATED, now);
        MongoCalls.run(
                "note a version of '%s'".formatted(resource),
                () -> versions.updateOne(
                        new Document(RESOURCE, resource).append(DIGEST, version.digest()),
                        new Document("$set", entry).append("$setOnInsert", first),
                        new UpdateOptions().upsert(true)));
    }
}
