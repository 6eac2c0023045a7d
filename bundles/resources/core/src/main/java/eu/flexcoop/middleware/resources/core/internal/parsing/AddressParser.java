package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import eu.flexcoop.middleware.resources.api.AddressPattern;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.AdditionalLookup;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.ItemAddress;

/** Reads how documents are addressed. */
final class AddressParser {
    private static final Pattern REGEX_RULE = Pattern.compile("regex\\((['\"])(.*)\\1\\)", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern ANY = Pattern.compile("[^/]+");
    private static final Pattern OBJECT_ID = Pattern.compile("[a-f0-9]{24}");

    private AddressParser() {}

    static ItemAddress item(JsonLocation root, Map<String, FieldRule> schema) {
        String idField = root.text("id_field", "_id");
        String lookupField = root.text("item_lookup_field", idField);
        for (String field : List.of(idField, lookupField)) {
            if (!schema.containsKey(field)) {
                root.note("documents are addressed by '%s', which the schema lacks", field);
            }
        }
        Pattern pattern =
                root.has("item_url") ? root.attempt(() -> pattern(root.at("item_url")), OBJECT_ID) : OBJECT_ID;
        Set<Method> methods = MethodsParser.ofItems(root);
        return new ItemAddress(
                root.flag("item_lookup", true) && !methods.isEmpty() && !StorageParser.isComputed(root),
                idField,
                lookupField,
                pattern,
                methods,
                root.attempt(() -> additional(root, schema), Optional.empty()));
    }

    private static Optional<AdditionalLookup> additional(JsonLocation root, Map<String, FieldRule> schema)
            throws DefinitionException {
        if (!root.has("additional_lookup")) {
            return Optional.empty();
        }
        JsonLocation location = root.at("additional_lookup");
        DefinitionKeys.checkMembers(location, Set.of("url", "field"));
        if (!location.has("field") || !location.has("url")) {
            throw location.error("additional_lookup needs 'field' and 'url'");
        }
        String field = location.at("field").text();
        if (!schema.containsKey(field)) {
            throw location.at("field").error("field '%s' is not in the schema", field);
        }
        boolean number =
                schema.get(field).type().filter(FieldType.INTEGER::equals).isPresent();
        return Optional.of(new AdditionalLookup(field, number ? NUMBER : pattern(location.at("url"))));
    }

    private static Pattern pattern(JsonLocation location) throws DefinitionException {
        switch (location.text()) {
            case "int":
                return NUMBER;
            case "uuid":
                return UUID;
            case "string":
                return ANY;
            default:
                return regex(location);
        }
    }

    private static Pattern regex(JsonLocation location) throws DefinitionException {
        Matcher rule = REGEX_RULE.matcher(location.text());
        if (!rule.matches()) {
            throw location.error(
                    "%s is not a form of addresses, use regex(\"...\"), int, uuid or string", location.found());
        }
        try {
            return Pattern.compile(rule.group(2));
        } catch (PatternSyntaxException e) {
            throw location.error("%s has no valid regex: %s", location.found(), e.getDescription());
        }
    }

    /** The address of the list, with or without parameters. */
    static void check(JsonLocation root, String url) {
        try {
            AddressPattern.of(url);
        } catch (IllegalArgumentException e) {
            root.at("url").note("%s", e.getMessage());
        }
    }
}
