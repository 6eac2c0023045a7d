package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Predicate;

import org.bson.Document;

import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledSchema;

/**
 * Reads one definition file, named after its resource: {@code kettles.json} or {@code kettles.resource.json}. Files whose name
 * begins with {@code x-} are ignored.
 */
public final class DefinitionReader {
    private final Predicate<String> isOwned;

    /** @param isOwned tells whether the collection of that name belongs to a component */
    public DefinitionReader(Predicate<String> isOwned) {
        this.isOwned = isOwned;
    }

    public static String name(BundleFile file) {
        return file.fileName().replaceFirst("(\\.resource)?\\.json$", "");
    }

    Optional<PublishedResource> read(BundleFile file, DefinitionPlace place) throws FileRefusedException, IOException {
        if (file.fileName().startsWith("x-")) {
            return Optional.empty();
        }
        try (InputStream in = file.url().openStream()) {
            byte[] json = in.readAllBytes();
            ResourceDefinition definition = DefinitionParser.parse(name(file), new ByteArrayInputStream(json), place);
            requireUnowned(definition);
            Document schema = WrittenSchema.of(DefinitionParser.tree(new ByteArrayInputStream(json)));
            return Optional.of(new PublishedResource(definition, new CompiledSchema(definition), schema));
        } catch (DefinitionException e) {
            throw refused(file, e);
        }
    }

    static FileRefusedException refused(BundleFile file, DefinitionException e) {
        return new FileRefusedException(sentence(file, e), e);
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
