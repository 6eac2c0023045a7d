package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/** Definitions written in tests, with single quotes for double ones, published as a bundle would. */
public final class Published {
    public static final RestSettings SETTINGS = new RestSettings(
            new DateText("%Y-%m-%dT%H:%M:%S.%fZ"), 25, 300, Duration.ofSeconds(10), true, false, 10, token -> true);

    private Published() {}

    public static void add(PublishedResources registry, String name, String json) {
        try {
            Path folder = Files.createTempDirectory("definition");
            Path file = Files.writeString(folder.resolve(name + ".json"), json.replace('\'', '"'));
            registry.add(
                    "test", registry.list().size() + 1, List.of(file.toUri().toURL()));
            Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An API root as a bundle with these files brings it.
     *
     * @param definitions by name
     */
    public static ApiRoot root(String name, String settings, Map<String, String> definitions) {
        PublishedResources registry = new PublishedResources();
        try {
            Path folder = Files.createTempDirectory("root");
            List<URL> files = new ArrayList<>();
            files.add(Files.writeString(folder.resolve("settings.json"), settings)
                    .toUri()
                    .toURL());
            for (Map.Entry<String, String> definition : definitions.entrySet()) {
                files.add(Files.writeString(folder.resolve(definition.getKey() + ".json"), definition.getValue())
                        .toUri()
                        .toURL());
            }
            registry.add(name, 1, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return registry.roots().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(registry.list().toString()));
    }

    public static ResourceDefinition definition(String name, String json) {
        PublishedResources registry = new PublishedResources();
        add(registry, name, json);
        return registry.at(name).map(PublishedResource::definition).orElseThrow();
    }
}
