package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Versions;

/** Reads {@code versioning} and which fields are left out of it. */
final class VersionsParser {
    /** Set by the platform in versioned documents. */
    static final Set<String> FIELDS = Set.of(DocumentFields.VERSION, DocumentFields.LATEST_VERSION);

    private VersionsParser() {}

    static Optional<Versions> versions(JsonLocation root) throws DefinitionException {
        if (!root.flag("versioning", false)) {
            return Optional.empty();
        }
        Set<String> unversioned = new LinkedHashSet<>();
        if (root.has("schema")) {
            for (Map.Entry<String, JsonLocation> field :
                    root.at("schema").members().entrySet()) {
                if (!field.getValue().flag("versioned", true)) {
                    unversioned.add(field.getKey());
                }
            }
        }
        return Optional.of(new Versions(unversioned));
    }
}
