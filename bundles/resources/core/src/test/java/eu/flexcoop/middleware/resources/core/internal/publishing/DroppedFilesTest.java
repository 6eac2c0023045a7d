package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DroppedFilesTest {
    @TempDir
    Path deploy;

    private final DroppedFiles files = new DroppedFiles();

    @Test
    void aDroppedFileBecomesAConfigBundle() throws IOException {
        Path file = Files.writeString(deploy.resolve("room temp.resource.json"), "{}");

        URL bundle = files.transform(file.toUri().toURL());

        assertThat(files.canHandle(file.toFile())).isTrue();
        assertThat(bundle.toString()).startsWith("resource-definition:/");
        try (JarInputStream jar = new JarInputStream(bundle.openStream())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Flexcoop-Resources"))
                    .isEqualTo("OSGI-INF/resources/*.json");
            assertThat(jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
                    .isEqualTo("resource-file.room_20_temp");
            JarEntry entry = jar.getNextJarEntry();
            assertThat(entry.getName()).isEqualTo("OSGI-INF/resources/room temp.json");
            assertThat(new String(jar.readAllBytes())).isEqualTo("{}");
        }
    }

    @Test
    void filesOfSimilarNamesAreBundlesOfDifferentNames() throws IOException {
        Set<String> names = new HashSet<>();
        for (String file : List.of("walk-temp", "walk.temp", "walk_temp", "walk temp")) {
            Path dropped = Files.writeString(deploy.resolve(file + ".resource.json"), "{}");
            try (JarInputStream jar =
                    new JarInputStream(files.transform(dropped.toUri().toURL()).openStream())) {
                names.add(jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
            }
        }
        assertThat(names).hasSize(4);
    }

    @Test
    void otherFilesAreLeftToOthers() throws IOException {
        assertThat(files.canHandle(
                        Files.writeString(deploy.resolve("a.json"), "{}").toFile()))
                .isFalse();
        assertThat(files.canHandle(Files.writeString(deploy.resolve(".resource.json"), "{}")
                        .toFile()))
                .isFalse();
    }
}
