package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Versions;

/** Reads {@code versioning}, which fields are left out of it, and how many states are kept. */
final class VersionsParser {
    /** Set by the platform in versioned documents. */
    static final Set<String> FIELDS = Set.of(DocumentFields.VERSION, DocumentFields.LATEST_VERSION);

    private static final String KEPT = "versions_kept";

    private VersionsParser() {}

    static Optional<Versions> versions(JsonLocation root) throws DefinitionException {
        if (!root.flag("versioning", false)) {
            if (root.has(KEPT)) {
                root.at(KEPT).note("no versions are kept without 'versioning': true");
            }
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
        return Optional.of(new Versions(unversioned, kept(root)));
    }

    private static OptionalInt kept(JsonLocation root) {
        OptionalInt kept = root.count(KEPT, 1);
        if (kept.isPresent() && hasFiles(root)) {
            root.at(KEPT)
                    .note(
                            "the files of earlier versions would be left behind, keep all versions of documents with files");
        }
        return kept;
    }

    private static boolean hasFiles(JsonLocation root) {
        return root.node().path("schema").findValues("type").stream()
                .anyMatch(type -> type.toString().contains("\"media\""));
    }
}
