package eu.flexcoop.middleware.resources.rest.internal;

import java.util.Optional;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/**
 * A resource with the collection that it stands on.
 *
 * @param raw the same collection, for reading without decoding
 * @param filter ANDed to every query; an empty document when there is none
 */
record OpenResource(
        PublishedResource resource,
        MongoCollection<Document> collection,
        MongoCollection<RawBsonDocument> raw,
        Optional<ResourceSource> source,
        Bson filter) {

    ResourceDefinition definition() {
        return resource.definition();
    }

    DocumentValidator validator() {
        return resource.validator();
    }
}
