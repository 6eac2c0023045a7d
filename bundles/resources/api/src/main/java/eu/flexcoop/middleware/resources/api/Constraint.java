package eu.flexcoop.middleware.resources.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** One condition that a value must meet; the names follow the rules of Cerberus. */
public sealed interface Constraint
        permits Constraint.NotEmpty,
                Constraint.Range,
                Constraint.Length,
                Constraint.Allowed,
                Constraint.Forbidden,
                Constraint.Contains,
                Constraint.Matches,
                Constraint.Unique,
                Constraint.Rename,
                Constraint.Fields,
                Constraint.Elements,
                Constraint.Items,
                Constraint.Keys,
                Constraint.Values,
                Constraint.Dependencies,
                Constraint.Excludes,
                Constraint.Combination,
                Constraint.Reference {

    /** {@code empty: false}: texts, lists and objects may not be empty. */
    record NotEmpty() implements Constraint {}

    /** {@code min} and {@code max}, both inclusive; an absent bound is infinite. */
    record Range(double min, double max) implements Constraint {}

    /** {@code minlength} and {@code maxlength} of texts, lists and objects. */
    record Length(OptionalInt min, OptionalInt max) implements Constraint {}

    /** {@code allowed}: the value, or every element of the list, is one of these. */
    record Allowed(List<Object> values) implements Constraint {
        public Allowed {
            values = List.copyOf(values);
        }
    }

    /** {@code forbidden}: the value, or any element of the list, is none of these. */
    record Forbidden(List<Object> values) implements Constraint {
        public Forbidden {
            values = List.copyOf(values);
        }
    }

    /** {@code contains}: the list has all of these. */
    record Contains(List<Object> values) implements Constraint {
        public Contains {
            values = List.copyOf(values);
        }
    }

    /** {@code regex}: the whole text matches. */
    record Matches(Pattern pattern, String text) implements Constraint {
        public Matches {
            Objects.requireNonNull(pattern, "pattern");
            Objects.requireNonNull(text, "text");
        }
    }

    /** {@code unique}: no other document of the collection has the value. */
    record Unique() implements Constraint {}

    /** {@code rename}: the value is stored under another name. */
    record Rename(String to) implements Constraint {
        public Rename {
            Objects.requireNonNull(to, "to");
        }
    }

    /** {@code schema} of an object; unknown fields are refused, kept ({@code allow_unknown}) or left out ({@code purge_unknown}). */
    record Fields(Map<String, FieldRule> fields, boolean allowUnknown, boolean purgeUnknown) implements Constraint {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /** {@code schema} of a list: the rule of every element. */
    record Elements(FieldRule rule) implements Constraint {
        public Elements {
            Objects.requireNonNull(rule, "rule");
        }
    }

    /** {@code items}: the list has exactly these elements. */
    record Items(List<FieldRule> rules) implements Constraint {
        public Items {
            rules = List.copyOf(rules);
        }
    }

    /** {@code keysrules}: the rule of every key of an object. */
    record Keys(FieldRule rule) implements Constraint {}

    /** {@code valuesrules}: the rule of every value of an object. */
    record Values(FieldRule rule) implements Constraint {}

    /** {@code dependencies}: these fields must be there, with one of the values where values are given. */
    record Dependencies(Map<String, List<Object>> fields) implements Constraint {
        public Dependencies {
            fields = Map.copyOf(fields);
        }
    }

    /** {@code excludes}: none of these fields may be there. */
    record Excludes(List<String> fields) implements Constraint {
        public Excludes {
            fields = List.copyOf(fields);
        }
    }

    /** {@code anyof}, {@code allof}, {@code oneof}, {@code noneof}. */
    record Combination(Quantifier quantifier, List<FieldRule> rules) implements Constraint {
        public Combination {
            Objects.requireNonNull(quantifier, "quantifier");
            rules = List.copyOf(rules);
        }
    }

    /** How many rules of a {@link Combination} must hold. */
    enum Quantifier {
        ANYOF,
        ALLOF,
        ONEOF,
        NONEOF
    }

    /** {@code data_relation}: the value is that of a field of a document of another resource. */
    record Reference(String resource, String field, boolean embeddable) implements Constraint {
        public Reference {
            Objects.requireNonNull(resource, "resource");
            Objects.requireNonNull(field, "field");
        }
    }
}
