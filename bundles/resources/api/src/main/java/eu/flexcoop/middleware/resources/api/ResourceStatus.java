package eu.flexcoop.middleware.resources.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one definition file.
 *
 * @param name of the resource
 * @param root address of the API root that it belongs to; empty for the platform's own
 * @param file inside the bundle
 * @param bundle symbolic name
 * @param bundleId id in the container
 * @param reason why it is not published, a sentence; present unless published
 * @param definition absent when the file could not be read
 * @param changes what the latest change of the definition means for clients and stored documents, one sentence each; found in the
 *     background after it is published
 */
public record ResourceStatus(
        String name,
        String root,
        String file,
        String bundle,
        long bundleId,
        State state,
        Optional<String> reason,
        Optional<ResourceDefinition> definition,
        List<String> changes) {
    public ResourceStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(definition, "definition");
        changes = List.copyOf(changes);
    }

    /** How far a definition came. */
    public enum State {
        PUBLISHED,
        /** An older bundle has the same name or address; takes over when that one leaves. */
        SHADOWED,
        /** This file or another of its bundle has an error. */
        REFUSED
    }
}
