package eu.flexcoop.middleware.resources.rest.internal.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.AccessRule.Owner;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * The rows of a resource that exist for one caller.
 *
 * @param owned per field the value that the caller's rows have; empty when all rows are the caller's
 * @param stamped as {@code owned}, but new documents get these values whatever the client sends; the schema may lack the fields
 * @param parents values in the address, which all rows there have; new documents get them where the schema has the field
 * @param changeable fields that the caller may change, and set in new documents beside those that must be there; absent means all
 * @param visibility what the caller sees of the rows
 */
public record RowAccess(
        Map<String, Object> owned,
        Map<String, Object> stamped,
        Map<String, Object> parents,
        Optional<Set<String>> changeable,
        FieldVisibility visibility) {

    public RowAccess(Map<String, Object> owned, Optional<Set<String>> changeable, FieldVisibility visibility) {
        this(owned, Map.of(), Map.of(), changeable, visibility);
    }

    /** The rows of these that are at one address. */
    RowAccess within(ResourceDefinition definition, Map<String, Object> address) {
        return new RowAccess(owned, stamped, address, changeable, visibility.at(definition));
    }

    /** @throws Problem if the token does not say it */
    public static String required(ResourceDefinition definition, Owner owner, Caller caller) {
        return owner.of(caller)
                .orElseThrow(() -> Problem.forbidden(
                        "The token does not say the %s, which decides over rows of '%s'",
                        owner.key().substring(1), definition.name()));
    }

    /** Added to every query. */
    public Document filter() {
        Document filter = new Document(owned);
        filter.putAll(stamped);
        if (parents.isEmpty()) {
            return filter;
        }
        // an address cannot widen what is the caller's
        return filter.isEmpty() ? new Document(parents) : new Document("$and", List.of(filter, new Document(parents)));
    }

    /** Makes a valid document the caller's, where the definition has an {@code auth_field}. */
    public void stamp(Document document) {
        document.putAll(stamped);
    }

    /** Refuses filters that name another owner, as Eve does. */
    public void requireOwnFilter(Document where) {
        stamped.forEach((field, value) -> {
            if (where.containsKey(field) && !value.equals(where.get(field))) {
                throw Problem.unauthorized();
            }
        });
    }

    /**
     * A new document becomes the caller's; one that says it is somebody else's is refused. Lists of owners are filled in only
     * where the API stores the document itself: the owner of a source decides whom the document concerns.
     */
    public void claim(Document body, ResourceDefinition definition) {
        parents.forEach((field, value) -> {
            if (definition.schema().containsKey(field)) {
                body.put(field, value);
            }
        });
        owned.forEach((field, value) -> {
            if (body.containsKey(field)) {
                return;
            }
            if (!isList(definition, field)) {
                body.put(field, value);
            } else if (definition.storage().source().isEmpty()) {
                body.put(field, new ArrayList<>(List.of(value)));
            }
        });
        requireOwn(body);
    }

    private static boolean isList(ResourceDefinition definition, String field) {
        return definition.schema().get(field).types().contains(FieldType.LIST);
    }

    /** Nobody gives a row away. */
    public void requireOwn(Document changes) {
        requireOwn(changes, owned);
        // a field that the schema lacks is refused by the validation
        if (!stamped.isEmpty() && visibility.definition().schema().keySet().containsAll(stamped.keySet())) {
            requireOwn(changes, stamped);
        }
    }

    private static void requireOwn(Document changes, Map<String, Object> owned) {
        owned.forEach((field, value) -> {
            Object given = changes.get(field);
            boolean own = given instanceof List<?> list ? list.contains(value) : Objects.equals(given, value);
            if (changes.containsKey(field) && !own) {
                throw Problem.forbidden("'%s' must be '%s', the caller's own", field, value);
            }
        });
    }

    /**
     * Refuses new documents with values that the caller could not give them by a change: beside the changeable fields a new document
     * has what it must have, and defaults.
     */
    public void requireCreatable(Document body, ResourceDefinition definition) {
        changeable.ifPresent(fields -> body.forEach((field, value) -> {
            FieldRule rule = definition.schema().get(field);
            // the validation refuses fields that the schema lacks, unless it keeps them: then nobody has granted them
            boolean needed = rule != null
                    && (rule.required()
                            || rule.defaultValue()
                                    .filter(otherwise -> otherwise.equals(value))
                                    .isPresent());
            if (!needed && !fields.contains(field) && !isIdentity(field, definition)) {
                throw Problem.forbidden(
                        "'%s' may not be set in a new document, only required fields and %s",
                        field, String.join(", ", new TreeSet<>(fields)));
            }
        }));
    }

    private boolean isIdentity(String field, ResourceDefinition definition) {
        return field.equals("_id")
                || field.equals(definition.item().idField())
                || field.equals(definition.item().lookupField())
                || owned.containsKey(field)
                || parents.containsKey(field);
    }

    public void requireChangeable(Document changes, Document stored) {
        changeable.ifPresent(fields -> changes.forEach((field, value) -> {
            if (!fields.contains(field) && !Objects.equals(value, stored.get(field))) {
                throw Problem.forbidden("'%s' may not be changed, only %s", field, String.join(", ", fields));
            }
        }));
    }
}
