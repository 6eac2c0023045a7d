package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.NestedResource;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.ResourceAccess;
import eu.flexcoop.middleware.resources.rest.internal.media.DocumentFiles;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/**
 * A published resource with its source or collection and what requests need of its definition, made once. Immutable.
 *
 * @param definition of the resource; its address is that of the request if the resource has parameters in it
 * @param source where rows are read from; writes go to its commands unless the API stores the documents itself
 * @param own the collection of a resource whose documents the API stores itself
 * @param history earlier states of its documents; empty if they are not kept
 * @param files those of the documents, if the schema has fields for files
 * @param filter of the definition, ANDed to every query; leaves out documents that are marked as deleted. Empty if there is none
 * @param access what each role may do and see
 * @param lookups what the validation of its documents asks the store
 * @param references fields of the schema that refer to documents of other resources, or are lists of such references
 * @param writing names writes in errors, as {@link eu.flexcoop.middleware.mongo.api.MongoCalls#call} wants it
 */
public record OpenResource(
        PublishedResource resource,
        ResourceDefinition definition,
        ResourceSource source,
        Optional<MongoCollection<Document>> own,
        Optional<VersionHistory> history,
        Optional<DocumentFiles> files,
        Bson filter,
        ResourceAccess access,
        Lookups lookups,
        Map<String, Constraint.Reference> references,
        String writing) {

    static OpenResource of(
            PublishedResource resource,
            ResourceSource source,
            Optional<MongoCollection<Document>> own,
            Optional<VersionHistory> history,
            Optional<DocumentFiles> files) {
        return new OpenResource(
                resource,
                resource.definition(),
                source,
                own,
                history,
                files,
                live(resource.definition()),
                new ResourceAccess(resource.definition()),
                Lookups.of(resource.definition()),
                references(resource.definition().schema()),
                "store documents of '%s'".formatted(resource.definition().name()));
    }

    /**
     * The part of a resource whose address has parameters that is at one address: links lead to it, only its rows are there, and new
     * documents get the values of the address.
     *
     * @throws Problem 404 if the values cannot be those of a document
     */
    public OpenResource within(NestedResource nested) {
        Map<String, Object> parents = new LinkedHashMap<>();
        nested.parameters()
                .forEach((field, text) -> parents.put(
                        field, QueryFilters.value(definition, field, text).orElseThrow(Problem::notFound)));
        ResourceDefinition here = definition.at(nested.address());
        return new OpenResource(
                resource,
                here,
                source,
                own,
                history,
                files,
                filter,
                access.within(here, parents),
                lookups,
                references,
                writing);
    }

    private static Bson live(ResourceDefinition definition) {
        Document filter = definition.storage().filter();
        return definition.writes().softDelete()
                ? QueryFilters.and(filter, new Document(DocumentFields.DELETED, new Document("$ne", true)))
                : filter;
    }

    /** As {@link #filter}, with the documents that are marked as deleted. */
    public Bson filterWithDeleted() {
        return definition().storage().filter();
    }

    /** Fields of the definition by which a query is fast, in alphabetical order; may ask the store. */
    public List<String> indexed() {
        return source.indexed().stream()
                .filter(definition().schema()::containsKey)
                .filter(field -> !definition().storage().hidden().contains(field))
                .sorted()
                .toList();
    }

    public DocumentValidator validator() {
        return resource.validator();
    }

    /** The collection of a resource that has no source; what needs it is not offered for others. */
    public MongoCollection<Document> collection() {
        return own.orElseThrow(Problem::methodNotAllowed);
    }

    private static Map<String, Constraint.Reference> references(Map<String, FieldRule> schema) {
        Map<String, Constraint.Reference> references = new LinkedHashMap<>();
        schema.forEach((field, rule) -> rule.constraint(Constraint.Elements.class)
                .map(Constraint.Elements::rule)
                .orElse(rule)
                .constraint(Constraint.Reference.class)
                .ifPresent(reference -> references.put(field, reference)));
        return Collections.unmodifiableMap(references);
    }
}
