package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The schemas of all configurations of a distribution, by pid. */
final class Schemas {
    /** Who names its configurations so is known completely. */
    private static final String OURS = "eu.flexcoop.";

    private static final List<String> FOLDERS =
            List.of("eu/flexcoop", "org/apache/felix/org.apache.felix.healthcheck.core");
    private static final String METATYPE = "OSGI-INF/metatype/";

    private final Map<String, Schema> byPid = new TreeMap<>();

    Schemas(Collection<Schema> schemas) {
        schemas.forEach(schema -> byPid.merge(schema.pid(), schema, Schema::with));
    }

    /**
     * Reads the metatype of the bundles in a distribution's repository. They are read there because the first configurations are applied
     * before the bundles are installed.
     */
    static Schemas of(Path repository) throws IOException {
        List<Schema> schemas = new ArrayList<>(ofContainer());
        for (String folder : FOLDERS) {
            if (Files.isDirectory(repository.resolve(folder))) {
                try (Stream<Path> files = Files.walk(repository.resolve(folder))) {
                    for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .toList()) {
                        schemas.addAll(ofBundle(jar));
                    }
                }
            }
        }
        return new Schemas(schemas);
    }

    /** Karaf's own configurations that our distribution brings, whose bundles have no metatype. */
    private static List<Schema> ofContainer() throws IOException {
        try (InputStream document = Schemas.class.getResourceAsStream("container.xml")) {
            return Metatype.read(document);
        }
    }

    private static List<Schema> ofBundle(Path file) throws IOException {
        List<Schema> schemas = new ArrayList<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            for (ZipEntry entry : jar.stream()
                    .filter(each -> each.getName().startsWith(METATYPE)
                            && each.getName().endsWith(".xml"))
                    .toList()) {
                try (InputStream document = jar.getInputStream(entry)) {
                    schemas.addAll(Metatype.read(document));
                }
            }
        }
        return schemas;
    }

    Collection<Schema> all() {
        return byPid.values();
    }

    /** The schema of a configuration, whose name is a pid, or that of a factory with {@code ~} or {@code -} and a name of its own. */
    Optional<Schema> find(String name) {
        Schema single = byPid.get(name);
        if (single != null && !single.factory()) {
            return Optional.of(single);
        }
        return byPid.values().stream()
                .filter(Schema::factory)
                .filter(schema -> name.startsWith(schema.pid() + "-") || name.startsWith(schema.pid() + "~"))
                .max(Comparator.comparing(schema -> schema.pid().length()));
    }

    /** What is wrong with the name of a configuration that has no schema. */
    Optional<String> unknown(String name) {
        if (!name.startsWith(OURS) || find(name).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("no component has such a configuration"
                + Suggestion.of(name, byPid.keySet().stream())
                        .map(pid -> "; did you mean " + pid + ".cfg?")
                        .orElse(""));
    }
}
