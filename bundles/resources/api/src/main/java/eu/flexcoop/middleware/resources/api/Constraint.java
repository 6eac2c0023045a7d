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
                Constraint.EmptyAllowed,
                Constraint.Range,
                Constraint.Length,
                Constraint.Allowed,
                Constraint.Forbidden,
                Constraint.Contains,
                Constraint.Matches,
                Constraint.Unique,
                Constraint.Rename,
                Constraint.Coerce,
                Constraint.Generated,
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

    /** {@code empty: true}: an empty text, list or object need not meet the rules about its length and values. */
    record EmptyAllowed() implements Constraint {}

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

    /** {@code unique} and its relatives: no other document has the value. */
    record Unique(Among among) implements Constraint {
        public Unique {
            Objects.requireNonNull(among, "among");
        }
    }

    /** The documents among which a value is unique. */
    enum Among {
        /** {@code unique}: those of the collection; an index ensures it. */
        COLLECTION,
        /** {@code unique_within_resource}: those that the resource shows by its {@code datasource.filter}. */
        RESOURCE,
        /** {@code unique_to_user}: those of the same owner ({@code auth_field}); an index ensures it. Without owners, all of the collection. */
        OWNER
    }

    /** {@code rename}: the value is stored under another name. */
    record Rename(String to) implements Constraint {
        public Rename {
            Objects.requireNonNull(to, "to");
        }
    }

    /** {@code coerce}: the value is changed by these functions, in this order, before it is checked. */
    record Coerce(List<Coercion> functions) implements Constraint {
        public Coerce {
            functions = List.copyOf(functions);
        }
    }

    /** {@code default_setter}: the value of a document that lacks the field. */
    record Generated(Generator by) implements Constraint {
        public Generated {
            Objects.requireNonNull(by, "by");
        }
    }

    /** {@code schema} of an object. */
    record Fields(Map<String, FieldRule> fields, UnknownFields unknown) implements Constraint {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            Objects.requireNonNull(unknown, "unknown");
        }

        /** Fields that the schema lacks are stored. */
        public boolean allowUnknown() {
            return unknown.kept();
        }

        /** Fields that the schema lacks are left out. */
        public boolean purgeUnknown() {
            return unknown.policy() == UnknownFields.Policy.PURGED;
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

    /**
     * {@code dependencies}: these fields must be there, with one of the values where values are given.
     *
     * @param fields names, which may be dotted; one that begins with {@code ^} is looked up from the top of the document
     * @param written the values as the definition has them, for messages; empty if there are none
     */
    record Dependencies(Map<String, List<Object>> fields, Map<String, Object> written) implements Constraint {
        public Dependencies {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
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

    /**
     * {@code data_relation}: the value is that of a field of a document of another resource.
     *
     * @param versioned the value is an object with that field and {@code _version}, and means that version of the document
     */
    record Reference(String resource, String field, boolean embeddable, boolean versioned) implements Constraint {
        public Reference {
            Objects.requireNonNull(resource, "resource");
            Objects.requireNonNull(field, "field");
        }
    }
}
