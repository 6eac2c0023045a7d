package eu.flexcoop.middleware.resources.core.internal.stored;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.DefinitionInstaller.StoredData;
import eu.flexcoop.middleware.resources.api.DefinitionsRefusedException;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionException;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionParser;

/** The documents of resources; of the platform's own root also of those that are no longer published. */
public final class ResourceData {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceData.class);
    private static final String VERSIONS = "_versions";

    private final MongoCollections mongo;
    private final ResourceRegistry registry;

    public ResourceData(MongoCollections mongo, ResourceRegistry registry) {
        this.mongo = mongo;
        this.registry = registry;
    }

    public StoredData of(String name) {
        ResourceDefinition definition = definition(name);
        String collection = definition.storage().collection();
        return new StoredData(
                collection,
                MongoCalls.call("count '%s'".formatted(name), () -> documents(collection)
                        .countDocuments()),
                registry.published().stream()
                        .map(PublishedResource::definition)
                        .filter(other -> !other.name().equals(name))
                        .filter(other -> other.storage().source().isEmpty())
                        .filter(other -> other.storage().collection().equals(collection))
                        .map(ResourceDefinition::name)
                        .toList());
    }

    /** With earlier versions and files. Keeps the collection with its indexes, which make unique values unique. */
    public long drop(String name) {
        String collection = definition(name).storage().collection();
        long removed = MongoCalls.call("remove the documents of '%s'".formatted(name), () -> {
            documents(collection + VERSIONS).deleteMany(new Document());
            return documents(collection).deleteMany(new Document()).getDeletedCount();
        });
        long files =
                MongoCalls.call("remove the files of '%s'".formatted(name), () -> new OrphanedFiles(mongo.database())
                        .remove(collection));
        LOG.info("Removed {} documents and {} files of collection {}, resource '{}'", removed, files, collection, name);
        return removed;
    }

    private MongoCollection<Document> documents(String collection) {
        return mongo.database().getCollection(collection);
    }

    private ResourceDefinition definition(String name) {
        ResourceDefinition definition = published(name)
                .map(PublishedResource::definition)
                .or(() -> formerly(name))
                .orElseThrow(() -> new DefinitionsRefusedException(
                        "There is no resource '%s', and none was published before".formatted(name),
                        "resource:list shows the resources."));
        String collection = definition.storage().collection();
        if (definition.storage().source().isPresent() || mongo.isOwned(collection)) {
            throw new DefinitionsRefusedException(
                    "The documents of '%s' belong to a component of the platform".formatted(name),
                    "Use the commands of that component.");
        }
        return definition;
    }

    /** Those of other API roots are named by their address. */
    private Optional<PublishedResource> published(String name) {
        return registry.named(name).or(() -> registry.roots().stream()
                .filter(root -> name.startsWith(root.address() + "/"))
                .flatMap(root ->
                        root.resources().named(name.substring(root.address().length() + 1)).stream())
                .findFirst());
    }

    private Optional<ResourceDefinition> formerly(String name) {
        if (name.startsWith("/")) {
            return Optional.empty();
        }
        return new DefinitionHistory(mongo).latest(name).flatMap(version -> {
            try {
                return Optional.of(DefinitionParser.parse(
                        name, new ByteArrayInputStream(version.json().getBytes(StandardCharsets.UTF_8))));
            } catch (DefinitionException | IOException e) {
                LOG.debug("The last definition of '{}' can no longer be read", name, e);
                return Optional.empty();
            }
        });
    }
}
