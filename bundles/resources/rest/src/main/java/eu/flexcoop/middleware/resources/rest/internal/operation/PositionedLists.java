package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/** Reads where a list begins whose client pages by positions: {@code after}, and {@code after=<text>} from the last page's link. */
final class PositionedLists {
    private static final String ID = "_id";

    private PositionedLists() {}

    /**
     * @param filter of the list
     * @param projection the fields of the sort must be in it, since a position is made of them
     * @throws Problem if the list cannot be read by positions
     */
    static PagePosition position(
            RestRequest request,
            OpenResource resource,
            Bson filter,
            Document sort,
            Document projection,
            FieldVisibility visibility) {
        if (request.query().containsKey("page")) {
            throw Problem.badRequest("'page' and 'after' exclude each other, use one of them");
        }
        Optional<String> text = request.parameter(PagePosition.PARAMETER);
        Document order = text.isPresent()
                ? PagePosition.parse(text.get(), sort).order()
                : total(resource, filter, sort, request);
        for (String field : order.keySet()) {
            if (!visibility.mayCompare(field)) {
                throw Problem.badRequest("'after' needs a 'sort' by fields that the caller sees");
            }
            if (isList(resource.definition().schema(), field)) {
                throw Problem.badRequest("'after' cannot be used with a sort by '%s', which is a list", field);
            }
            if (!isShown(projection, field)) {
                throw Problem.badRequest("'after' needs the fields of the sort, add '%s' to the projection", field);
            }
        }
        return text.isPresent() ? PagePosition.parse(text.get(), sort) : PagePosition.first(order);
    }

    private static Document total(OpenResource resource, Bson filter, Document sort, RestRequest request) {
        if (sort.isEmpty()) {
            return new Document(ID, 1);
        }
        return resource.source()
                .totalOrder(sort, filter, request.caller())
                .orElseGet(() -> sort.containsKey(ID)
                        ? sort
                        : new Document(sort).append(ID, sort.values().iterator().next()));
    }

    private static boolean isList(Map<String, FieldRule> schema, String dotted) {
        Map<String, FieldRule> fields = schema;
        for (String name : dotted.split("\\.")) {
            FieldRule rule = fields.get(name);
            if (rule == null) {
                return false;
            }
            if (rule.types().contains(FieldType.LIST)
                    || rule.constraint(Constraint.Elements.class).isPresent()) {
                return true;
            }
            fields = rule.constraint(Constraint.Fields.class)
                    .map(Constraint.Fields::fields)
                    .orElse(Map.of());
        }
        return false;
    }

    private static boolean isShown(Document projection, String field) {
        boolean excludes = projection.values().stream().allMatch(Integer.valueOf(0)::equals);
        boolean named = projection.containsKey(field);
        for (int dot = field.indexOf('.'); dot > 0 && !named; dot = field.indexOf('.', dot + 1)) {
            named = projection.containsKey(field.substring(0, dot));
        }
        return excludes != named;
    }
}
