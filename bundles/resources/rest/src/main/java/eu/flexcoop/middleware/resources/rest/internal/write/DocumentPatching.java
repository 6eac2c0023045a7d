package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.store.Copies;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.FieldPatch;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.Patch;

/**
 * Applies one patch of one caller to stored documents, as far as the caller may and the result is valid. Fields with new values are
 * validated by themselves, as Eve does; after any other patch the whole document is, since it may lack fields then.
 */
final class DocumentPatching {
    private final OpenResource resource;
    private final ResourceDefinition definition;
    private final DocumentValidator validator;
    private final RowAccess rows;
    private final Patch patch;

    /** @throws Problem 403 if the patch looks at fields that the caller does not see */
    DocumentPatching(OpenResource resource, RowAccess rows, Patch patch) {
        this.resource = resource;
        this.definition = resource.definition();
        this.validator = resource.validator();
        this.rows = rows;
        this.patch = patch;
        for (String field : patch.read()) {
            if (!rows.visibility().mayCompare(field)) {
                throw Problem.forbidden("The patch may not look at '%s'", field);
            }
        }
    }

    /**
     * What becomes of a document.
     *
     * @param next the document after the change; without what all documents have
     * @param changes the fields that were given new values, of those that are still there
     * @param issues what is wrong with it; empty if nothing is
     */
    record Result(Document next, Document changes, Map<String, Object> issues) {
        /** Whether the change makes a difference to what clients can set. */
        boolean differs(Document stored) {
            return next.keySet().stream().anyMatch(field -> isOwn(field) && !same(stored, field))
                    || stored.keySet().stream().anyMatch(field -> isOwn(field) && !next.containsKey(field));
        }

        private boolean same(Document stored, String field) {
            return stored.containsKey(field) && Objects.equals(stored.get(field), next.get(field));
        }

        private static boolean isOwn(String field) {
            return !FieldVisibility.AUTOMATIC.contains(field)
                    && !field.equals(DocumentFields.DELETED)
                    && !field.equals(DocumentFields.VERSION);
        }
    }

    /**
     * @param stored is not changed
     * @throws Problem if the caller may not change a field, or the patch cannot be applied to this document
     */
    Result apply(Document stored, ValidationContext lookups) {
        Result result = patch instanceof FieldPatch fields ? merged(fields, stored, lookups) : changed(stored, lookups);
        if (result.issues().isEmpty()) {
            reset(result.next());
        }
        return result;
    }

    /** The rights of the caller do not count here: the definition does it. */
    private void reset(Document next) {
        Map<String, Object> resets = definition.writes().resets();
        if (resets.isEmpty()) {
            return;
        }
        Document values = Copies.of(new Document(resets));
        values.forEach((field, value) -> {
            if (!patch.written().contains(field)) {
                next.put(field, value);
            }
        });
    }

    private Result merged(FieldPatch fields, Document stored, ValidationContext lookups) {
        Document changes = Copies.of(fields.fields());
        resource.files().ifPresent(files -> files.keep(changes, stored));
        requireAccess(changes, stored);
        Map<String, Object> issues = validator.update(changes, stored, lookups);
        Document next = new Document(stored);
        if (issues.isEmpty()) {
            rows.requireChangeable(changes, stored);
            FieldPatch.merge(next, changes, fields.nested());
        }
        return new Result(next, changes, issues);
    }

    private Result changed(Document stored, ValidationContext lookups) {
        Map<String, Object> automatic = automatic();
        if (!automatic.isEmpty()) {
            return new Result(stored, new Document(), automatic);
        }
        Document next = Copies.of(stored);
        patch.apply(next);
        resource.files().ifPresent(files -> files.keep(next, stored));
        requireAccess(changes(next, true), stored);
        Map<String, Object> issues;
        if (resource.own().isEmpty()) {
            issues = sourceIssues(next, stored, lookups);
        } else {
            next.keySet()
                    .removeIf(field -> !field.equals("_id") && rows.visibility().isAutomatic(field));
            issues = validator.changed(next, stored, lookups);
            forgiveOldIssues(issues, stored, lookups);
        }
        if (issues.isEmpty()) {
            rows.requireChangeable(changes(next, true), stored);
        }
        return new Result(next, changes(next, false), issues);
    }

    private Map<String, Object> automatic() {
        Map<String, Object> issues = new LinkedHashMap<>();
        for (String field : patch.written()) {
            if (!field.equals("_id") && (rows.visibility().isAutomatic(field) || field.equals("_links"))) {
                issues.put(field, "field is read-only");
            }
        }
        return issues;
    }

    /** The written fields with their new values; with nulls for those that are gone. */
    private Document changes(Document next, boolean gone) {
        Document changes = new Document();
        for (String field : patch.written()) {
            if (gone || next.containsKey(field)) {
                changes.put(field, next.get(field));
            }
        }
        return changes;
    }

    private void requireAccess(Document changes, Document stored) {
        WriteContext.requireSameId(changes, stored, definition);
        rows.requireOwn(changes);
        FieldVisibility visibility = rows.visibility();
        visibility.requireSeen(changes);
    }

    /** The owner of the data is told new values, and rows may have more fields than the definition. */
    private Map<String, Object> sourceIssues(Document next, Document stored, ValidationContext lookups) {
        for (String field : patch.written()) {
            if (!next.containsKey(field) && stored.containsKey(field)) {
                throw Problem.badRequest("The owner of this data does not remove '%s'", field);
            }
        }
        Document changes = changes(next, false);
        Map<String, Object> issues = validator.update(changes, stored, lookups);
        next.putAll(changes);
        return issues;
    }

    /** A document that was stored under older rules can be changed where it is valid, as by fields with new values. */
    private void forgiveOldIssues(Map<String, Object> issues, Document stored, ValidationContext lookups) {
        Set<String> written = patch.written();
        if (written.containsAll(issues.keySet())) {
            return;
        }
        Document before = Copies.of(stored);
        before.keySet()
                .removeIf(field -> !field.equals("_id") && rows.visibility().isAutomatic(field));
        Map<String, Object> old = validator.changed(before, stored, lookups);
        issues.entrySet()
                .removeIf(issue ->
                        !written.contains(issue.getKey()) && issue.getValue().equals(old.get(issue.getKey())));
    }
}
