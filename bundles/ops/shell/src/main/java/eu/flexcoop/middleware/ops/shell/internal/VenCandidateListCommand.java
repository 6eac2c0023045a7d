package eu.flexcoop.middleware.ops.shell.internal;

import java.time.temporal.ChronoUnit;
import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.openadr.api.VenAdministration;

/** Lists the boxes that were not admitted. */
@Service
@Command(
        scope = "ven",
        name = "candidate-list",
        description = "Lists the boxes that wanted to register and were not admitted, see ven:add")
public class VenCandidateListCommand extends ListCommand {
    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        print(
                "No box was refused",
                List.of("Fingerprint", "Account", "Aggregator", "Attempts", "Last attempt", "Reason"),
                service(VenAdministration.class).refused(operator(), limit).stream()
                        .map(box -> row(
                                box.fingerprint().orElse("none"),
                                box.account(),
                                box.aggregator(),
                                box.attempts(),
                                box.lastAttempt().truncatedTo(ChronoUnit.SECONDS),
                                box.reason())));
    }
}
