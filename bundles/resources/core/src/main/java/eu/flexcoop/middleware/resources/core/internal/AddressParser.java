package eu.flexcoop.middleware.resources.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.ItemAddress;

/** Reads how documents are addressed. */
final class AddressParser {
    private static final Pattern REGEX_RULE = Pattern.compile("regex\\((['\"])(.*)\\1\\)", Pattern.DOTALL);
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
                methods);
    }

    private static Pattern pattern(JsonLocation location) throws DefinitionException {
        Matcher rule = REGEX_RULE.matcher(location.text());
        if (!rule.matches()) {
            throw location.error("item_url is %s, use regex(\"...\")", location.found());
        }
        try {
            return Pattern.compile(rule.group(2));
        } catch (PatternSyntaxException e) {
            throw location.error("item_url has no valid regex: %s", e.getDescription());
        }
    }
}
