package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
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

/** Opens the collection of a definition at its first use, with the indexes that its queries need. */
public final class OpenResources {
    private static final Logger LOG = LoggerFactory.getLogger(OpenResources.class);

    private final MongoCollections mongo;
    private final Function<String, Optional<ResourceSource>> sources;
    private final Map<String, OpenResource> own = new ConcurrentHashMap<>();

    /** @param sources the service of that name, asked on each request because owners come and go */
    public OpenResources(MongoCollections mongo, Function<String, Optional<ResourceSource>> sources) {
        this.mongo = mongo;
        this.sources = sources;
    }

    public OpenResource open(PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        if (definition.storage().source().isPresent()) {
            return shown(resource, definition.storage().source().get());
        }
        OpenResource open = own.get(definition.name());
        if (open == null || !open.resource().equals(resource)) {
            // a definition may have been replaced; whoever comes second makes the same indexes once more, which is
            // harmless
            open = opened(resource);
            own.put(definition.name(), open);
        }
        return open;
    }

    private OpenResource shown(PublishedResource resource, String name) {
        ResourceSource source = sources.apply(name).orElseThrow(() -> Problem.sourceAway(name));
        return new OpenResource(
                resource,
                source,
                Optional.empty(),
                resource.definition().storage().filter());
    }

    private OpenResource opened(PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        String name = definition.storage().collection();
        MongoCollection<Document> collection = mongo.openShared(name, Retention.never());
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
        return new OpenResource(
                resource,
                new MongoSource(definition.name(), collection, OwnerFields.impersonal()),
                Optional.of(collection),
                definition.storage().filter());
    }

    private static Map<String, IndexModel> indexes(ResourceDefinition definition) {
        Map<String, IndexModel> indexes = new LinkedHashMap<>();
        plain(indexes, definition.item().idField());
        plain(indexes, definition.item().lookupField());
        definition.access().grants().values().forEach(grant -> grant.rows()
                .keySet()
                .forEach(field -> plain(indexes, field)));
        definition.aggregation().ifPresent(aggregation -> {
            plain(indexes, aggregation.indexField());
            aggregation
                    .groupBy()
                    .ifPresent(field -> indexes.put(
                            field + "+" + aggregation.indexField(),
                            new IndexModel(Indexes.ascending(field, aggregation.indexField()))));
        });
        for (Map.Entry<String, FieldRule> field : definition.schema().entrySet()) {
            if (field.getValue().unique() && !field.getKey().equals("_id")) {
                indexes.put(field.getKey(), unique(field.getKey()));
            }
        }
        return indexes;
    }

    private static void plain(Map<String, IndexModel> indexes, String field) {
        if (!field.equals("_id")) {
            indexes.putIfAbsent(field, new IndexModel(Indexes.ascending(field)));
        }
    }

    /** Documents without the field do not clash. The name differs, so that a plain index of an older definition may stay. */
    private static IndexModel unique(String field) {
        return new IndexModel(
                Indexes.ascending(field),
                new IndexOptions()
                        .name(field + "_unique")
                        .unique(true)
                        .partialFilterExpression(new Document(field, new Document("$exists", true))));
    }
}
