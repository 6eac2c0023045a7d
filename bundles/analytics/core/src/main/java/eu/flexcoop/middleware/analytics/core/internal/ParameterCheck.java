package eu.flexcoop.middleware.analytics.core.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.analytics.api.InvalidParametersException;
import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.api.ParameterRule;

/** Checks the parameters of a run and brings them into the form that modules and documents use. */
final class ParameterCheck {
    private ParameterCheck() {}

    /**
     * Checks parameters that come as JSON values or as texts that stand for them.
     *
     * @return JSON values, instants as ISO-8601 texts in UTC, with defaults filled in
     */
    static Map<String, Object> check(ModuleDescriptor module, Map<String, Object> given) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, String> issues = new TreeMap<>();
        Map<String, ParameterRule> rules =
                module.parameters().stream().collect(Collectors.toMap(ParameterRule::name, rule -> rule));
        given.keySet().stream()
                .filter(name -> !rules.containsKey(name))
                .forEach(name -> issues.put(
                        name,
                        "is unknown, there are %s"
                                .formatted(
                                        rules.isEmpty()
                                                ? "no parameters"
                                                : String.join(", ", new TreeMap<>(rules).keySet()))));
        for (ParameterRule rule : module.parameters()) {
            Object value = given.get(rule.name());
            try {
                if (value != null) {
                    values.put(rule.name(), value(rule, value));
                } else if (rule.defaultValue().isPresent()) {
                    values.put(rule.name(), rule.defaultValue().get());
                } else if (rule.required()) {
                    issues.put(rule.name(), "is required");
                }
            } catch (IllegalArgumentException e) {
                issues.put(rule.name(), e.getMessage());
            }
        }
        if (!issues.isEmpty()) {
            throw new InvalidParametersException(module.name(), issues);
        }
        return values;
    }

    /** @throws IllegalArgumentException with what is wrong and what is accepted */
    static Object value(ParameterRule rule, Object given) {
        Object value = typed(rule, given);
        if (!rule.allowed().isEmpty() && !rule.allowed().contains(value)) {
            throw new IllegalArgumentException("is '%s', use one of %s".formatted(value, rule.allowed()));
        }
        if (rule.regex().isPresent() && !Pattern.matches(rule.regex().get(), String.valueOf(value))) {
            throw new IllegalArgumentException("is '%s', which does not match %s"
                    .formatted(value, rule.regex().get()));
        }
        checkSize(rule, value);
        return value;
    }

    private static Object typed(ParameterRule rule, Object given) {
        return switch (rule.type()) {
            case STRING -> given instanceof String ? given : refuse(given, "a text");
            case BOOLEAN -> flag(given);
            case INTEGER -> integer(given);
            case FLOAT -> number(given);
            case DATETIME -> instant(given).toString();
            case LIST -> list(given);
        };
    }

    private static void checkSize(ParameterRule rule, Object value) {
        double size;
        String what = "is";
        if (value instanceof Number number) {
            size = number.doubleValue();
        } else if (value instanceof List<?> list) {
            size = list.size();
            what = "has length";
        } else if (value instanceof String text) {
            size = text.length();
            what = "has length";
        } else {
            return;
        }
        if (rule.min().isPresent() && size < rule.min().get()) {
            throw new IllegalArgumentException("%s %s, least is %s"
                    .formatted(what, plain(size), plain(rule.min().get())));
        }
        if (rule.max().isPresent() && size > rule.max().get()) {
            throw new IllegalArgumentException("%s %s, most is %s"
                    .formatted(what, plain(size), plain(rule.max().get())));
        }
    }

    private static Object flag(Object given) {
        if (given instanceof Boolean) {
            return given;
        }
        return switch (String.valueOf(given)) {
            case "true" -> true;
            case "false" -> false;
            default -> refuse(given, "true or false");
        };
    }

    private static Object integer(Object given) {
        if (given instanceof Integer || given instanceof Long) {
            return ((Number) given).longValue();
        }
        try {
            return Long.valueOf(String.valueOf(given));
        } catch (NumberFormatException e) {
            return refuse(given, "a whole number");
        }
    }

    private static Object number(Object given) {
        try {
            double number =
                    given instanceof Number known ? known.doubleValue() : Double.parseDouble(String.valueOf(given));
            return Double.isFinite(number) ? number : refuse(given, "a finite number");
        } catch (NumberFormatException e) {
            return refuse(given, "a number");
        }
    }

    private static List<String> list(Object given) {
        if (given instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        if (given instanceof String text) {
            return List.of(text.split(",")).stream()
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }
        throw new IllegalArgumentException("is '%s', use a list".formatted(given));
    }

    private static Instant instant(Object given) {
        if (given instanceof Date date) {
            return date.toInstant();
        }
        if (given instanceof Instant instant) {
            return instant;
        }
        try {
            TemporalAccessor time = DateTimeFormatter.ofPattern(
                            "yyyy-MM-dd['T'HH:mm[:ss[.SSSSSSSSS][.SSSSSS][.SSS]][XXX]]")
                    .parseBest(String.valueOf(given), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            if (time instanceof OffsetDateTime withOffset) {
                return withOffset.toInstant();
            }
            return time instanceof LocalDateTime local
                    ? local.toInstant(ZoneOffset.UTC)
                    : ((LocalDate) time).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "is '%s', use an instant such as 2026-01-31 or 2026-01-31T15:45:00Z".formatted(given), e);
        }
    }

    private static Object refuse(Object given, String accepted) {
        throw new IllegalArgumentException("is '%s', use %s".formatted(given, accepted));
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
