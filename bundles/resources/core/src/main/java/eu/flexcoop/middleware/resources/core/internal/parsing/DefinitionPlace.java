package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The API root that a definition belongs to. It gives what the definition does not say, and collections of its own: definitions of two
 * roots never share one, whatever their names are.
 *
 * @param address of the root; empty for the platform's own
 * @param keys values of keys that a definition may lack
 */
record DefinitionPlace(String address, Map<String, JsonNode> keys) {
    static final DefinitionPlace PLATFORM = new DefinitionPlace("", Map.of());

    private static final Pattern COLLECTION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    static DefinitionPlace of(String address, RootSettings settings) {
        return new DefinitionPlace(address, settings.definitions());
    }

    Optional<String> root() {
        return Optional.of(address).filter(text -> !text.isEmpty());
    }

    /** The definition as it holds in this root. */
    JsonLocation prepare(String name, JsonLocation definition) {
        JsonLocation datasource = definition.at("datasource");
        String collection = datasource.text("source", name);
        if (datasource.has("source") && !COLLECTION.matcher(collection).matches()) {
            datasource
                    .at("source")
                    .note("collection '%s' is not supported, use letters, digits, _ . and -", collection);
        }
        if (address.isEmpty() || !(definition.node() instanceof ObjectNode whole)) {
            return definition;
        }
        ObjectNode placed = whole.deepCopy();
        keys.forEach((key, value) -> {
            if (!placed.hasNonNull(key)) {
                placed.set(key, value);
            }
        });
        if (!placed.hasNonNull("datasource")) {
            placed.putObject("datasource");
        }
        if (placed.get("datasource") instanceof ObjectNode stored) {
            stored.put("source", RootAddress.collectionPrefix(address) + collection);
        }
        return new JsonLocation(placed, definition.path(), definition.errors());
    }
}
