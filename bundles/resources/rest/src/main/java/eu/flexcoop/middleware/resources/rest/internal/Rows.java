package eu.flexcoop.middleware.resources.rest.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.AccessRule;
import eu.flexcoop.middleware.resources.api.AccessRule.Owner;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * The rows of a resource that exist for one caller.
 *
 * @param owned per field the value that the caller's rows have; empty when all rows are the caller's
 * @param changeable fields that the caller may change; absent means all
 */
record Rows(Map<String, Object> owned, Optional<Set<String>> changeable) {

    /** @throws Problem if the caller may not use the method here */
    static Rows of(ResourceDefinition definition, Method method, Caller caller) {
        AccessRule.Grant grant = definition
                .access()
                .of(caller)
                .filter(found -> found.methods().contains(method))
                .orElseThrow(() -> Problem.forbidden(
                        "Role %s may not %s '%s'", caller.role().key(), method, definition.name()));
        if (grant.rows().isEmpty()) {
            return new Rows(Map.of(), grant.changeable());
        }
        Map<String, Object> owned = new LinkedHashMap<>();
        for (Map.Entry<String, Owner> row : grant.rows().entrySet()) {
            owned.put(
                    row.getKey(),
                    row.getValue()
                            .of(caller)
                            .orElseThrow(() -> Problem.forbidden(
                                    "The token does not say the %s, which decides over rows of '%s'",
                                    row.getValue().key().substring(1), definition.name())));
        }
        return new Rows(owned, grant.changeable());
    }

    /** Added to every query. */
    Document filter() {
        return new Document(owned);
    }

    /**
     * A new document becomes the caller's; one that says it is somebody else's is refused. Lists of owners are filled in only
     * where the API stores the document itself: the owner of a source knows better whom the document concerns.
     */
    void claim(Document body, ResourceDefinition definition) {
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
    void requireOwn(Document changes) {
        owned.forEach((field, value) -> {
            Object given = changes.get(field);
            boolean own = given instanceof List<?> list ? list.contains(value) : Objects.equals(given, value);
            if (changes.containsKey(field) && !own) {
                throw Problem.forbidden("'%s' must be '%s', the caller's own", field, value);
            }
        });
    }

    void requireChangeable(Document changes, Document stored) {
        changeable.ifPresent(fields -> changes.forEach((field, value) -> {
            if (!fields.contains(field) && !Objects.equals(value, stored.get(field))) {
                throw Problem.forbidden("'%s' may not be changed, only %s", field, String.join(", ", fields));
            }
        }));
    }
}
