package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.ArrayList;
import java.util.List;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.openapi.FieldSchemas.Use;

/** The bodies that the requests and responses of a resource have. */
final class ResourceSchemas {
    private final FieldSchemas fields;
    private final boolean etags;

    /** @param etags documents have ETags */
    ResourceSchemas(FieldSchemas fields, boolean etags) {
        this.fields = fields;
        this.etags = etags;
    }

    /** A document as a response has it. */
    Document read(ResourceView view) {
        ResourceDefinition definition = view.definition();
        Document schema = fields.object(view.read(), true, Use.READ);
        Document properties = schema.get("properties", Document.class);
        properties.append(DocumentFields.UPDATED, fields.date());
        properties.append(DocumentFields.CREATED, fields.date());
        marks(definition, properties);
        if (definition.queries().links()) {
            properties.append("_links", Components.schema("Links"));
        }
        return schema.append("required", etags ? List.of("_id", DocumentFields.ETAG) : List.of("_id"));
    }

    /** What documents have as the settings of the root want it, and if deleted ones or earlier versions are kept. */
    private void marks(ResourceDefinition definition, Document properties) {
        if (etags) {
            properties.append(DocumentFields.ETAG, new Document("type", "string"));
        }
        if (definition.writes().softDelete()) {
            properties.append(DocumentFields.DELETED, new Document("type", "boolean"));
        }
        if (definition.writes().versioned()) {
            Document number = new Document("type", "integer").append("minimum", 1);
            properties.append(DocumentFields.VERSION, number).append(DocumentFields.LATEST_VERSION, number);
        }
    }

    /** A document that a client sends to be stored. */
    Document created(ResourceView view) {
        Document schema = fields.object(view.created(), view.definition().allowUnknown(), Use.CREATE);
        List<String> required = new ArrayList<>(schema.getList("required", String.class, List.of()));
        required.removeAll(view.filled());
        if (required.isEmpty()) {
            schema.remove("required");
        } else {
            schema.put("required", required);
        }
        return schema;
    }

    /** The fields that a change replaces. */
    Document changed(ResourceView view) {
        boolean open = view.definition().allowUnknown() && view.changeable().isEmpty();
        return fields.object(view.changed(), open, Use.CHANGE);
    }

    /** One or several of something; several if the resource takes them. */
    static Document several(ResourceDefinition definition, Document one) {
        if (!definition.writes().bulk()) {
            return one;
        }
        Document list = new Document("type", "array").append("items", one).append("minItems", 1);
        return new Document("oneOf", List.of(one, list));
    }

    /** What the response to a write says of a document. */
    Document written(ResourceView view) {
        ResourceDefinition definition = view.definition();
        Document properties = new Document();
        FieldRule id = definition.schema().get(definition.item().idField());
        properties.append(definition.item().idField(), id == null ? new Document() : fields.of(id, Use.READ));
        properties.append(DocumentFields.UPDATED, fields.date());
        properties.append(DocumentFields.CREATED, fields.date());
        marks(definition, properties);
        for (String field : definition.writes().answered()) {
            FieldRule rule = definition.schema().get(field);
            if (rule != null && view.shown().test(field)) {
                properties.append(field, fields.of(rule, Use.READ));
            }
        }
        if (definition.queries().links()) {
            properties.append("_links", Components.schema("Links"));
        }
        properties.append("_status", new Document("const", "OK"));
        return new Document("type", "object").append("properties", properties).append("required", List.of("_status"));
    }

    /** A row of an aggregated time series. */
    Document aggregated(ResourceView view, Aggregation aggregation) {
        Document properties = new Document(aggregation.indexField(), fields.date());
        aggregation.fields().forEach((field, function) -> {
            if (view.shown().test(field)) {
                FieldRule rule = view.definition().schema().getOrDefault(field, FieldRule.of(FieldType.NUMBER));
                Document schema =
                        switch (function) {
                            case SUM, AVG -> new Document("type", List.of("number", "null"));
                            default -> new Document( // null in periods that are filled
                                    "anyOf", List.of(fields.of(rule, Use.READ), new Document("type", "null")));
                        };
                properties.append(field, schema.append("description", function.name() + " of the period."));
            }
        });
        List<String> added = new ArrayList<>(aggregation.addFields());
        aggregation.groupBy().ifPresent(added::add);
        for (String field : added) {
            FieldRule rule = view.definition().schema().get(field);
            if (view.shown().test(field) && rule != null) {
                properties.putIfAbsent(
                        field, new Document("anyOf", List.of(fields.of(rule, Use.READ), new Document("type", "null"))));
            }
        }
        return new Document("type", "object")
                .append("properties", properties)
                .append("required", List.of(aggregation.indexField()));
    }
}
