package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import eu.flexcoop.middleware.resources.api.Constraint.Quantifier;

/**
 * The rules of fields. Each rule of Cerberus and of Eve is either read by the parser or refused here with what to do instead, so that
 * none is without effect unnoticed.
 */
final class RuleNames {
    static final Set<String> READ = new TreeSet<>(Set.of(
            "allof",
            "allow_unknown",
            "allowed",
            "anyof",
            "coerce",
            "contains",
            "data_relation",
            "default",
            "default_setter",
            "dependencies",
            "empty",
            "excludes",
            "forbidden",
            "items",
            "keysrules",
            "max",
            "maxlength",
            "min",
            "minlength",
            "noneof",
            "nullable",
            "oneof",
            "purge_unknown",
            "readonly",
            "regex",
            "rename",
            "require_all",
            "required",
            "schema",
            "type",
            "unique",
            "unique_to_user",
            "unique_within_resource",
            "valuesrules",
            "versioned"));

    /** Names of rules in Cerberus before 1.3. */
    private static final Set<String> OLD = Set.of("keyschema", "valueschema", "propertyschema");

    /** Notes for people, which say nothing about the value. */
    static final Set<String> NOTES = Set.of("meta", "title", "description", "example");

    static final Map<String, String> REFUSED = Map.of(
            "check_with",
            "it names a function in Python, say what is checked by rules such as regex, allowed or anyof",
            "validator",
            "it names a function in Python, say what is checked by rules such as regex, allowed or anyof",
            "rename_handler",
            "it names a function in Python, use 'rename'",
            "purge_readonly",
            "clients that send a read-only field are told so, leave it out",
            "ignore_none_values",
            "use 'nullable' of the fields that may be null");

    private RuleNames() {}

    /** Notes an error for each rule that has no effect. */
    static void check(String field, JsonLocation location) throws DefinitionException {
        for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
            String name = member.getKey();
            if (REFUSED.containsKey(name)) {
                member.getValue().note("rule '%s' of field '%s' is not supported: %s", name, field, REFUSED.get(name));
            } else if (!READ.contains(name)
                    && !OLD.contains(name)
                    && !NOTES.contains(name)
                    && shorthand(name).isEmpty()) {
                member.getValue()
                        .note(
                                "field '%s' has unknown rule '%s', use one of %s%s",
                                field, name, String.join(", ", READ), NearestName.hint(name, READ));
            }
        }
    }

    /** {@code anyof_type} means {@code anyof} over values of the rule {@code type}. */
    record Shorthand(Quantifier quantifier, String rule) {}

    static Optional<Shorthand> shorthand(String name) {
        for (Quantifier quantifier : Quantifier.values()) {
            String start = quantifier.name().toLowerCase(Locale.ROOT) + "_";
            if (name.startsWith(start) && READ.contains(name.substring(start.length()))) {
                return Optional.of(new Shorthand(quantifier, name.substring(start.length())));
            }
        }
        return Optional.empty();
    }
}
