package eu.flexcoop.middleware.resources.rest.internal.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.AccessRule.Limits;
import eu.flexcoop.middleware.resources.api.AccessRule.Owner;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * The fields of a resource that a role sees; made once per definition and role, or per caller if the elements of a list are his. Others
 * are left out of every response, and no filter, sort order or change lets the caller find out what they hold. Immutable.
 */
public final class FieldVisibility {
    public static final Set<String> AUTOMATIC =
            Set.of("_id", DocumentFields.UPDATED, DocumentFields.CREATED, DocumentFields.ETAG);

    private final ResourceDefinition definition;
    private final Set<String> hidden;
    private final Map<String, Document> partial;
    private final boolean limited;
    private final Document shown;

    /**
     * @param hidden fields that are not shown
     * @param partial list fields of which some elements are shown, each with the expression that makes the store pick them
     * @param limited the role sees less than others do
     */
    private FieldVisibility(
            ResourceDefinition definition, Set<String> hidden, Map<String, Document> partial, boolean limited) {
        this.definition = definition;
        this.hidden = hidden;
        this.partial = partial;
        this.limited = limited;
        this.shown = projection();
    }

    /** For a role, with none of the elements that are a caller's. */
    static FieldVisibility of(ResourceDefinition definition, Limits limits) {
        Set<String> hidden = new HashSet<>(definition.storage().hidden());
        hidden.addAll(limits.hidden());
        return new FieldVisibility(definition, Set.copyOf(hidden), Map.of(), !limits.isEmpty());
    }

    /** For a role without limits. */
    public static FieldVisibility whole(ResourceDefinition definition) {
        return of(definition, Limits.NONE);
    }

    /**
     * With the elements that are this caller's.
     *
     * @throws Problem if the token does not say what decides over elements
     */
    FieldVisibility with(Map<String, Map<String, Owner>> elements, Caller caller) {
        Map<String, Document> own = new HashMap<>();
        elements.forEach((field, owners) -> own.put(field, own(definition, field, owners, caller)));
        return new FieldVisibility(definition, hidden, own, limited);
    }

    /** The same for a resource at another address. */
    FieldVisibility at(ResourceDefinition other) {
        return new FieldVisibility(other, hidden, partial, limited);
    }

    public ResourceDefinition definition() {
        return definition;
    }

    /** The role sees less than others do. */
    public boolean limited() {
        return limited;
    }

    private static Document own(ResourceDefinition definition, String field, Map<String, Owner> owners, Caller caller) {
        List<Document> conditions = new ArrayList<>();
        owners.forEach((member, owner) -> conditions.add(new Document(
                "$eq",
                List.of("$$this." + member, new Document("$literal", RowAccess.required(definition, owner, caller))))));
        Document list = new Document(
                "$filter", new Document("input", "$" + field).append("cond", new Document("$and", conditions)));
        // a value that is not a list has no elements of the caller
        return new Document("$cond", List.of(new Document("$isArray", "$" + field), list, "$$REMOVE"));
    }

    private static String top(String dotted) {
        int dot = dotted.indexOf('.');
        return dot < 0 ? dotted : dotted.substring(0, dot);
    }

    /** Whether the field, or its elements that are the caller's, may be in a response. */
    public boolean shows(String dotted) {
        String top = top(dotted);
        boolean known = definition.allowUnknown() || definition.schema().containsKey(top);
        return known && !dotted.startsWith("$") && !hidden.contains(top);
    }

    /**
     * Whether the client may filter and sort by the field. A caller with a limited view must see all of it: a field that the schema
     * lacks may hold the same as a hidden one.
     */
    public boolean mayCompare(String dotted) {
        String top = top(dotted);
        boolean known =
                !limited || definition.allowUnknown() || definition.schema().containsKey(top) || isAutomatic(top);
        return known && !hidden.contains(top) && !partial.containsKey(top);
    }

    /** Refuses changes of fields that the caller does not see; the response would tell what they hold. */
    public void requireSeen(Document changes) {
        if (limited) {
            for (String field : changes.keySet()) {
                if (!mayCompare(field)) {
                    throw Problem.forbidden("'%s' may not be changed", field);
                }
            }
        }
    }

    /** Adds a field to a projection as far as the caller sees it. */
    public void project(Document projection, String dotted) {
        Document own = partial.get(top(dotted));
        if (own != null) {
            projection.append(top(dotted), own);
        } else if (shows(dotted)) {
            projection.append(dotted, 1);
        }
    }

    /** The projection when the client asks for none; an empty document means all fields. Do not change it. */
    public Document shown() {
        return shown;
    }

    private Document projection() {
        Document projection = new Document();
        if (definition.allowUnknown()) {
            hidden.forEach(field -> projection.append(field, 0));
            return projection;
        }
        automatic(projection);
        definition.schema().keySet().forEach(field -> project(projection, field));
        return projection;
    }

    /** Whether the API gives the field to each document. */
    public boolean isAutomatic(String field) {
        return AUTOMATIC.contains(field)
                || definition.writes().softDelete() && field.equals(DocumentFields.DELETED)
                || definition.writes().versioned() && field.equals(DocumentFields.VERSION);
    }

    /** Adds the fields that every response has. */
    public void automatic(Document projection) {
        AUTOMATIC.forEach(field -> projection.append(field, 1));
        if (definition.writes().softDelete()) {
            projection.append(DocumentFields.DELETED, 1);
        }
        if (definition.writes().versioned()) {
            projection.append(DocumentFields.VERSION, 1);
        }
    }
}
