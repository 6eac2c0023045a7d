package eu.flexcoop.middleware.resources.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/**
 * The definition files of one bundle, read and checked: all are good, or none is used.
 *
 * @param files in the order of their paths
 */
record ConfigBundle(String symbolicName, long id, List<DefinitionFile> files) {
    ConfigBundle {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param problem why it cannot be used, a sentence; then there is no resource
     */
    record DefinitionFile(String name, String path, Optional<PublishedResource> resource, Optional<String> problem) {}

    boolean good() {
        return files.stream().allMatch(file -> file.problem().isEmpty());
    }

    /** Reads all files; those whose name begins with {@code x-} are switched off. */
    static ConfigBundle read(String symbolicName, long id, List<URL> entries, Ownership ownership) {
        List<DefinitionFile> files = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (URL entry : entries) {
            String path = entry.getPath().replaceFirst("^/", "");
            String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("(\\.resource)?\\.json$", "");
            if (!name.startsWith("x-")) {
                files.add(read(name, path, entry, ownership, seen));
            }
        }
        return new ConfigBundle(symbolicName, id, files);
    }

    private static DefinitionFile read(
            String name, String path, URL entry, Ownership ownership, Map<String, String> seen) {
        try (InputStream in = entry.openStream()) {
            ResourceDefinition definition = DefinitionParser.parse(name, in);
            ownership.check(definition);
            for (String key : Set.of("resource " + name, "url " + definition.url())) {
                String other = seen.putIfAbsent(key, path);
                if (other != null) {
                    throw new DefinitionException("$", "%s is already taken by %s".formatted(key, other));
                }
            }
            PublishedResource resource = new PublishedResource(definition, new CompiledSchema(definition));
            return new DefinitionFile(name, path, Optional.of(resource), Optional.empty());
        } catch (DefinitionException e) {
            String problem = "%s (%s, %s)".formatted(e.getMessage(), path, e.path());
            return new DefinitionFile(name, path, Optional.empty(), Optional.of(problem));
        } catch (IOException e) {
            String problem = "%s cannot be read: %s".formatted(path, e.getMessage());
            return new DefinitionFile(name, path, Optional.empty(), Optional.of(problem));
        }
    }
}
