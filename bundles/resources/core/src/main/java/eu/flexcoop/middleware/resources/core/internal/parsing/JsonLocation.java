package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import org.bson.Document;

/**
 * A location in a definition file with its JSON path, so that every error can name it. Members that are read by their key with a value
 * for their absence note their errors, and that value is used; other readers throw.
 *
 * @param errors of the file
 */
public record JsonLocation(JsonNode node, String path, DefinitionErrors errors) {
    /** The beginning of a file. */
    public JsonLocation(JsonNode node, String path) {
        this(node, path, new DefinitionErrors());
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    JsonLocation at(String key) {
        return new JsonLocation(node.path(key), path + "." + key, errors);
    }

    DefinitionException error(String sentence, Object... arguments) {
        return new DefinitionException(path, sentence.formatted(arguments));
    }

    /** Notes an error here without stopping. */
    void note(String sentence, Object... arguments) {
        errors.add(error(sentence, arguments));
    }

    /** As {@link DefinitionErrors#attempt}. */
    <T> T attempt(DefinitionErrors.Part<T> part, T otherwise) {
        return errors.attempt(part, otherwise);
    }

    /** The value here, shortened for a message. */
    String found() {
        String text = node.isTextual() ? "'" + node.textValue() + "'" : node.toString();
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }

    String text(String key, String otherwise) {
        return has(key) ? attempt(at(key)::text, otherwise) : otherwise;
    }

    String text() throws DefinitionException {
        if (!node.isTextual()) {
            throw error("found %s, use a text", found());
        }
        return node.textValue();
    }

    boolean flag(String key, boolean otherwise) {
        return has(key) ? attempt(() -> at(key).flag(key), otherwise) : otherwise;
    }

    private boolean flag(String key) throws DefinitionException {
        String text = node.asText().toLowerCase(Locale.ROOT);
        if (node.isTextual() && (text.equals("true") || text.equals("false"))) {
            return text.equals("true"); // definitions in use write some flags in quotes
        }
        if (!node.isBoolean()) {
            throw error("'%s' is %s, use true or false", key, found());
        }
        return node.booleanValue();
    }

    OptionalInt count(String key) {
        return count(key, 0);
    }

    OptionalInt count(String key, int least) {
        return has(key)
                ? attempt(() -> OptionalInt.of(at(key).count(least)), OptionalInt.empty())
                : OptionalInt.empty();
    }

    private int count(int least) throws DefinitionException {
        double number = number();
        if (number < least || number != Math.rint(number) || number > Integer.MAX_VALUE) {
            throw error("'%s' is %s, use a whole number from %d", key(), found(), least);
        }
        return (int) number;
    }

    /** The last part of the path. */
    private String key() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** A number; texts count, because definitions in use write some bounds in quotes. */
    double number() throws DefinitionException {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        try {
            return Double.parseDouble(text());
        } catch (NumberFormatException e) {
            throw error("found %s, use a number", found());
        }
    }

    Map<String, JsonLocation> members() throws DefinitionException {
        if (!node.isObject()) {
            throw error("found %s, use an object", found());
        }
        Map<String, JsonLocation> members = new LinkedHashMap<>();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            members.put(name, at(name));
        }
        return members;
    }

    List<JsonLocation> elements() throws DefinitionException {
        if (!node.isArray()) {
            throw error("found %s, use a list", found());
        }
        List<JsonLocation> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonLocation(node.get(i), path + "[" + i + "]", errors));
        }
        return elements;
    }

    List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        if (node.get(key).isTextual()) {
            return List.of(node.get(key).textValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonLocation element : attempt(at(key)::elements, List.<JsonLocation>of())) {
            attempt(() -> texts.add(element.text()), false);
        }
        return texts;
    }

    List<Object> values() throws DefinitionException {
        List<Object> values = new ArrayList<>();
        for (JsonLocation element : node.isArray() ? elements() : List.of(this)) {
            if (!element.node().isNull()) { // null is decided by 'nullable' alone
                values.add(element.value());
            }
        }
        return values;
    }

    /** The BSON value here. */
    Object value() throws DefinitionException {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.canConvertToInt() ? (Object) node.intValue() : (Object) node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isArray()) {
            return values();
        }
        if (node.isObject()) {
            Document document = new Document();
            for (Map.Entry<String, JsonLocation> member : members().entrySet()) {
                document.append(member.getKey(), member.getValue().value());
            }
            return document;
        }
        throw error("found %s, use a value", found());
    }
}
