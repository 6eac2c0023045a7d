package eu.flexcoop.middleware.ops.shell.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

import eu.flexcoop.middleware.resources.api.DefinitionInstaller;
import eu.flexcoop.middleware.resources.api.DefinitionInstaller.Installed;

/** Installs or updates a folder of definitions. */
@Service
@Command(
        scope = "resource",
        name = "install",
        description = "Makes a config bundle of a folder of definitions and starts it, or updates the one of this name")
public class ResourceInstallCommand extends ListCommand {
    @Argument(
            index = 0,
            name = "folder",
            description = "Folder of *.json, with or without settings.json",
            required = true)
    @Completion(FileCompleter.class)
    String folder;

    @Argument(index = 1, name = "root", description = "/name of the API root, for settings without URL_PREFIX")
    String root;

    @Override
    void run() throws IOException {
        Installed installed = service(DefinitionInstaller.class).install(Path.of(folder), Optional.ofNullable(root));
        if (compact()) {
            say("Bundle %s (%d) is %s; bundle:uninstall %d removes it and keeps the data"
                    .formatted(
                            installed.bundle(),
                            installed.bundleId(),
                            installed.updated() ? "updated" : "installed",
                            installed.bundleId()));
        }
        print(
                "The folder has no resource",
                List.of("Resource", "State", "Reason"),
                installed.resources().stream()
                        .map(status -> row(
                                status.name(),
                                Constants.text(status.state()),
                                status.reason().orElse(""))));
    }
}
