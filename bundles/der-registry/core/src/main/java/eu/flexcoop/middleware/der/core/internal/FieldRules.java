package eu.flexcoop.middleware.der.core.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.bson.Document;

import eu.flexcoop.middleware.der.api.DerKind;
import eu.flexcoop.middleware.der.api.DerType;

/** Which values the fields may have that persons set. Each rule returns the value as it is stored. */
final class FieldRules {
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_SPACE = 100;
    private static final int MOST_SPACES = 50;
    private static final int MOST_PHASES = 3;
    private static final int LONGITUDES = 180;
    private static final int LATITUDES = 90;
    private static final List<String> YES_NO = List.of("yes", "no");

    private static final Map<String, UnaryOperator<Object>> RULES = Map.ofEntries(
            Map.entry(DerFields.NAME, value -> text(value, LONGEST_NAME)),
            Map.entry(
                    DerFields.KIND,
                    value -> oneOf(
                            value,
                            Arrays.stream(DerKind.values()).map(DerKind::key).toList())),
            Map.entry(
                    DerFields.TYPE,
                    value -> oneOf(
                            value,
                            Arrays.stream(DerType.values()).map(DerType::key).toList())),
            Map.entry(DerFields.MAX_CAPACITY, FieldRules::positive),
            Map.entry(DerFields.AVAILABLE_CAPACITY, FieldRules::notNegative),
            Map.entry(DerFields.PHASES, FieldRules::phases),
            Map.entry(DerFields.FLEXIBILITY, FieldRules::flexibility),
            Map.entry(DerFields.LOCATION, FieldRules::location),
            Map.entry(DerFields.SPACES, FieldRules::spaces),
            Map.entry(DerFields.AVAILABILITY, value -> oneOf(value, List.of("yes", "no", ""))),
            Map.entry(DerFields.DR_AVAILABILITY, value -> oneOf(value, YES_NO)),
            Map.entry(DerFields.MARKETPLACE_AVAILABILITY, value -> oneOf(value, YES_NO)));

    private FieldRules() {}

    static boolean knows(String field) {
        return RULES.containsKey(field);
    }

    /** @throws IllegalArgumentException saying what the value must be */
    static Object checked(String field, Object value) {
        return RULES.get(field).apply(value);
    }

    private static String text(Object value, int longest) {
        if (value instanceof String text && !text.isBlank() && text.length() <= longest) {
            return text;
        }
        throw new IllegalArgumentException("must be a text of 1 to %d characters".formatted(longest));
    }

    private static String oneOf(Object value, List<String> allowed) {
        if (value instanceof String text && allowed.contains(text)) {
            return text;
        }
        throw new IllegalArgumentException(
                "must be one of " + allowed.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")));
    }

    private static Object positive(Object value) {
        double number = number(value);
        if (number > 0) {
            return number;
        }
        throw new IllegalArgumentException("must be greater than 0 W");
    }

    private static Object notNegative(Object value) {
        double number = number(value);
        if (number >= 0) {
            return number;
        }
        throw new IllegalArgumentException("must be 0 W at least");
    }

    private static double number(Object value) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("must be a number");
    }

    private static Object phases(Object value) {
        double number = number(value);
        if (number >= 1 && number <= MOST_PHASES && number == Math.rint(number)) {
            return (int) number;
        }
        throw new IllegalArgumentException("must be 1, 2 or 3");
    }

    private static Object flexibility(Object value) {
        if (!(value instanceof Map<?, ?> parts)) {
            throw new IllegalArgumentException("must be an object of up_w, down_w and max_duration");
        }
        Document checked = new Document();
        parts.forEach((name, part) -> checked.append(
                name.toString(),
                switch (name.toString()) {
                    case DerFields.UP_W, DerFields.DOWN_W -> part(name, part, FieldRules::notNegative);
                    case DerFields.MAX_DURATION -> part(name, part, FieldRules::duration);
                    default -> throw new IllegalArgumentException(
                            "has no part '%s', only up_w, down_w and max_duration".formatted(name));
                }));
        return checked;
    }

    private static Object part(Object name, Object part, UnaryOperator<Object> rule) {
        try {
            return part == null ? null : rule.apply(part);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is wrong: '%s' %s".formatted(name, e.getMessage()), e);
        }
    }

    private static Object duration(Object value) {
        try {
            Duration duration = Duration.parse(String.valueOf(value));
            if (!duration.isNegative() && !duration.isZero()) {
                return duration.toString();
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be an ISO 8601 duration such as PT2H", e);
        }
        throw new IllegalArgumentException("must be longer than 0");
    }

    private static Object location(Object value) {
        if (value instanceof Map<?, ?> point
                && "Point".equals(point.get("type"))
                && point.get(DerFields.COORDINATES) instanceof List<?> degrees
                && degrees.size() == 2
                && isWithin(degrees.get(0), LONGITUDES)
                && isWithin(degrees.get(1), LATITUDES)) {
            return new Document("type", "Point")
                    .append(DerFields.COORDINATES, List.of(number(degrees.get(0)), number(degrees.get(1))));
        }
        throw new IllegalArgumentException(
                "must be a GeoJSON Point with a longitude from -180 to 180 and a latitude from -90 to 90");
    }

    private static boolean isWithin(Object degrees, int most) {
        return degrees instanceof Number number && Math.abs(number.doubleValue()) <= most;
    }

    private static Object spaces(Object value) {
        if (!(value instanceof List<?> spaces) || spaces.size() > MOST_SPACES) {
            throw new IllegalArgumentException("must be a list of %d names at most".formatted(MOST_SPACES));
        }
        return spaces.stream().map(space -> text(space, LONGEST_SPACE)).toList();
    }
}
