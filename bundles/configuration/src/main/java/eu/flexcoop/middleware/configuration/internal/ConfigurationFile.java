package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import org.apache.felix.utils.properties.InterpolationHelper;
import org.apache.felix.utils.properties.TypedProperties;

import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;

/** A file {@code *.cfg} or {@code *.config}, read as File Install does it. */
record ConfigurationFile(Path path) {
    private static final String ENVIRONMENT = "env:";

    static boolean isOne(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".cfg") || name.endsWith(".config");
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Whether it has not even a comment, as for a moment while it is being written. */
    boolean isEmpty() throws IOException {
        return Files.size(path) == 0;
    }

    /** What is said of it then. */
    ConfigurationProblem empty() {
        return new ConfigurationProblem(name(), "", "", "is empty and therefore not used; fill it or delete it");
    }

    /** The name without what says the format, which is a pid. */
    String configuration() {
        return name().substring(0, name().lastIndexOf('.'));
    }

    /**
     * The keys and values with variables replaced.
     *
     * @param properties gives the value of a system property, or null
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is not in the format of its name
     */
    Map<String, Object> values(UnaryOperator<String> properties) throws IOException {
        InterpolationHelper.SubstitutionCallback variables = name -> name.startsWith(ENVIRONMENT)
                ? System.getenv(name.substring(ENVIRONMENT.length()))
                : properties.apply(name);
        TypedProperties read = new TypedProperties((name, key, value) -> variables.getValue(value));
        try (Reader content = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            read.load(content);
        }
        Map<String, Object> values = new TreeMap<>();
        for (String key : read.keySet()) {
            values.put(key, read.get(key));
        }
        return values;
    }
}
