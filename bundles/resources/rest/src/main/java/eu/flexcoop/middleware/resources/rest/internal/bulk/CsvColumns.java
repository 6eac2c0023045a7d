package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/** The columns that documents of a definition have in CSV: one per field, with dotted names where the schema names inner fields. */
final class CsvColumns {
    private final List<String> names = new ArrayList<>();
    private final Document projection;

    private CsvColumns(Document projection) {
        this.projection = projection;
    }

    /**
     * In the order of the schema, between the id and the dates.
     *
     * @param projection of the query: the fields that the rows have
     * @param etags documents have ETags
     * @throws Problem if documents may have fields that nobody knows before they are read
     */
    static List<String> of(ResourceDefinition definition, Document projection, boolean etags) {
        if (definition.allowUnknown()) {
            throw Problem.badRequest(
                    "'%s' stores fields that its schema does not name, for which CSV has no columns; ask for %s",
                    definition.name(), BulkFormat.NDJSON.contentType());
        }
        CsvColumns columns = new CsvColumns(projection);
        columns.add("_id");
        definition.schema().forEach((field, rule) -> columns.add(field, rule));
        List.of(DocumentFields.UPDATED, DocumentFields.CREATED).forEach(columns::add);
        if (etags) {
            columns.add(DocumentFields.ETAG);
        }
        return List.copyOf(columns.names);
    }

    private void add(String path, FieldRule rule) {
        Optional<Map<String, FieldRule>> inner = rule.constraint(Constraint.Fields.class)
                .filter(fields -> !fields.allowUnknown() && !fields.fields().isEmpty())
                .map(Constraint.Fields::fields);
        if (inner.isPresent()) {
            inner.get().forEach((field, below) -> add(path + "." + field, below));
        } else {
            add(path);
        }
    }

    private void add(String path) {
        if (!names.contains(path) && (projection.isEmpty() || isProjected(path))) {
            names.add(path);
        }
    }

    private boolean isProjected(String path) {
        return projection.keySet().stream()
                .anyMatch(field -> path.equals(field) || path.startsWith(field + ".") || field.startsWith(path + "."));
    }
}
