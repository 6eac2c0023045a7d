package eu.flexcoop.middleware.resources.core.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import org.bson.Document;

/** A location in a definition file with its JSON path, so that every error can name it. */
record JsonLocation(JsonNode node, String path) {

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    JsonLocation at(String key) {
        return new JsonLocation(node.path(key), path + "." + key);
    }

    DefinitionException error(String sentence, Object... arguments) {
        return new DefinitionException(path, sentence.formatted(arguments));
    }

    /** The value here, shortened for a message. */
    String found() {
        String text = node.isTextual() ? "'" + node.textValue() + "'" : node.toString();
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }

    String text(String key, String otherwise) throws DefinitionException {
        return has(key) ? at(key).text() : otherwise;
    }

    String text() throws DefinitionException {
        if (!node.isTextual()) {
            throw error("found %s, use a text", found());
        }
        return node.textValue();
    }

    boolean flag(String key, boolean otherwise) throws DefinitionException {
        if (!has(key)) {
            return otherwise;
        }
        String text = node.get(key).asText().toLowerCase(Locale.ROOT);
        if (node.get(key).isTextual() && (text.equals("true") || text.equals("false"))) {
            return text.equals("true"); // definitions in use write some flags in quotes
        }
        if (!node.get(key).isBoolean()) {
            throw at(key).error("'%s' is %s, use true or false", key, at(key).found());
        }
        return node.get(key).booleanValue();
    }

    OptionalInt count(String key) throws DefinitionException {
        if (!has(key)) {
            return OptionalInt.empty();
        }
        double number = at(key).number();
        if (number < 0 || number != Math.rint(number) || number > Integer.MAX_VALUE) {
            throw at(key).error("'%s' is %s, use a whole number from 0", key, at(key).found());
        }
        return OptionalInt.of((int) number);
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
            elements.add(new JsonLocation(node.get(i), path + "[" + i + "]"));
        }
        return elements;
    }

    List<String> texts(String key) throws DefinitionException {
        if (!has(key)) {
            return List.of();
        }
        if (node.get(key).isTextual()) {
            return List.of(node.get(key).textValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonLocation element : at(key).elements()) {
            texts.add(element.text());
        }
        return texts;
    }

    List<Object> values() throws DefinitionException {
        List<Object> values = new ArrayList<>();
        for (JsonLocation element : node.isArray() ? elements() : List.of(this)) {
            values.add(element.value());
        }
        return values;
    }

    /** The BSON value here; empty for null. */
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
