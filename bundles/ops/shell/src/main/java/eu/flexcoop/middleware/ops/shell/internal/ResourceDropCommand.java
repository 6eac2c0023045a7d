package eu.flexcoop.middleware.ops.shell.internal;

import java.io.IOException;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.resources.api.DefinitionInstaller;
import eu.flexcoop.middleware.resources.api.DefinitionInstaller.StoredData;

/** Removes the documents of a resource, after a confirmation. */
@Service
@Command(scope = "resource", name = "drop", description = "Removes all documents of a resource for good")
public class ResourceDropCommand extends OperatorCommand {
    @Argument(index = 0, name = "resource", description = "Name of the resource", required = true)
    @Completion(ResourceNameCompleter.class)
    String resource;

    @Option(
            name = "--data",
            description = "Confirms that the documents are meant; a definition is removed with its bundle")
    boolean data;

    @Option(name = "--yes", description = "Do not ask")
    boolean yes;

    @Override
    void run() throws IOException {
        if (!data) {
            throw new CommandFailedException(
                    "resource:drop removes documents, say so by --data before the name; bundle:uninstall removes a definition and keeps them");
        }
        DefinitionInstaller installer = service(DefinitionInstaller.class);
        StoredData stored = installer.data(resource);
        if (!yes && !isConfirmed(stored)) {
            throw new CommandFailedException("Nothing was removed");
        }
        say("Removed %d document(s) of '%s'".formatted(installer.drop(resource), resource));
    }

    private boolean isConfirmed(StoredData stored) throws IOException {
        String others = stored.others().isEmpty()
                ? ""
                : ", which %s show(s) as well".formatted(String.join(", ", stored.others()));
        String answer = session.readLine(
                "This removes %d document(s) of collection %s%s for good. Type the name of the resource to go on: "
                        .formatted(stored.documents(), stored.collection(), others),
                null);
        return answer != null && answer.strip().equals(resource);
    }
}
