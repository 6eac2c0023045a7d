package eu.flexcoop.middleware.analytics.core.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import eu.flexcoop.middleware.analytics.api.ParameterRule;
import eu.flexcoop.middleware.analytics.api.ParameterType;
import eu.flexcoop.middleware.extension.api.FileRefusedException;

/** Reads the rule of one parameter, in the field grammar of resource definitions. */
final class RuleReader {
    private static final Set<String> KEYS =
            Set.of("type", "title", "required", "default", "allowed", "min", "max", "minlength", "maxlength", "regex");

    private final String path;
    private final JsonNode node;

    private RuleReader(String name, JsonNode node) {
        this.path = "parameters." + name;
        this.node = node;
    }

    static ParameterRule read(String name, JsonNode node) throws FileRefusedException {
        return new RuleReader(name, node).rule(name);
    }

    private ParameterRule rule(String name) throws FileRefusedException {
        DescriptorReader.only(node, path, KEYS);
        ParameterType type = type();
        boolean byLength = type == ParameterType.STRING || type == ParameterType.LIST;
        ParameterRule rule = new ParameterRule(
                name,
                type,
                node.has("title") ? DescriptorReader.text(node.get("title"), path + ".title") : "",
                flag("required"),
                Optional.empty(),
                values("allowed"),
                number(byLength ? "minlength" : "min"),
                number(byLength ? "maxlength" : "max"),
                regex());
        refuse(byLength ? "min" : "minlength", type);
        refuse(byLength ? "max" : "maxlength", type);
        return node.has("default") ? withDefault(rule) : rule;
    }

    private ParameterRule withDefault(ParameterRule rule) throws FileRefusedException {
        try {
            Object value = ParameterCheck.value(rule, value(node.get("default"), "default"));
            return new ParameterRule(
                    rule.name(),
                    rule.type(),
                    rule.title(),
                    rule.required(),
                    Optional.of(value),
                    rule.allowed(),
                    rule.min(),
                    rule.max(),
                    rule.regex());
        } catch (IllegalArgumentException e) {
            throw new FileRefusedException("'%s.default' %s".formatted(path, e.getMessage()));
        }
    }

    private ParameterType type() throws FileRefusedException {
        String name = DescriptorReader.text(node.path("type"), path + ".type");
        if (name.equals("number")) {
            return ParameterType.FLOAT;
        }
        for (ParameterType type : ParameterType.values()) {
            if (type.key().equals(name)) {
                return type;
            }
        }
        throw new FileRefusedException("'%s.type' is unknown type '%s', use one of %s, number"
                .formatted(
                        path,
                        name,
                        Arrays.stream(ParameterType.values())
                                .map(ParameterType::key)
                                .collect(Collectors.joining(", "))));
    }

    private void refuse(String key, ParameterType type) throws FileRefusedException {
        if (node.has(key)) {
            throw new FileRefusedException("'%s.%s' does not go with type '%s'".formatted(path, key, type.key()));
        }
    }

    private boolean flag(String key) throws FileRefusedException {
        JsonNode flag = node.path(key);
        if (!flag.isMissingNode() && !flag.isBoolean()) {
            throw new FileRefusedException("'%s.%s' must be true or false, found %s".formatted(path, key, flag));
        }
        return flag.asBoolean(false);
    }

    private Optional<Double> number(String key) throws FileRefusedException {
        JsonNode number = node.path(key);
        if (number.isMissingNode()) {
            return Optional.empty();
        }
        if (!number.isNumber()) {
            throw new FileRefusedException("'%s.%s' must be a number, found %s".formatted(path, key, number));
        }
        return Optional.of(number.doubleValue());
    }

    private Optional<String> regex() throws FileRefusedException {
        if (!node.has("regex")) {
            return Optional.empty();
        }
        String regex = DescriptorReader.text(node.get("regex"), path + ".regex");
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new FileRefusedException("'%s.regex' is no pattern: %s".formatted(path, e.getDescription()));
        }
        return Optional.of(regex);
    }

    private List<Object> values(String key) throws FileRefusedException {
        JsonNode list = node.path(key);
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray() || list.isEmpty()) {
            throw new FileRefusedException("'%s.%s' must be a list of values, found %s".formatted(path, key, list));
        }
        List<Object> values = new ArrayList<>();
        for (JsonNode element : list) {
            values.add(value(element, key));
        }
        return values;
    }

    private Object value(JsonNode value, String key) throws FileRefusedException {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isArray()) {
            List<Object> list = new ArrayList<>();
            for (JsonNode element : value) {
                list.add(value(element, key));
            }
            return list;
        }
        throw new FileRefusedException("'%s.%s' cannot hold %s".formatted(path, key, value));
    }
}
