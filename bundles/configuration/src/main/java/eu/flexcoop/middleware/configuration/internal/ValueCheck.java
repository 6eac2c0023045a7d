package eu.flexcoop.middleware.configuration.internal;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.configuration.api.Form;

/** Checks the value of one key: type, range, options and form. */
final class ValueCheck {
    private static final BigDecimal GREATEST_PORT = BigDecimal.valueOf(65_535);
    private static final BigDecimal GREATEST_INTEGER = BigDecimal.valueOf(Integer.MAX_VALUE);
    /** Times are counted in milliseconds; what is shorter would be zero, which often means "for ever". */
    private static final Duration LEAST = Duration.ofMillis(1);
    /** Nanoseconds of it fit into a long, and an instant plus or minus it is one. */
    private static final Duration GREATEST = Duration.ofDays(36_500);

    private ValueCheck() {}

    /** What is wrong with the value, as half a sentence. */
    static Optional<String> problem(Attribute attribute, Object value) {
        return elements(attribute, value).stream()
                .filter(text -> !accepts(attribute, text))
                .findFirst()
                .map(text -> (attribute.list()
                                ? "'" + text + "' is not accepted; accepted are, with commas between, "
                                : "accepted is ")
                        + accepted(attribute));
    }

    /** The elements of a list, or the one value, as text without blanks around it. */
    static List<String> elements(Attribute attribute, Object value) {
        List<String> elements = new ArrayList<>();
        if (value instanceof Collection<?> several) {
            several.forEach(each -> elements.addAll(elements(attribute, each)));
        } else if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.addAll(elements(attribute, Array.get(value, i)));
            }
        } else if (attribute.list()) {
            for (String element : value.toString().split(",")) {
                if (!element.isBlank()) {
                    elements.add(element.strip());
                }
            }
        } else {
            elements.add(value.toString().strip());
        }
        return elements;
    }

    private static boolean accepts(Attribute attribute, String text) {
        if (attribute.words().contains(text)) {
            return true;
        }
        if (!attribute.options().isEmpty()) {
            return attribute.form() == Form.PAIR
                    ? Forms.accepts(Form.PAIR, text) && attribute.options().contains(Forms.second(text))
                    : attribute.options().contains(text);
        }
        return switch (attribute.type()) {
            case INTEGER, LONG -> isInteger(text) && isInRange(attribute, text);
            case DECIMAL -> isDecimal(text) && isInRange(attribute, text);
            case BOOLEAN -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
            case PASSWORD -> true;
            case TEXT -> text.isEmpty()
                    ? attribute.defaultValue().isEmpty()
                    : Forms.accepts(attribute.form(), text) && isInRange(attribute, text);
        };
    }

    private static boolean isInteger(String text) {
        return text.matches("-?\\d{1,18}");
    }

    private static boolean isDecimal(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text)) && new BigDecimal(text) != null;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isInRange(Attribute attribute, String text) {
        if (attribute.form() == Form.DURATION) {
            Duration value = Duration.parse(text);
            return value.compareTo(attribute.min().isEmpty() ? LEAST : Duration.parse(attribute.min())) >= 0
                    && value.compareTo(attribute.max().isEmpty() ? GREATEST : Duration.parse(attribute.max())) <= 0;
        }
        if (attribute.type() == Attribute.Type.TEXT) {
            return true;
        }
        BigDecimal value = new BigDecimal(text);
        return (attribute.type() != Attribute.Type.INTEGER || value.abs().compareTo(GREATEST_INTEGER) <= 0)
                && (attribute.form() != Form.PORT || value.signum() >= 0 && value.compareTo(GREATEST_PORT) <= 0)
                && (attribute.min().isEmpty() || value.compareTo(new BigDecimal(attribute.min())) >= 0)
                && (attribute.max().isEmpty() || value.compareTo(new BigDecimal(attribute.max())) <= 0);
    }

    /** What is accepted, in words. */
    static String accepted(Attribute attribute) {
        String words = String.join(", ", attribute.words());
        String form = attribute.options().isEmpty()
                ? form(attribute) + range(attribute)
                : (attribute.form() == Form.PAIR ? form(attribute) + " whose value is one of " : "one of ")
                        + String.join(", ", attribute.options());
        return words.isEmpty() ? form : words + ", or " + form;
    }

    private static String form(Attribute attribute) {
        return switch (attribute.type()) {
            case INTEGER, LONG -> attribute.form() == Form.PORT ? "a port from 0 (none) to 65535" : "a whole number";
            case DECIMAL -> "a number";
            case BOOLEAN -> "true or false";
            case PASSWORD, TEXT -> Forms.describe(attribute.form());
        };
    }

    private static String range(Attribute attribute) {
        if (attribute.form() == Form.DURATION
                && attribute.min().isEmpty()
                && attribute.max().isEmpty()) {
            return ", at least " + LEAST;
        }
        if (!attribute.min().isEmpty() && !attribute.max().isEmpty()) {
            return " from %s to %s".formatted(attribute.min(), attribute.max());
        }
        return attribute.min().isEmpty()
                ? attribute.max().isEmpty() ? "" : ", at most " + attribute.max()
                : ", at least " + attribute.min();
    }
}
