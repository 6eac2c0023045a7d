package eu.flexcoop.middleware.ops.shell.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.api.DefinitionInstaller;
import eu.flexcoop.middleware.resources.api.DefinitionsRefusedException;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResourceCommandsTest {
    private static final ResourceStatus METER = new ResourceStatus(
            "meter",
            "",
            "OSGI-INF/resources/meter.json",
            "acme.defs",
            57,
            ResourceStatus.State.REFUSED,
            Optional.of("field 'kwh' has unknown type 'flot'"),
            Optional.empty(),
            List.of("field 'kwh' becomes required"));

    private final List<String> calls = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private final class Installer implements DefinitionInstaller {
        @Override
        public List<String> check(Path fileOrFolder) {
            calls.add("check " + fileOrFolder);
            return problems;
        }

        @Override
        public Installed install(Path folder, Optional<String> root) {
            calls.add("install %s %s".formatted(folder, root.orElse("")));
            return new Installed("resource-folder.acme", 57, true, List.of(METER));
        }

        @Override
        public StoredData data(String resource) {
            if (resource.equals("meter")) {
                throw new DefinitionsRefusedException("The documents of 'meter' belong to a component", "");
            }
            return new StoredData("things", 12, List.of("view"));
        }

        @Override
        public long drop(String resource) {
            calls.add("drop " + resource);
            return 12;
        }
    }

    private ShellFixture shell() {
        ResourceRegistry registry =
                ShellFixture.proxy(ResourceRegistry.class, (proxy, method, arguments) -> List.of(METER));
        return new ShellFixture()
                .with(DefinitionInstaller.class, new Installer(), 0)
                .with(ResourceRegistry.class, registry, 0);
    }

    @Test
    void aValidDefinitionIsSaidToBe() throws Exception {
        ResourceValidateCommand command = new ResourceValidateCommand();
        command.file = "/tmp/meter.json";

        assertThat(shell().run(command)).contains("/tmp/meter.json is valid");
        assertThat(calls).containsExactly("check /tmp/meter.json");
    }

    @Test
    void theErrorsOfADefinitionAreTheFailureOfTheCommand() {
        problems.addAll(List.of("a.json: one", "b.json: two"));
        ResourceValidateCommand command = new ResourceValidateCommand();
        command.file = "/tmp/defs";

        assertThatThrownBy(() -> shell().run(command))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("a.json: one" + System.lineSeparator() + "b.json: two");
    }

    @Test
    void installingAFolderShowsWhatBecameOfIt() throws Exception {
        ResourceInstallCommand command = new ResourceInstallCommand();
        command.folder = "/tmp/acme";
        command.root = "/acme";

        assertThat(shell().run(command))
                .contains("resource-folder.acme (57) is updated", "bundle:uninstall 57", "meter", "refused");
        assertThat(calls).containsExactly("install /tmp/acme /acme");
    }

    @Test
    void dataIsRemovedOnlyOnRequest() throws Exception {
        ResourceDropCommand command = new ResourceDropCommand();
        command.resource = "things";

        assertThatThrownBy(() -> shell().run(command)).hasMessageContaining("say so by --data");
        command.data = true;
        assertThatThrownBy(() -> shell().answering("yes").run(command)).hasMessage("Nothing was removed");
        assertThatThrownBy(() -> shell().answering(null).run(command)).hasMessage("Nothing was removed");
        assertThat(calls).isEmpty();

        ShellFixture shell = shell().answering("things");
        assertThat(shell.run(command)).contains("Removed 12 document(s) of 'things'");
        assertThat(shell.asked()).contains("12 document(s) of collection things, which view show(s) as well");
        command.yes = true;
        shell().run(command);
        assertThat(calls).containsExactly("drop things", "drop things");
    }

    @Test
    void dataOfComponentsIsRefused() {
        ResourceDropCommand command = new ResourceDropCommand();
        command.resource = "meter";
        command.data = true;
        command.yes = true;

        assertThatThrownBy(() -> shell().run(command)).hasMessageContaining("belong to a component");
        assertThat(calls).isEmpty();
    }

    @Test
    void aResourceIsShownWithItsReasonAndItsChanges() throws Exception {
        ResourceInfoCommand command = new ResourceInfoCommand();
        command.resource = "meter";

        assertThat(shell().run(command))
                .contains("acme.defs (57)", "OSGI-INF/resources/meter.json", "unknown type 'flot'", "becomes required");
        command.resource = "other";
        assertThatThrownBy(() -> shell().run(command)).hasMessageContaining("There is no resource 'other'");
    }
}
