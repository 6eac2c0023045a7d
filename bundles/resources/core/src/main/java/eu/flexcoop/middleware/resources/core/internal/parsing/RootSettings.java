package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import eu.flexcoop.middleware.resources.api.ApiSettings;

/**
 * What a {@code settings.json} says.
 *
 * @param prefix first part of the address; absent: the bundle names it
 * @param version last part of the address
 * @param definitions values of keys that definitions of the root do not give themselves
 */
record RootSettings(
        Optional<String> prefix, Optional<String> version, ApiSettings api, Map<String, JsonNode> definitions) {
    RootSettings {
        definitions = Map.copyOf(definitions);
    }
}
