package eu.flexcoop.middleware.openadr.codec.xml;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Schemas and samples of the platform that may not be in the repository: {@code shared/openadr} beside it, if present. */
public final class SharedFiles {
    private SharedFiles() {}

    /** Aborts the test, visibly, if there is no such file. */
    public static Path require(String name) {
        Path found = find(name);
        assumeTrue(
                found != null,
                "shared/openadr/" + name + " is not beside the repository; -Dflexcoop.shared=<folder> names it");
        return found;
    }

    private static Path find(String name) {
        String configured = System.getProperty("flexcoop.shared");
        if (configured != null) {
            Path file = Path.of(configured, "openadr", name);
            return Files.exists(file) ? file : null;
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared").resolve("openadr").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return null;
    }
}
