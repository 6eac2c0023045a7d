package eu.flexcoop.middleware.resources.core.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;

/** Compiles each kind of constraint. CerberusTexts are those of Cerberus 1.3. */
final class Checks {
    private Checks() {}

    static Check compile(Constraint constraint) {
        if (constraint instanceof Constraint.NotEmpty) {
            return simple((value, scope) -> size(value) == 0 ? "empty values not allowed" : null);
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
            return simple((value, scope) -> value instanceof String text
                            && !matches.pattern().matcher(text).matches()
                    ? message
                    : null);
        } else if (constraint instanceof Constraint.Unique) {
            return (field, value, scope, issues) -> {
                if (scope.context().taken(scope.path() + field, value)) {
                    issues.add("value '%s' is not unique".formatted(CerberusTexts.plain(value)));
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
            return reference(reference);
        }
        return nested(constraint);
    }

    private static Check nested(Constraint constraint) {
        if (constraint instanceof Constraint.Rename) {
            // the object that holds the field did it before any check
            return (field, value, scope, issues) -> value;
        }
        if (constraint instanceof Constraint.Fields fields) {
            CompiledFields compiled = new CompiledFields(fields.fields(), fields.allowUnknown(), fields.purgeUnknown());
            return (field, value, scope, issues) -> {
                if (value instanceof Map<?, ?>) {
                    issues.nested(compiled.check(scope.inside(field, members(value))));
                }
                return value;
            };
        } else if (constraint instanceof Constraint.Elements elements) {
            CompiledRule rule = new CompiledRule(elements.rule());
            return (field, value, scope, issues) -> each(field, value, scope, issues, index -> rule);
        } else if (constraint instanceof Constraint.Items items) {
            return items(items);
        } else if (constraint instanceof Constraint.Keys keys) {
            CompiledRule rule = new CompiledRule(keys.rule());
            return (field, value, scope, issues) -> members(field, value, scope, issues, rule, true);
        } else if (constraint instanceof Constraint.Values values) {
            CompiledRule rule = new CompiledRule(values.rule());
            return (field, value, scope, issues) -> members(field, value, scope, issues, rule, false);
        }
        throw new IllegalArgumentException("No check is known for %s".formatted(constraint));
    }

    /** A check that looks at nothing but the value; the function returns the message or null. */
    private static Check simple(BiFunction<Object, Scope, String> problem) {
        return (field, value, scope, issues) -> {
            String message = problem.apply(value, scope);
            if (message != null) {
                issues.add(message);
            }
            return value;
        };
    }

    private static int size(Object value) {
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
        return simple((value, scope) -> {
            if (!(value instanceof Number number)) {
                return null;
            }
            double position = number.doubleValue();
            return position < range.min() ? low : position > range.max() ? high : null;
        });
    }

    private static Check length(Constraint.Length length) {
        int min = length.min().orElse(0);
        int max = length.max().orElse(Integer.MAX_VALUE);
        String tooShort = "min length is %d".formatted(min);
        String tooLong = "max length is %d".formatted(max);
        return simple((value, scope) -> {
            int size = size(value);
            return size < 0 ? null : size < min ? tooShort : size > max ? tooLong : null;
        });
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
        return simple((value, scope) -> {
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
        return simple((value, scope) -> {
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
        return simple((value, scope) -> {
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
        return (field, value, scope, issues) -> {
            Map<String, Object> unmet = new LinkedHashMap<>();
            dependencies.fields().forEach((name, accepted) -> {
                Object other = scope.lookup(name);
                if (other == null) {
                    issues.add("field '%s' is required".formatted(name));
                } else if (!accepted.isEmpty() && !comparable(accepted).contains(comparable(other))) {
                    unmet.put(name, accepted);
                }
            });
            if (!unmet.isEmpty()) {
                issues.add("depends on these values: %s".formatted(CerberusTexts.quoted(unmet)));
            }
            return value;
        };
    }

    private static Check excludes(Constraint.Excludes excludes) {
        return (field, value, scope, issues) -> {
            List<String> present = excludes.fields().stream()
                    .filter(name -> scope.siblings().containsKey(name))
                    .map(name -> "'" + name + "'")
                    .toList();
            if (!present.isEmpty()) {
                issues.add("%s must not be present with '%s'".formatted(String.join(", ", present), field));
            }
            return value;
        };
    }

    private static Check reference(Constraint.Reference reference) {
        return (field, value, scope, issues) -> {
            if (!scope.context().exists(reference.resource(), reference.field(), value)) {
                issues.add("value '%s' must exist in resource '%s', field '%s'."
                        .formatted(CerberusTexts.plain(value), reference.resource(), reference.field()));
            }
            return value;
        };
    }

    private static Check items(Constraint.Items items) {
        CompiledRule[] rules = items.rules().stream().map(CompiledRule::new).toArray(CompiledRule[]::new);
        return (field, value, scope, issues) -> {
            if (value instanceof List<?> list && list.size() != rules.length) {
                issues.add("length of list should be %d, it is %d".formatted(rules.length, list.size()));
                return value;
            }
            return each(field, value, scope, issues, index -> rules[index]);
        };
    }

    private static Object each(
            String field, Object value, Scope scope, Issues issues, IntFunction<CompiledRule> rules) {
        if (!(value instanceof List<?>)) {
            return value;
        }
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) value;
        Map<String, Object> wrong = new LinkedHashMap<>();
        Scope inside = scope.element(field);
        for (int i = 0; i < list.size(); i++) {
            Issues found = new Issues();
            Object before = list.get(i);
            Object after = rules.apply(i).check("", before, inside, found);
            if (after != before) {
                list.set(i, after);
            }
            if (!found.none()) {
                wrong.put(Integer.toString(i), found.result());
            }
        }
        issues.nested(wrong);
        return value;
    }

    private static Object members(
            String field, Object value, Scope scope, Issues issues, CompiledRule rule, boolean keys) {
        if (!(value instanceof Map<?, ?>)) {
            return value;
        }
        Map<String, Object> map = members(value);
        Map<String, Object> wrong = new LinkedHashMap<>();
        Scope inside = scope.inside(field, map);
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            Issues found = new Issues();
            Object checked = rule.check("", keys ? entry.getKey() : entry.getValue(), inside, found);
            if (!keys) {
                entry.setValue(checked);
            }
            if (!found.none()) {
                wrong.put(entry.getKey(), found.result());
            }
        }
        issues.nested(wrong);
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(Object value) {
        return (Map<String, Object>) value;
    }

    static CompiledRule[] compile(List<FieldRule> rules) {
        return rules.stream().map(CompiledRule::new).toArray(CompiledRule[]::new);
    }
}
