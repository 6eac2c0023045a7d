package eu.flexcoop.middleware.resources.core.internal.stored;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/**
 * What a new version of a definition means for clients and stored documents that follow the old one. Changes that both can ignore, such
 * as a new optional field, are not told.
 */
final class DefinitionChanges {
    private final List<String> found = new ArrayList<>();

    private DefinitionChanges() {}

    /** One sentence per incompatible change; empty if there is none. */
    static List<String> incompatible(ResourceDefinition before, ResourceDefinition after) {
        DefinitionChanges changes = new DefinitionChanges();
        changes.addresses(before, after);
        changes.fields("", before.schema(), after.schema(), after.allowUnknown());
        if (before.allowUnknown() && !after.allowUnknown()) {
            changes.found.add("unknown fields are refused from now on; stored ones stay and are no longer shown");
        }
        return changes.found;
    }

    private void addresses(ResourceDefinition before, ResourceDefinition after) {
        changed("address", before.url(), after.url());
        changed("collection", before.storage().collection(), after.storage().collection());
        changed("id_field", before.item().idField(), after.item().idField());
        changed("item_lookup_field", before.item().lookupField(), after.item().lookupField());
        missing("resource_methods", before.methods(), after.methods());
        missing("item_methods", before.item().methods(), after.item().methods());
    }

    private void changed(String what, String before, String after) {
        if (!before.equals(after)) {
            found.add("%s changes from '%s' to '%s'".formatted(what, before, after));
        }
    }

    private void missing(String what, Set<?> before, Set<?> after) {
        Set<String> gone = before.stream()
                .filter(each -> !after.contains(each))
                .map(Object::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!gone.isEmpty()) {
            found.add("%s loses %s".formatted(what, String.join(", ", gone)));
        }
    }

    private void fields(String path, Map<String, FieldRule> before, Map<String, FieldRule> after, boolean open) {
        before.forEach((name, rule) -> {
            FieldRule now = after.get(name);
            if (now != null) {
                rule(path + name, rule, now);
            } else if (!open) {
                found.add("field '%s%s' is removed: clients that send it get 422, stored values stay and are not shown"
                        .formatted(path, name));
            }
        });
        after.forEach((name, rule) -> {
            if (!before.containsKey(name) && isNeeded(rule)) {
                found.add("field '%s%s' is new and required: stored documents lack it".formatted(path, name));
            }
        });
    }

    private static boolean isNeeded(FieldRule rule) {
        return rule.required()
                && rule.defaultValue().isEmpty()
                && rule.constraint(Constraint.Generated.class).isEmpty();
    }

    private void rule(String path, FieldRule before, FieldRule after) {
        if (!after.types().isEmpty() && !after.types().containsAll(before.types()) || narrows(before, after)) {
            found.add("field '%s' changes its type from %s to %s".formatted(path, types(before), types(after)));
        }
        if (!isNeeded(before) && isNeeded(after)) {
            found.add("field '%s' becomes required".formatted(path));
        }
        if (before.nullable() && !after.nullable()) {
            found.add("field '%s' may no longer be null".formatted(path));
        }
        Optional<String> name = renamed(after);
        if (name.isPresent() && !name.equals(renamed(before))) {
            found.add("field '%s' is renamed to '%s': what is stored already stays under the old name until it is moved"
                    .formatted(path, name.get()));
        }
        if (!before.readOnly() && after.readOnly()) {
            found.add("field '%s' becomes read-only".formatted(path));
        }
        if (!before.unique() && after.unique()) {
            found.add("field '%s' becomes unique".formatted(path));
        }
        constraints(path, before, after);
    }

    private static Optional<String> renamed(FieldRule rule) {
        return rule.constraint(Constraint.Rename.class).map(Constraint.Rename::to);
    }

    private static boolean narrows(FieldRule before, FieldRule after) {
        return before.types().isEmpty() && !after.types().isEmpty();
    }

    private static String types(FieldRule rule) {
        return rule.types().isEmpty()
                ? "any"
                : rule.types().stream().map(FieldType::key).collect(Collectors.joining(" or "));
    }

    private void constraints(String path, FieldRule before, FieldRule after) {
        Map<Class<?>, Constraint> old = new LinkedHashMap<>();
        before.constraints().forEach(constraint -> old.put(constraint.getClass(), constraint));
        Set<String> stricter = new TreeSet<>();
        for (Constraint now : after.constraints()) {
            Constraint was = old.get(now.getClass());
            if (now instanceof Constraint.Fields fields && was instanceof Constraint.Fields earlier) {
                fields(path + ".", earlier.fields(), fields.fields(), fields.allowUnknown());
            } else if (now instanceof Constraint.Elements elements && was instanceof Constraint.Elements earlier) {
                rule(path + "[]", earlier.rule(), elements.rule());
            } else if (StricterConstraints.isStricter(was, now)) {
                stricter.add(StricterConstraints.name(now));
            }
        }
        if (!stricter.isEmpty()) {
            found.add("field '%s' has stricter rules: %s".formatted(path, String.join(", ", stricter)));
        }
    }
}
