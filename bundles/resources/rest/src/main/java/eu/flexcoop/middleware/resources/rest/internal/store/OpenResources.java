package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.mongo.api.StoreFailedException;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/**
 * Opens resources: finds their source or collection. Collections are opened at their first use; their indexes are made by {@link
 * #index}, so that no reader waits for them. Thread-safe.
 */
public final class OpenResources {
    private static final Logger LOG = LoggerFactory.getLogger(OpenResources.class);

    private final MongoCollections mongo;
    private final Function<String, Optional<ResourceSource>> sources;
    private final Map<String, OpenResource> open = new ConcurrentHashMap<>();
    private final Map<String, PublishedResource> indexed = new ConcurrentHashMap<>();

    /** @param sources the service of that name, asked on each request because owners come and go */
    public OpenResources(MongoCollections mongo, Function<String, Optional<ResourceSource>> sources) {
        this.mongo = mongo;
        this.sources = sources;
    }

    /** The database of the collections that the API has for itself. */
    public MongoDatabase database() {
        return mongo.database();
    }

    public OpenResource open(PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        Optional<ResourceSource> source = definition.storage().source().map(name -> sources.apply(name)
                .orElseThrow(() -> Problem.sourceAway(name)));
        OpenResource known = open.get(definition.name());
        // a definition or the owner of a source may have been replaced; opening is idempotent
        if (known == null
                || !known.resource().equals(resource)
                || source.isPresent() && known.source() != source.get()) {
            known = source.map(shown -> OpenResource.of(resource, shown, Optional.empty(), Optional.empty()))
                    .orElseGet(() -> opened(resource));
            open.put(definition.name(), known);
        }
        return known;
    }

    private OpenResource opened(PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        MongoCollection<Document> collection =
                mongo.openShared(definition.storage().collection(), Retention.never());
        ResourceSource source = new MongoSource(definition.name(), collection, OwnerFields.impersonal());
        // rows that are computed cannot be written or followed
        boolean stored = definition.storage().pipeline().isEmpty();
        return OpenResource.of(
                resource,
                source,
                stored ? Optional.of(collection) : Optional.empty(),
                stored ? history(definition) : Optional.empty());
    }

    private Optional<VersionHistory> history(ResourceDefinition definition) {
        return definition
                .writes()
                .versions()
                .map(versions -> new VersionHistory(
                        mongo.openShared(
                                VersionHistory.collection(definition.storage().collection()), Retention.never()),
                        versions.unversioned()));
    }

    /**
     * Makes the indexes of a resource whose documents the API stores itself, unless that is done already. Takes as long as the
     * server needs to build them.
     *
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the server did not answer in time
     */
    public void index(PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        if (definition.storage().source().isPresent() || resource.equals(indexed.get(definition.name()))) {
            return;
        }
        String name = definition.storage().collection();
        prepare(definition, name);
        if (definition.writes().versioned()) {
            mongo.openShared(VersionHistory.collection(name), Retention.never(), VersionHistory.index());
        }
        for (Map.Entry<String, IndexModel> index : indexes(definition).entrySet()) {
            try {
                mongo.openShared(name, Retention.never(), index.getValue());
            } catch (DuplicateKeyException | StoreFailedException e) {
                // old data may hold duplicates or another index; reads and writes go on, only slower or checked by
                // query
                LOG.warn(
                        "Resource '{}': field '{}' could not be indexed, clean the data of collection {}: {}",
                        definition.name(),
                        index.getKey(),
                        name,
                        e.getMessage());
            }
        }
        indexed.put(definition.name(), resource);
    }

    /** By the field whose order they serve, or by a name of their own. */
    private static Map<String, IndexModel> indexes(ResourceDefinition definition) {
        Map<String, IndexModel> indexes = new LinkedHashMap<>();
        Set<String> owners = new LinkedHashSet<>();
        plain(indexes, definition.item().idField());
        plain(indexes, definition.item().lookupField());
        definition
                .access()
                .grants()
                .values()
                .forEach(grant -> owners.addAll(grant.rows().keySet()));
        owners.forEach(field -> plain(indexes, field));
        definition.aggregation().ifPresent(aggregation -> {
            plain(indexes, aggregation.indexField());
            aggregation.groupBy().ifPresent(owners::add);
            for (String field : owners) {
                indexes.put(
                        field + "+" + aggregation.indexField(),
                        new IndexModel(Indexes.ascending(field, aggregation.indexField(), "_id")));
            }
        });
        for (Map.Entry<String, FieldRule> field : definition.schema().entrySet()) {
            if (field.getValue().unique() && !field.getKey().equals("_id")) {
                indexes.put(
                        field.getKey(),
                        unique(field.getKey(), definition.writes().softDelete()));
            }
        }
        return indexes;
    }

    private static void plain(Map<String, IndexModel> indexes, String field) {
        if (!field.equals("_id")) {
            indexes.putIfAbsent(field, new IndexModel(Indexes.ascending(field, "_id")));
        }
    }

    /** Documents without the field do not clash. The name differs, so that a plain index of an older definition may stay. */
    private static IndexModel unique(String field, boolean softDelete) {
        Document indexed = new Document(field, new Document("$exists", true));
        if (softDelete) {
            indexed.append(DocumentFields.DELETED, false);
        }
        return new IndexModel(
                Indexes.ascending(field),
                new IndexOptions()
                        .name(uniqueName(field, softDelete))
                        .unique(true)
                        .partialFilterExpression(indexed));
    }

    private static String uniqueName(String field, boolean softDelete) {
        return field + (softDelete ? "_unique_live" : "_unique");
    }

    /**
     * A definition may have got or lost {@code soft_delete}: the unique indexes of the other form would refuse good documents, and
     * only documents with the mark are in the new ones.
     */
    private void prepare(ResourceDefinition definition, String collection) {
        boolean softDelete = definition.writes().softDelete();
        MongoCollection<Document> documents = mongo.openShared(collection, Retention.never());
        MongoCalls.run("prepare the indexes of '%s'".formatted(definition.name()), () -> {
            if (softDelete) {
                documents.updateMany(
                        new Document(DocumentFields.DELETED, new Document("$exists", false)),
                        new Document("$set", new Document(DocumentFields.DELETED, false)));
            }
            Set<String> outdated = new LinkedHashSet<>();
            definition.schema().keySet().forEach(field -> outdated.add(uniqueName(field, !softDelete)));
            for (Document index : documents.listIndexes()) {
                String name = index.getString("name");
                if (outdated.contains(name)) {
                    documents.dropIndex(name);
                }
            }
        });
    }
}
