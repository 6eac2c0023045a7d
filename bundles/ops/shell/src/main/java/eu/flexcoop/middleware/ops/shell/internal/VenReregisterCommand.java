package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenAdministration;

/** Asks a VEN to register again. */
@Service
@Command(scope = "ven", name = "reregister", description = "Asks a VEN to register again")
public class VenReregisterCommand extends OperatorCommand {
    @Argument(name = "ven", description = "As ven:list shows it", required = true)
    @Completion(VenIdCompleter.class)
    String ven;

    @Override
    void run() {
        service(VenAdministration.class).requestReregistration(operator(), new VenId(ven));
        say("oadrRequestReregistration is queued for VEN %s, see ven:info".formatted(ven));
    }
}
