package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;

import org.apache.felix.cm.file.FilePersistenceManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On Felix's own store in files. */
class CheckedPersistenceTest {
    private static final String PUMP = "eu.flexcoop.pump";
    private static final String GATE = "eu.flexcoop.gate";
    private static final String VALVE = "eu.flexcoop.valve";

    @TempDir
    Path folder;

    private CheckedPersistence store;

    @BeforeEach
    void start() throws IOException {
        Path files = Files.createDirectories(folder.resolve("stored"));
        store = new CheckedPersistence(
                new FilePersistenceManager(files.toString()), TestSchemas.all(), new RefusedFiles());
    }

    @Test
    void aBadChangeLeavesWhatIsStored() throws IOException {
        store.store(PUMP, values(PUMP, "power", "3"));

        assertThatThrownBy(() -> store.store(PUMP, values(PUMP, "power", "300")))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining("eu.flexcoop.pump.cfg: power = 300: accepted is a whole number from 1 to 10");
        assertThatThrownBy(() -> store.store(PUMP, values(PUMP, "pwoer", "4")))
                .hasMessageContaining("did you mean power?");
        assertThat(store.load(PUMP).get("power")).isEqualTo("3");

        store.store(PUMP, values(PUMP, "power", "4"));
        assertThat(store.load(PUMP).get("power")).isEqualTo("4");
    }

    @Test
    void ofABadFirstVersionTheDefaultsOfTheWrongKeysAreUsed() throws IOException {
        Dictionary<String, Object> first = values(PUMP, "power", "300");
        first.put("mode", "slow");
        store.store(PUMP, first);

        assertThat(store.load(PUMP).get("power")).isNull();
        assertThat(store.load(PUMP).get("mode")).isEqualTo("slow");
    }

    @Test
    void aFirstVersionThatContradictsDefaultsLeavesNone() throws IOException {
        Dictionary<String, Object> first = values(PUMP, "longestPause", "PT1S");
        first.put("mode", "slow");
        store.store(PUMP, first);

        assertThat(store.load(PUMP).get("longestPause")).isNull();
        assertThat(store.load(PUMP).get("mode")).isNull();
        assertThat(store.load(PUMP).get("service.pid")).isEqualTo(PUMP);
    }

    @Test
    void aSystemPropertyThatReplacesAValueIsCheckedInItsPlace() throws IOException {
        store.store(PUMP, values(PUMP, "power", "3"));
        System.setProperty(PUMP + ".power", "300");
        try {
            assertThatThrownBy(() -> store.store(PUMP, values(PUMP, "power", "4")))
                    .hasMessageContaining("power = 300")
                    .hasMessageContaining("the value is that of the system property eu.flexcoop.pump.power");
            start();
            assertThat(store.load(PUMP).get("power"))
                    .as("a value that is replaced")
                    .isNull();
        } finally {
            System.clearProperty(PUMP + ".power");
        }
    }

    @Test
    void whatGuardsAccessIsNotOpenedByABadFirstVersion() throws IOException {
        assertThatThrownBy(() -> store.store(GATE, values(GATE, "admission", "clsoed")))
                .isInstanceOf(RefusedConfigurationException.class);
        assertThatThrownBy(() -> store.store(GATE, values(GATE, "admision", "closed")))
                .hasMessageContaining("did you mean admission?");
        assertThat(store.exists(GATE)).isFalse();

        store.store(GATE, values(GATE, "admission", "closed"));
        start();
        assertThatThrownBy(() -> store.store(GATE, values(GATE, "admission", "clsoed")))
                .isInstanceOf(RefusedConfigurationException.class);
        assertThat(store.load(GATE).get("admission")).isEqualTo("closed");
    }

    @Test
    void ofABadFirstVersionOfAFactoryNothingIsUsed() {
        Dictionary<String, Object> values = values(VALVE + "~a", "port", "x");
        values.put("service.factoryPid", VALVE);

        assertThatThrownBy(() -> store.store(VALVE + "~a", values)).isInstanceOf(RefusedConfigurationException.class);
        assertThat(store.exists(VALVE + "~a")).isFalse();
    }

    @Test
    void twoListenersOfDifferentFilesCannotHaveOnePort() throws IOException {
        store.store(PUMP, values(PUMP, "port", "7100"));
        Dictionary<String, Object> values = values(VALVE + "~a", "port", "7100");
        values.put("service.factoryPid", VALVE);

        assertThatThrownBy(() -> store.store(VALVE + "~a", values))
                .hasMessageContaining("is the port of port in eu.flexcoop.pump.cfg, too");
    }

    @Test
    void aFileThatWasReadWhileItWasEmptyChangesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve(PUMP + ".cfg"), "power = 3");
        store.store(PUMP, ofFile(file, values(PUMP, "power", "3")));
        Hashtable<String, Object> empty = new Hashtable<>();
        empty.put("service.pid", PUMP);

        assertThatThrownBy(() -> store.store(PUMP, ofFile(file, empty)))
                .hasMessageContaining("eu.flexcoop.pump.cfg: was read while it was being written");
        assertThat(store.load(PUMP).get("power")).isEqualTo("3");

        Files.writeString(file, "");
        assertThatThrownBy(() -> store.store(PUMP, ofFile(file, empty)))
                .hasMessageContaining("eu.flexcoop.pump.cfg: is empty");
        assertThat(store.load(PUMP).get("power")).isEqualTo("3");

        Files.writeString(file, "# power = 3\n");
        store.store(PUMP, ofFile(file, empty));
        assertThat(store.load(PUMP).get("power")).isNull();
    }

    /** Such as those of File Install's own folders. */
    @Test
    void aFileMayHaveTechnicalKeysOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("other.cfg"), "felix.fileinstall.dir = deploy");
        store.store("other", ofFile(file, values("other", "felix.fileinstall.dir", "deploy")));

        assertThat(store.load("other").get("felix.fileinstall.dir")).isEqualTo("deploy");
    }

    private static Dictionary<String, Object> ofFile(Path file, Dictionary<String, Object> values) {
        values.put("felix.fileinstall.filename", file.toUri().toString());
        return values;
    }

    @Test
    void filesThatWereDeletedWhileTheContainerWasDownAreForgotten() throws IOException {
        Path file = Files.writeString(folder.resolve(PUMP + ".cfg"), "power = 3");
        store.store(PUMP, ofFile(file, values(PUMP, "power", "3")));
        start();
        assertThat(store.exists(PUMP)).isTrue();

        Files.delete(file);
        start();
        assertThat(store.exists(PUMP)).isFalse();
    }

    private static Dictionary<String, Object> values(String pid, String key, String value) {
        Dictionary<String, Object> values = new Hashtable<>();
        values.put("service.pid", pid);
        values.put(key, value);
        return values;
    }
}
