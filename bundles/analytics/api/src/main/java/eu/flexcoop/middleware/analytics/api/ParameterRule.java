package eu.flexcoop.middleware.analytics.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a parameter of a module must look like; a part of the field grammar of resource definitions.
 *
 * @param title what it means, for people
 * @param defaultValue taken where the caller gives none; a value that passes the rule
 * @param allowed the only values there are; empty where any will do
 * @param min least number, or least length of a text or list
 * @param max greatest number, or greatest length of a text or list
 * @param regex pattern that the whole text matches
 */
public record ParameterRule(
        String name,
        ParameterType type,
        String title,
        boolean required,
        Optional<Object> defaultValue,
        List<Object> allowed,
        Optional<Double> min,
        Optional<Double> max,
        Optional<String> regex) {
    public ParameterRule {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(defaultValue, "defaultValue");
        allowed = List.copyOf(allowed);
        Objects.requireNonNull(min, "min");
        Objects.requireNonNull(max, "max");
        Objects.requireNonNull(regex, "regex");
    }
}
