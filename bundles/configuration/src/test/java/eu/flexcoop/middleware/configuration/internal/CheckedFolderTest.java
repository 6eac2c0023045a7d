package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;

import static org.assertj.core.api.Assertions.assertThat;

class CheckedFolderTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private final RefusedFiles refused = new RefusedFiles();

    @Test
    void eachFileWithAProblemIsNamed() throws IOException {
        write("eu.flexcoop.pump.cfg", "power = ${karaf.power}\nzone = ${env:NO_SUCH_VARIABLE:-Europe/Madrid}");
        write("eu.flexcoop.pmup.cfg", "power = 3");
        write("eu.flexcoop.valve-north.cfg", "port = 7001");
        write("org.example.cfg", "anything = goes");
        write("notes.txt", "power = 300");

        assertThat(problems(Map.of("karaf.power", "3")))
                .containsExactly(
                        "eu.flexcoop.pmup.cfg: no component has such a configuration; did you mean eu.flexcoop.pump.cfg?",
                        "eu.flexcoop.valve-north.cfg: port = 7001: is the port of port in eu.flexcoop.pump.cfg, too; each listener needs its own");
        assertThat(problems(Map.of("karaf.power", "30")))
                .anySatisfy(problem -> assertThat(problem).startsWith("eu.flexcoop.pump.cfg: power = 30: "));
    }

    @Test
    void aRefusedFileThatIsGoodNowIsReadAgain() throws IOException {
        Path file = write("eu.flexcoop.pump.cfg", "power = 30");
        Files.setLastModifiedTime(file, LONG_AGO);
        refused.add(file);
        problems(Map.of());
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);

        Files.writeString(file, "power = 3");
        Files.setLastModifiedTime(file, LONG_AGO);
        assertThat(problems(Map.of())).isEmpty();
        assertThat(Files.getLastModifiedTime(file)).isGreaterThan(LONG_AGO);
    }

    @Test
    void aFileThatWasRefusedInAnotherFolderIsNamedUntilItIsGoodOrGone(@TempDir Path deploy) throws IOException {
        Path file = Files.writeString(deploy.resolve("eu.flexcoop.pump.cfg"), "power = 30");
        refused.add(file);
        assertThat(problems(Map.of())).singleElement().asString().startsWith("eu.flexcoop.pump.cfg: power = 30: ");

        Files.delete(file);
        assertThat(problems(Map.of())).isEmpty();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Stream<String> problems(Map<String, String> properties) throws IOException {
        return new CheckedFolder(folder, TestSchemas.all(), properties::get, refused)
                .check().problems().stream().map(ConfigurationProblem::toString);
    }
}
