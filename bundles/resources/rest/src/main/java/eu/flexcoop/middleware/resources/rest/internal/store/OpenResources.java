package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.media.DocumentFiles;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaFields;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaFiles;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/**
 * Opens resources: finds their source or collection. Collections are opened at their first use; their indexes are made by {@link
 * IndexBuilds} in the background, so that no request waits for them. Thread-safe.
 */
public final class OpenResources implements AutoCloseable {
    private final MongoCollections mongo;
    private final Function<String, Optional<ResourceSource>> sources;
    private final MediaFiles media;
    private final Map<String, OpenResource> open = new ConcurrentHashMap<>();
    private final IndexBuilds indexes;

    /** @param sources the service of that name, asked on each request because owners come and go */
    public OpenResources(MongoCollections mongo, Function<String, Optional<ResourceSource>> sources) {
        this(mongo, sources, new MediaFiles(mongo.database(), MediaFiles.LONGEST));
    }

    /** @param media the files of all documents */
    public OpenResources(MongoCollections mongo, Function<String, Optional<ResourceSource>> sources, MediaFiles media) {
        this.mongo = mongo;
        this.media = media;
        this.sources = sources;
        this.indexes = new IndexBuilds(mongo);
    }

    /** The database of the collections that the API has for itself. */
    public MongoDatabase database() {
        return mongo.database();
    }

    /** The source of that name, if its owner runs. */
    public Optional<ResourceSource> source(String name) {
        return sources.apply(name);
    }

    /** A session for a transaction; the caller closes it. */
    public ClientSession startSession() {
        return mongo.startSession();
    }

    /** The files of all documents. */
    public MediaFiles media() {
        return media;
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
            known = source.map(shown ->
                            OpenResource.of(resource, shown, Optional.empty(), Optional.empty(), Optional.empty()))
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
        Optional<DocumentFiles> files = MediaFields.of(definition.schema())
                .filter(fields -> stored)
                .map(fields -> new DocumentFiles(
                        media,
                        media.cleanup(),
                        fields,
                        definition.name(),
                        definition.storage().collection(),
                        definition.writes().versions().isPresent()));
        return OpenResource.of(
                resource,
                source,
                stored ? Optional.of(collection) : Optional.empty(),
                stored ? history(definition) : Optional.empty(),
                files);
    }

    private Optional<VersionHistory> history(ResourceDefinition definition) {
        return definition
                .writes()
                .versions()
                .map(versions -> new VersionHistory(
                        mongo.openShared(
                                VersionHistory.collection(definition.storage().collection()), Retention.never()),
                        versions));
    }

    /**
     * Makes the indexes of a resource whose documents the API stores itself, unless that is done already, and waits for them. Takes as
     * long as the server needs to build them; requests use {@link #requireUniqueIndexes}.
     *
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the server did not answer in time
     */
    public void index(PublishedResource resource) {
        startIndexes(resource).ifPresent(build -> {
            try {
                build.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (build.interruption() != null) {
                throw build.interruption();
            }
        });
    }

    /** Starts to make the indexes in the background, once per definition; empty for the data of a source. */
    Optional<IndexBuild> startIndexes(PublishedResource resource) {
        return resource.definition().storage().source().isPresent()
                ? Optional.empty()
                : Optional.of(indexes.start(resource));
    }

    /**
     * To be called before a document with unique fields or a history is stored: they are unique only under an index.
     *
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException 503 if an index takes long to build
     */
    public void requireUniqueIndexes(OpenResource resource) {
        if (resource.own().isPresent()
                && (resource.lookups().unique() || resource.history().isPresent())) {
            indexes.require(resource.resource());
        }
    }

    /** The indexes of these resources; may ask the database for the progress of builds. */
    public List<IndexStatus> indexes(List<PublishedResource> published) {
        return indexes.list(published);
    }

    /** Index builds that have begun go on in the database. */
    @Override
    public void close() {
        indexes.close();
    }
}
