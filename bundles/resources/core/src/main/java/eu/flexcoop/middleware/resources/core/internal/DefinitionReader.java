package eu.flexcoop.middleware.resources.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/**
 * Reads one definition file, named after its resource: {@code kettles.json} or {@code kettles.resource.json}. Files whose name
 * begins with {@code x-} are ignored.
 */
final class DefinitionReader {
    private final Predicate<String> isOwned;

    /** @param isOwned tells whether the collection of that name belongs to a component */
    DefinitionReader(Predicate<String> isOwned) {
        this.isOwned = isOwned;
    }

    static String name(BundleFile file) {
        return file.fileName().replaceFirst("(\\.resource)?\\.json$", "");
    }

    /** A name and an address belong to one resource only. */
    static List<String> names(PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        return List.of("resource '%s'".formatted(definition.name()), "address '/%s'".formatted(definition.url()));
    }

    Optional<PublishedResource> read(BundleFile file) throws FileRefusedException, IOException {
        if (file.fileName().startsWith("x-")) {
            return Optional.empty();
        }
        try (InputStream in = file.url().openStream()) {
            ResourceDefinition definition = DefinitionParser.parse(name(file), in);
            requireUnowned(definition);
            return Optional.of(new PublishedResource(definition, new CompiledSchema(definition)));
        } catch (DefinitionException e) {
            throw new FileRefusedException(sentence(file, e), e);
        }
    }

    private static String sentence(BundleFile file, DefinitionException e) {
        return e.errors().size() == 1
                ? "%s (%s, %s)".formatted(e.getMessage(), file.path(), e.path())
                : "%s (%s)".formatted(e.getMessage(), file.path());
    }

    /** Collections of components are shown through their source only, and never written. */
    private void requireUnowned(ResourceDefinition definition) throws DefinitionException {
        String collection = definition.storage().collection();
        if (definition.storage().source().isEmpty() && isOwned.test(collection)) {
            throw new DefinitionException(
                    "$",
                    "collection '%s' belongs to a component of the platform, add \"source\": \"<area>:<thing>\" or use another name"
                            .formatted(collection));
        }
    }
}
