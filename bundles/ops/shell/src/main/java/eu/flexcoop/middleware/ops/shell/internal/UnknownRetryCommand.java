package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.UnknownPoints;

/** Takes in samples that were kept aside, or forgets them. */
@Service
@Command(
        scope = "telemetry",
        name = "unknown-retry",
        description = "Takes in the samples that were kept aside of rIDs that the VEN has registered since")
public class UnknownRetryCommand extends OperatorCommand {
    @Argument(index = 0, name = "ven", description = "VEN id", required = true)
    @Completion(VenIdCompleter.class)
    String ven;

    @Option(name = "--forget", description = "Forget what is left then")
    boolean forget;

    @Override
    void run() {
        UnknownPoints unknown = service(UnknownPoints.class);
        VenId id = new VenId(ven);
        say("%d samples are taken in".formatted(unknown.retry(id)));
        if (forget) {
            say("%d rIDs are forgotten".formatted(unknown.forget(id)));
        }
    }
}
