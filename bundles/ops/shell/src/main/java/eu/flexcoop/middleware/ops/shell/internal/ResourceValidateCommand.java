package eu.flexcoop.middleware.ops.shell.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

import eu.flexcoop.middleware.resources.api.DefinitionInstaller;

/** Checks definitions without installing them. */
@Service
@Command(scope = "resource", name = "validate", description = "Checks a definition, or those of a folder")
public class ResourceValidateCommand extends OperatorCommand {
    @Argument(index = 0, name = "file", description = "A definition, or a folder of *.json", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Override
    void run() throws IOException {
        List<String> problems = service(DefinitionInstaller.class).check(Path.of(file));
        if (!problems.isEmpty()) {
            throw new CommandFailedException(String.join(System.lineSeparator(), problems));
        }
        say("%s is valid".formatted(file));
    }
}
