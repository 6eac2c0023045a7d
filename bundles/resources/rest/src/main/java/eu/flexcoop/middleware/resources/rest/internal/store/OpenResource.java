package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.Optional;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/**
 * A published resource with its source or collection.
 *
 * @param source where rows are read from; writes go to its commands unless the API stores the documents itself
 * @param own the collection of a resource whose documents the API stores itself
 * @param indexed fields of the API's own collection whose order an index serves
 * @param filter of the definition, ANDed to every query; an empty document when there is none
 */
public record OpenResource(
        PublishedResource resource,
        ResourceSource source,
        Optional<MongoCollection<Document>> own,
        Set<String> indexed,
        Bson filter) {

    public ResourceDefinition definition() {
        return resource.definition();
    }

    public DocumentValidator validator() {
        return resource.validator();
    }

    /** The collection of a resource that has no source; what needs it is not offered for others. */
    public MongoCollection<Document> collection() {
        return own.orElseThrow(Problem::methodNotAllowed);
    }
}
