package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.UnknownPoints;

/** Lists rIDs that boxes report without having registered them. */
@Service
@Command(
        scope = "telemetry",
        name = "unknown-list",
        description = "Lists rIDs that boxes report without having registered them, the latest first")
public class UnknownListCommand extends ListCommand {
    @Option(name = "--ven", description = "Only those of this VEN")
    @Completion(VenIdCompleter.class)
    String ven;

    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        print(
                "No box reported an unknown rID",
                List.of("VEN", "rID", "Samples", "Kept", "First", "Last", "Last value"),
                service(UnknownPoints.class).list(Optional.ofNullable(ven).map(VenId::new), limit).stream()
                        .map(each -> row(
                                each.ven(),
                                each.rid(),
                                each.samples(),
                                each.kept(),
                                each.first(),
                                each.last(),
                                each.lastValue())));
    }
}
