package eu.flexcoop.middleware.embedded.internal;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void belongsToOneMiddlewareAtATime() throws Exception {
        DataFolder first = DataFolder.take(folder);
        assertThatThrownBy(() -> DataFolder.take(folder)).hasMessageContaining("FLEXCOOP_DATA");
        first.close();
        DataFolder.take(folder).close();
    }
}
