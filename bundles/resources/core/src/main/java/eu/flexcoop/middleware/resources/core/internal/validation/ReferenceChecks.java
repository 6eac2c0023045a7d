package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.List;
import java.util.Map;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Constraint;

/** Compiles {@code data_relation}: whether there is the document, or the version of it, that a value refers to. */
final class ReferenceChecks {
    private ReferenceChecks() {}

    static Check of(Constraint.Reference reference) {
        return reference.versioned() ? versionedReference(reference) : latestReference(reference);
    }

    private static Check versionedReference(Constraint.Reference reference) {
        return (field, value, scope, issues) -> {
            if (!(value instanceof Map<?, ?> map)
                    || map.get(reference.field()) == null
                    || !(map.get(DocumentFields.VERSION) instanceof Number version)) {
                issues.add(
                        Issues.OF_EVE,
                        "versioned data_relation must be a dict with fields '%s' and '%s'"
                                .formatted(reference.field(), DocumentFields.VERSION));
                return value;
            }
            Object id = map.get(reference.field());
            if (!scope.context().exists(reference.resource(), reference.field(), id, version.intValue())) {
                issues.add(
                        Issues.OF_EVE,
                        "value '%s' must exist in resource '%s', field '%s' at version '%s'."
                                .formatted(CerberusTexts.plain(id), reference.resource(), reference.field(), version));
            }
            return value;
        };
    }

    private static Check latestReference(Constraint.Reference reference) {
        return (field, value, scope, issues) -> {
            for (Object each : value instanceof List<?> list ? list : List.of(value)) {
                Object id = Casting.referenced(each);
                if (!scope.context().exists(reference.resource(), reference.field(), id)) {
                    issues.add(
                            Issues.OF_EVE,
                            "value '%s' must exist in resource '%s', field '%s'."
                                    .formatted(CerberusTexts.plain(id), reference.resource(), reference.field()));
                }
            }
            return value;
        };
    }
}
