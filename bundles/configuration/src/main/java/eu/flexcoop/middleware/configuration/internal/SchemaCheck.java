package eu.flexcoop.middleware.configuration.internal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;
import eu.flexcoop.middleware.configuration.api.Form;

/** Checks one configuration against its schema: its keys, each value, and what values of two keys contradict. */
record SchemaCheck(String file, Schema schema, Map<String, Object> values) {
    private static final List<String> TECHNICAL =
            List.of("service.", "felix.", "_felix_", "component.", "org.apache.karaf.features.", ":");
    private static final String TARGET = ".target";
    private static final String PASSWORD = "Password";
    private static final String HIDDEN = "(hidden)";
    private static final Pattern SECRET = Pattern.compile("(?i).*(pass|pwd|secret|token|header|credential).*");

    List<ConfigurationProblem> problems() {
        List<ConfigurationProblem> problems = new ArrayList<>();
        values.forEach((key, value) -> problem(key, value).ifPresent(problems::add));
        if (problems.isEmpty()) {
            schema.attributes().forEach(attribute -> contradiction(attribute).ifPresent(problems::add));
        }
        return problems;
    }

    /** Keys that Configuration Admin, File Install and Karaf add. */
    static boolean isTechnical(String key) {
        return TECHNICAL.stream().anyMatch(key::startsWith);
    }

    private Optional<ConfigurationProblem> problem(String key, Object value) {
        if (isTechnical(key)) {
            return Optional.empty();
        }
        Optional<Attribute> attribute = schema.attribute(key);
        if (attribute.isPresent()) {
            return ValueCheck.problem(attribute.get(), value)
                    .map(reason -> problem(attribute.get(), key, value, reason));
        }
        if (key.endsWith(TARGET)) {
            return isFilter(value.toString())
                    ? Optional.empty()
                    : Optional.of(new ConfigurationProblem(
                            file, key, value.toString(), "accepted is a filter such as (format=amon)"));
        }
        return Optional.of(unknown(key, value.toString()));
    }

    private ConfigurationProblem unknown(String key, String value) {
        List<String> known =
                schema.attributes().stream().map(Attribute::shownKey).sorted().toList();
        Optional<String> meant = Suggestion.of(key, known.stream());
        boolean secret = SECRET.matcher(key).matches()
                || meant.flatMap(schema::attribute).filter(Attribute::isSecret).isPresent();
        String reason = meant.map(name -> "unknown key; did you mean " + name + "?")
                .orElseGet(() -> "unknown key; known are " + String.join(", ", known));
        return new ConfigurationProblem(file, key, secret ? HIDDEN : value, reason);
    }

    private static boolean isFilter(String text) {
        try {
            FrameworkUtil.createFilter(text);
            return true;
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    private Optional<ConfigurationProblem> contradiction(Attribute attribute) {
        String value = text(attribute);
        return contradiction(attribute, value).map(reason -> problem(attribute, attribute.key(), value, reason));
    }

    private Optional<String> contradiction(Attribute attribute, String value) {
        if (attribute.form() == Form.KEY_STORE && !value.isEmpty()) {
            Attribute password = other(attribute.key() + PASSWORD);
            Optional<String> reason = KeyStores.problem(value, text(password));
            if (reason.isPresent()) {
                return reason;
            }
        }
        if (!attribute.needs().isEmpty() && isGiven(attribute, value)) {
            Attribute needed = other(attribute.needs());
            if (text(needed).isEmpty()) {
                return Optional.of("needs a value of " + needed.key());
            }
        }
        if (!attribute.atMost().isEmpty() && compare(attribute, other(attribute.atMost())) > 0) {
            return Optional.of("must be at most " + named(attribute.atMost()));
        }
        if (!attribute.below().isEmpty() && compare(attribute, other(attribute.below())) >= 0) {
            return Optional.of("must be less than " + named(attribute.below()));
        }
        return Optional.empty();
    }

    private Attribute other(String key) {
        return schema.attribute(key).orElseThrow();
    }

    private String named(String key) {
        return "%s, which is %s".formatted(key, text(other(key)));
    }

    private static boolean isGiven(Attribute attribute, String value) {
        return attribute.type() == Attribute.Type.BOOLEAN ? Boolean.parseBoolean(value) : !value.isEmpty();
    }

    /** Less than, equal to or greater than 0 as the value of the first is that of the second; less if one of them is a word. */
    private int compare(Attribute attribute, Attribute greater) {
        String value = text(attribute);
        String other = text(greater);
        if (attribute.words().contains(value) || greater.words().contains(other)) {
            return -1;
        }
        return attribute.form() == Form.DURATION
                ? Duration.parse(value).compareTo(Duration.parse(other))
                : new BigDecimal(value).compareTo(new BigDecimal(other));
    }

    /** The value that is in force if the configuration is: its own or the default. */
    String text(Attribute attribute) {
        return values.entrySet().stream()
                .filter(entry -> attribute.matches(entry.getKey()))
                .map(entry -> String.join(",", ValueCheck.elements(attribute, entry.getValue())))
                .findFirst()
                .orElse(attribute.defaultValue());
    }

    private ConfigurationProblem problem(Attribute attribute, String key, Object value, String reason) {
        String shown = attribute.isSecret() ? HIDDEN : String.join(", ", ValueCheck.elements(attribute, value));
        return new ConfigurationProblem(file, key, shown, reason);
    }
}
