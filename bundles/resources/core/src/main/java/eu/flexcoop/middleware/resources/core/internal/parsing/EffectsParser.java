package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Messages;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledSchema;

/** Reads what a write does beside what the client asks for: {@code delete_cascade}, {@code reset_on_patch} and {@code notify}. */
final class EffectsParser {
    private static final String CASCADE = "delete_cascade";
    private static final String RESETS = "reset_on_patch";
    private static final String NOTIFY = "notify";
    private static final String RECIPIENTS = "recipients";
    private static final String TYPE = "message_type";
    private static final int SHORTEST_TYPE = 3;

    private EffectsParser() {}

    static Map<String, String> cascade(JsonLocation root) throws DefinitionException {
        if (!root.has(CASCADE)) {
            return Map.of();
        }
        JsonLocation location = root.at(CASCADE);
        if (root.has("source")) {
            location.note("the owner of a source decides what it deletes, remove delete_cascade");
        }
        if (MethodsParser.ofList(root).contains(Method.DELETE)) {
            location.note(
                    "only single documents are deleted with those that belong to them, remove DELETE from resource_methods");
        }
        Map<String, String> cascade = new LinkedHashMap<>();
        for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
            cascade.put(member.getKey(), member.getValue().text());
        }
        return cascade;
    }

    static Map<String, Object> resets(JsonLocation root, Map<String, FieldRule> schema) throws DefinitionException {
        if (!root.has(RESETS)) {
            return Map.of();
        }
        JsonLocation location = root.at(RESETS);
        if (root.has("source")) {
            location.note("the owner of a source decides what a change resets, remove reset_on_patch");
        }
        Map<String, Object> resets = new LinkedHashMap<>();
        for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
            JsonLocation value = member.getValue();
            Object reset = value.node().isNull() ? null : value.value();
            FieldRule rule = schema.get(member.getKey());
            if (rule == null || member.getKey().equals("_id")) {
                value.note("'%s' is not a field of the schema, use one at its top", member.getKey());
            } else if (!CompiledSchema.isPossible(rule, reset)) {
                value.note(
                        "field '%s' cannot have the value %s, use one that its rules allow",
                        member.getKey(), value.found());
            } else {
                resets.put(member.getKey(), reset);
            }
        }
        return resets;
    }

    static Optional<Messages> messages(JsonLocation root) throws DefinitionException {
        if (!root.has(NOTIFY)) {
            return Optional.empty();
        }
        JsonLocation location = root.at(NOTIFY);
        DefinitionKeys.checkMembers(location, Set.of(RECIPIENTS, TYPE));
        if (root.has("source")) {
            location.note("the owner of a source decides whom it tells, remove notify");
        }
        List<String> recipients = location.texts(RECIPIENTS);
        if (recipients.isEmpty()) {
            location.note("there are no recipients, use a list of components");
        }
        String type = location.text(TYPE, "");
        if (type.length() < SHORTEST_TYPE) {
            location.note("message_type is '%s', use a text of at least %d letters", type, SHORTEST_TYPE);
        }
        return Optional.of(new Messages(recipients, type));
    }
}
