package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.extension.api.BundleFiles;
import eu.flexcoop.middleware.resources.api.ApiSettings;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/** What one file of a bundle with resources stands for. */
public sealed interface Content {
    /** Address of the API root; empty for the platform's own. */
    String root();

    /** A definition. */
    record Resource(String root, PublishedResource resource) implements Content {
        /** Its name among those of all roots. */
        public String key() {
            String name = resource.definition().name();
            return root.isEmpty() ? name : root + "/" + name;
        }
    }

    /** The settings of an API root. */
    record Root(String root, ApiSettings settings) implements Content {}

    default Optional<PublishedResource> published() {
        return this instanceof Resource of ? Optional.of(of.resource()) : Optional.empty();
    }

    /** A name and an address belong to one resource of a root only, and a root to one bundle. */
    BundleFiles.Names<Content> NAMES = new BundleFiles.Names<>() {
        @Override
        public Collection<String> of(Content value) {
            if (value instanceof Resource named) {
                ResourceDefinition definition = named.resource().definition();
                String where = named.root().isEmpty() ? "" : " of API root '%s'".formatted(named.root());
                return List.of(
                        "resource '%s'%s".formatted(definition.name(), where),
                        "address '%s/%s'".formatted(named.root(), definition.url()));
            }
            return List.of("settings of API root '%s'".formatted(value.root()));
        }

        @Override
        public Collection<String> ofBundle(Content value) {
            return value.root().isEmpty() ? List.of() : List.of("API root '%s'".formatted(value.root()));
        }
    };
}
