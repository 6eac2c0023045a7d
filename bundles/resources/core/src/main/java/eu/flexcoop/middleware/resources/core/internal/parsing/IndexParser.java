package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.IndexDefinition;

/**
 * Reads {@code mongo_indexes} in the forms of Eve: {@code {"name": [["field", 1], ["other", -1]]}} or, with options,
 * {@code {"name": [[["field", 1]], {"unique": true}]}}. Tuples of Python are lists here.
 */
final class IndexParser {
    private static final Set<String> KINDS = new TreeSet<>(Set.of("2d", "2dsphere", "hashed", "text"));
    private static final Set<String> FLAGS = Set.of("unique", "sparse", "hidden");
    private static final Set<String> NUMBERS = Set.of("expireAfterSeconds", "bits", "min", "max");
    private static final Set<String> TEXTS = Set.of("default_language", "language_override");
    private static final Set<String> OBJECTS =
            Set.of("partialFilterExpression", "collation", "weights", "wildcardProjection");
    /** Every build is in the background, and the name is the key in the definition. */
    private static final Set<String> IGNORED = Set.of("background", "name");

    private IndexParser() {}

    static List<IndexDefinition> indexes(JsonLocation root) {
        List<IndexDefinition> indexes = new ArrayList<>();
        if (!root.has("mongo_indexes")) {
            return indexes;
        }
        if (root.has("source")) {
            root.at("mongo_indexes").note("the owner of a source makes its indexes, remove mongo_indexes");
        }
        Map<String, JsonLocation> members =
                root.attempt(root.at("mongo_indexes")::members, Map.<String, JsonLocation>of());
        members.forEach((name, location) -> root.attempt(() -> indexes.add(index(name, location)), false));
        return indexes;
    }

    private static IndexDefinition index(String name, JsonLocation location) throws DefinitionException {
        if (name.isEmpty() || name.equals("_id_") || name.equals("*") || name.indexOf('\0') >= 0) {
            throw location.error("'%s' is not a valid name of an index", name);
        }
        if (location.node().isObject()) {
            return new IndexDefinition(name, key(location), new Document());
        }
        List<JsonLocation> parts = location.elements();
        boolean optioned = parts.size() == 2 && parts.get(1).node().isObject();
        return optioned
                ? new IndexDefinition(name, key(parts.get(0)), options(parts.get(1)))
                : new IndexDefinition(name, key(location), new Document());
    }

    private static Document key(JsonLocation location) throws DefinitionException {
        Document key = new Document();
        if (location.node().isObject()) {
            for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
                key.append(field(member.getValue(), member.getKey()), direction(member.getValue()));
            }
        } else {
            for (JsonLocation element : location.elements()) {
                if (element.node().isTextual()) {
                    key.append(field(element, element.text()), 1);
                    continue;
                }
                List<JsonLocation> pair = element.elements();
                if (pair.size() != 2) {
                    throw element.error("found %s, use [\"field\", 1]", element.found());
                }
                key.append(field(pair.get(0), pair.get(0).text()), direction(pair.get(1)));
            }
        }
        if (key.isEmpty()) {
            throw location.error("the index has no field, use [[\"field\", 1]]");
        }
        return key;
    }

    private static String field(JsonLocation location, String name) throws DefinitionException {
        boolean wild = name.equals("$**") || name.endsWith(".$**");
        if (name.isEmpty() || name.indexOf('\0') >= 0 || name.startsWith("$") && !wild) {
            throw location.error("'%s' is no field that can be indexed", name);
        }
        return name;
    }

    private static Object direction(JsonLocation location) throws DefinitionException {
        if (location.node().isTextual() && KINDS.contains(location.node().textValue())) {
            return location.node().textValue();
        }
        if (location.node().isNumber() && Math.abs(location.node().doubleValue()) == 1) {
            return location.node().intValue();
        }
        throw location.error("found %s, use 1, -1, \"%s\"", location.found(), String.join("\", \"", KINDS));
    }

    private static Document options(JsonLocation location) throws DefinitionException {
        Document options = new Document();
        for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
            String name = member.getKey();
            JsonLocation value = member.getValue();
            if (IGNORED.contains(name)) {
                continue;
            }
            if (FLAGS.contains(name)) {
                if (location.flag(name, false)) {
                    options.append(name, true);
                }
            } else if (NUMBERS.contains(name)) {
                options.append(name, number(name, value));
            } else if (TEXTS.contains(name)) {
                options.append(name, value.text());
            } else if (OBJECTS.contains(name) && value.node().isObject()) {
                options.append(name, value.value());
            } else {
                throw value.error("unknown option '%s' or a wrong value, use of %s", name, names());
            }
        }
        return options;
    }

    private static Object number(String name, JsonLocation location) throws DefinitionException {
        double number = location.number();
        if (name.equals("expireAfterSeconds") && (number < 0 || number > Integer.MAX_VALUE)) {
            throw location.error("'%s' is %s, use seconds from 0 to %d", name, location.found(), Integer.MAX_VALUE);
        }
        return number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE
                ? (Object) (int) number
                : (Object) number;
    }

    private static String names() {
        Set<String> names = new TreeSet<>(FLAGS);
        names.addAll(NUMBERS);
        names.addAll(TEXTS);
        names.addAll(OBJECTS);
        return String.join(", ", names);
    }
}
