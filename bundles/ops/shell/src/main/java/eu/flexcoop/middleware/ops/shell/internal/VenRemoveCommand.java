package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenAdministration;

/** Forgets a VEN. */
@Service
@Command(
        scope = "ven",
        name = "remove",
        description = "Forgets a VEN with its registration; where admission is open it may register as a new one")
public class VenRemoveCommand extends OperatorCommand {
    @Argument(name = "ven", description = "As ven:list shows it", required = true)
    @Completion(VenIdCompleter.class)
    String ven;

    @Override
    void run() {
        service(VenAdministration.class).remove(operator(), new VenId(ven));
        say("VEN %s is removed".formatted(ven));
    }
}
