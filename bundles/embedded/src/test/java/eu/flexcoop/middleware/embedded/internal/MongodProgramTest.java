package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MongodProgramTest {
    @TempDir
    Path folder;

    private Path program(String folderName, String version) throws IOException {
        Path path = Files.createDirectories(folder.resolve(folderName)).resolve("mongod");
        Files.writeString(path, "#!/bin/sh\necho db version v" + version + "\n");
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void prefersTheConfiguredProgram() throws Exception {
        Path configured = program("configured", "4.0.0");
        assertThat(new MongodProgram(configured.toString(), "", folder).find()).isEqualTo(configured);
    }

    @Test
    void takesTheOneOnThePathIfItIsRecent() throws Exception {
        Path installed = program("bin", "5.0.1");
        Path downloaded = program("cache", "6.0.5");
        String searchPath = "/nowhere::" + installed.getParent();
        assertThat(new MongodProgram("", searchPath, downloaded).find()).isEqualTo(installed);
        program("bin", "4.4.29");
        assertThat(new MongodProgram("", searchPath, downloaded).find()).isEqualTo(downloaded);
    }

    @Test
    void saysWhatToDoWhereThereIsNone() {
        assertThatThrownBy(() -> new MongodProgram("", null, folder.resolve("none")).find())
                .hasMessageContaining("FLEXCOOP_MONGOD")
                .hasMessageContaining("FLEXCOOP_MONGODB_URI");
        assertThatThrownBy(() -> new MongodProgram("/no/mongod", null, folder).find())
                .hasMessageContaining("/no/mongod");
    }
}
