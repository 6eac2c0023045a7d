package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;

/** Compiles each kind of constraint. The texts are those of Cerberus 1.3. */
public final class Checks {
    /** Of rules that are no condition: something else does what they say. */
    static final Check NOTHING = (field, value, scope, issues) -> value;

    private Checks() {}

    /** Whether the condition is one on other fields. */
    static boolean isCross(Constraint constraint) {
        return constraint instanceof Constraint.Dependencies
                || constraint instanceof Constraint.Excludes
                || constraint instanceof Constraint.Combination combination
                        && combination.rules().stream()
                                .flatMap(rule -> rule.constraints().stream())
                                .anyMatch(Checks::isCross);
    }

    /** Whether an empty value need not meet the condition where the rule {@code empty} is given. */
    static boolean isMootForEmpty(Constraint constraint) {
        return constraint instanceof Constraint.Allowed
                || constraint instanceof Constraint.Forbidden
                || constraint instanceof Constraint.Items
                || constraint instanceof Constraint.Length
                || constraint instanceof Constraint.Matches;
    }

    static Check compile(Constraint constraint) {
        if (constraint instanceof Constraint.NotEmpty) {
            return simple("empty", value -> size(value) == 0 ? "empty values not allowed" : null);
        } else if (constraint instanceof Constraint.Range range) {
            return range(range);
        } else if (constraint instanceof Constraint.Length length) {
            return length(length);
        } else if (constraint instanceof Constraint.Allowed allowed) {
            return allowed(allowed);
        } else if (constraint instanceof Constraint.Forbidden forbidden) {
            return forbidden(forbidden);
        } else if (constraint instanceof Constraint.Contains contains) {
            return contains(contains);
        } else if (constraint instanceof Constraint.Matches matches) {
            String message = "value does not match regex '%s'".formatted(matches.text());
            return simple(
                    "regex",
                    value -> value instanceof String text
                                    && !matches.pattern().matcher(text).matches()
                            ? message
                            : null);
        } else if (constraint instanceof Constraint.Unique unique) {
            return (field, value, scope, issues) -> {
                if (scope.context().taken(unique.among(), scope.name(field), value)) {
                    issues.add(Issues.OF_EVE, "value '%s' is not unique".formatted(CerberusTexts.plain(value)));
                }
                return value;
            };
        } else if (constraint instanceof Constraint.Dependencies dependencies) {
            return dependencies(dependencies);
        } else if (constraint instanceof Constraint.Excludes excludes) {
            return excludes(excludes);
        } else if (constraint instanceof Constraint.Combination combination) {
            return new CombinationCheck(combination);
        } else if (constraint instanceof Constraint.Reference reference) {
            return ReferenceChecks.of(reference);
        }
        return NestedChecks.compile(constraint);
    }

    /** A check that looks at nothing but the value; the function returns the message or null. */
    private static Check simple(String rule, Function<Object, String> problem) {
        return (field, value, scope, issues) -> {
            String message = problem.apply(value);
            if (message != null) {
                issues.add(rule, message);
            }
            return value;
        };
    }

    /** Number of letters, elements or members; -1 for other values. */
    static int size(Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof Collection<?> collection) {
            return collection.size();
        }
        return value instanceof Map<?, ?> map ? map.size() : -1;
    }

    private static Check range(Constraint.Range range) {
        String low = "min value is %s".formatted(CerberusTexts.number(range.min()));
        String high = "max value is %s".formatted(CerberusTexts.number(range.max()));
        return (field, value, scope, issues) -> {
            if (value instanceof Number number) {
                double position = number.doubleValue();
                if (position < range.min()) {
                    issues.add("min", low);
                } else if (position > range.max()) {
                    issues.add("max", high);
                }
            }
            return value;
        };
    }

    private static Check length(Constraint.Length length) {
        int min = length.min().orElse(0);
        int max = length.max().orElse(Integer.MAX_VALUE);
        String tooShort = "min length is %d".formatted(min);
        String tooLong = "max length is %d".formatted(max);
        return (field, value, scope, issues) -> {
            int size = size(value);
            if (size >= 0 && size < min) {
                issues.add("minlength", tooShort);
            } else if (size > max) {
                issues.add("maxlength", tooLong);
            }
            return value;
        };
    }

    /** Numbers are compared by value: 1 and 1.0 are the same in JSON. */
    private static Object comparable(Object value) {
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }

    private static Set<Object> comparable(List<Object> values) {
        Set<Object> set = new HashSet<>();
        values.forEach(value -> set.add(comparable(value)));
        return set;
    }

    private static Check allowed(Constraint.Allowed allowed) {
        Set<Object> values = comparable(allowed.values());
        return simple("allowed", value -> {
            if (value instanceof List<?> list) {
                List<Object> others = new ArrayList<>();
                list.stream().filter(one -> !values.contains(comparable(one))).forEach(others::add);
                return others.isEmpty() ? null : "unallowed values %s".formatted(CerberusTexts.tuple(others));
            }
            return values.contains(comparable(value))
                    ? null
                    : "unallowed value %s".formatted(CerberusTexts.plain(value));
        });
    }

    private static Check forbidden(Constraint.Forbidden forbidden) {
        Set<Object> values = comparable(forbidden.values());
        return simple("forbidden", value -> {
            if (value instanceof List<?> list) {
                List<Object> bad = new ArrayList<>();
                list.stream().filter(one -> values.contains(comparable(one))).forEach(bad::add);
                return bad.isEmpty() ? null : "unallowed values %s".formatted(CerberusTexts.list(bad));
            }
            return values.contains(comparable(value))
                    ? "unallowed value %s".formatted(CerberusTexts.plain(value))
                    : null;
        });
    }

    private static Check contains(Constraint.Contains contains) {
        return simple("contains", value -> {
            if (!(value instanceof Collection<?> collection)) {
                return null;
            }
            Set<Object> missing = new LinkedHashSet<>(contains.values());
            missing.removeAll(collection);
            String texts = CerberusTexts.list(missing);
            return missing.isEmpty() ? null : "missing members {%s}".formatted(texts.substring(1, texts.length() - 1));
        });
    }

    private static Check dependencies(Constraint.Dependencies dependencies) {
        Map<String, Set<Object>> wanted = new LinkedHashMap<>();
        dependencies.fields().forEach((name, values) -> wanted.put(name, comparable(values)));
        if (dependencies.written().isEmpty()) {
            return (field, value, scope, issues) -> {
                for (String name : wanted.keySet()) {
                    if (scope.lookup(name).isEmpty()) {
                        issues.add("dependencies", "field '%s' is required".formatted(name));
                    }
                }
                return value;
            };
        }
        String message = "depends on these values: %s".formatted(CerberusTexts.quoted(dependencies.written()));
        return (field, value, scope, issues) -> {
            boolean met = wanted.entrySet().stream().allMatch(each -> scope.lookup(each.getKey())
                    .flatMap(Function.identity())
                    .filter(other -> each.getValue().contains(comparable(other)))
                    .isPresent());
            if (!met) {
                issues.add("dependencies", message);
            }
            return value;
        };
    }

    private static Check excludes(Constraint.Excludes excludes) {
        String all = excludes.fields().stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return (field, value, scope, issues) -> {
            if (excludes.fields().stream().anyMatch(scope.siblings()::containsKey)) {
                issues.add("excludes", "%s must not be present with '%s'".formatted(all, field));
            }
            return value;
        };
    }

    static CompiledRule[] compile(List<FieldRule> rules) {
        return rules.stream().map(CompiledRule::new).toArray(CompiledRule[]::new);
    }
}
