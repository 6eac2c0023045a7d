package eu.flexcoop.middleware.resources.rest.internal.query;

import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;

/** Finds rules of nested fields. */
public final class FieldRules {
    private FieldRules() {}

    /** The rule of a dotted name; positions in lists may be left out or given. A list of values has its elements' rule. */
    public static Optional<FieldRule> find(Map<String, FieldRule> fields, String dotted) {
        int dot = dotted.indexOf('.');
        FieldRule rule = fields.get(dot < 0 ? dotted : dotted.substring(0, dot));
        if (rule == null) {
            return Optional.empty();
        }
        Optional<FieldRule> element = rule.constraint(Constraint.Elements.class).map(Constraint.Elements::rule);
        if (dot < 0) {
            return Optional.of(element.orElse(rule));
        }
        String rest = dotted.substring(dot + 1);
        if (element.isPresent() && Character.isDigit(rest.charAt(0))) {
            int next = rest.indexOf('.');
            if (next < 0) {
                return element;
            }
            rest = rest.substring(next + 1);
        }
        String below = rest;
        return element.orElse(rule)
                .constraint(Constraint.Fields.class)
                .flatMap(nested -> below.isEmpty() ? Optional.empty() : find(nested.fields(), below));
    }
}
