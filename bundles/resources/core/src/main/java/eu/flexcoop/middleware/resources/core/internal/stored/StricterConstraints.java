package eu.flexcoop.middleware.resources.core.internal.stored;

import java.util.HashSet;
import java.util.Locale;

import eu.flexcoop.middleware.resources.api.Constraint;

/** Whether a constraint may refuse values that an earlier one accepted. */
final class StricterConstraints {
    private StricterConstraints() {}

    /** @param before null if there was none of this kind */
    static boolean isStricter(Constraint before, Constraint now) {
        if (now instanceof Constraint.Unique || isNoCondition(now)) {
            return false;
        }
        if (before == null) {
            return true;
        }
        if (now instanceof Constraint.Range range && before instanceof Constraint.Range was) {
            return range.min() > was.min() || range.max() < was.max();
        }
        if (now instanceof Constraint.Length length && before instanceof Constraint.Length was) {
            return length.min().orElse(0) > was.min().orElse(0)
                    || length.max().orElse(Integer.MAX_VALUE) < was.max().orElse(Integer.MAX_VALUE);
        }
        if (now instanceof Constraint.Allowed allowed && before instanceof Constraint.Allowed was) {
            return !new HashSet<>(allowed.values()).containsAll(was.values());
        }
        if (now instanceof Constraint.Forbidden forbidden && before instanceof Constraint.Forbidden was) {
            return !new HashSet<>(was.values()).containsAll(forbidden.values());
        }
        if (now instanceof Constraint.Matches matches && before instanceof Constraint.Matches was) {
            return !matches.text().equals(was.text()); // a pattern has no equality of its own
        }
        return !now.equals(before);
    }

    private static boolean isNoCondition(Constraint constraint) {
        return constraint instanceof Constraint.Rename
                || constraint instanceof Constraint.Coerce
                || constraint instanceof Constraint.Generated
                || constraint instanceof Constraint.EmptyAllowed;
    }

    /** As definitions write it, as far as there is one word. */
    static String name(Constraint constraint) {
        if (constraint instanceof Constraint.Range) {
            return "min, max";
        }
        if (constraint instanceof Constraint.Length) {
            return "minlength, maxlength";
        }
        if (constraint instanceof Constraint.NotEmpty) {
            return "empty";
        }
        if (constraint instanceof Constraint.Matches) {
            return "regex";
        }
        if (constraint instanceof Constraint.Reference) {
            return "data_relation";
        }
        if (constraint instanceof Constraint.Combination combination) {
            return combination.quantifier().name().toLowerCase(Locale.ROOT);
        }
        if (constraint instanceof Constraint.Fields || constraint instanceof Constraint.Elements) {
            return "schema";
        }
        String name = constraint.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return name.equals("keys") || name.equals("values") ? name + "rules" : name;
    }
}
