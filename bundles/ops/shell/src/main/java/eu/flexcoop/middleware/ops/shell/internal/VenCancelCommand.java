package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenAdministration;

/** Ends the registration of a VEN. */
@Service
@Command(scope = "ven", name = "cancel", description = "Cancels the registration of a VEN, at once; the VEN is told")
public class VenCancelCommand extends OperatorCommand {
    @Argument(name = "ven", description = "As ven:list shows it", required = true)
    @Completion(VenIdCompleter.class)
    String ven;

    @Override
    void run() {
        service(VenAdministration.class).cancel(operator(), new VenId(ven));
        say(
                "VEN %s is not registered any more; it may register again, unless it is removed and admission is 'provisioned'"
                        .formatted(ven));
    }
}
