package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenRegistry;

/** Lists the registered VENs. */
@Service
@Command(scope = "ven", name = "list", description = "Lists the registered virtual end nodes (VENs)")
public class VenListCommand extends ListCommand {
    @Option(name = "--after", description = "List the VENs after this id")
    String after;

    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        VenRegistry registry = service(VenRegistry.class);
        List<Ven> vens = registry.list(Optional.ofNullable(after).map(VenId::new), limit);
        print(
                "No VEN is registered",
                List.of("VEN", "Name", "Account", "Aggregator", "Kind", "Registered", "Last seen"),
                vens.stream()
                        .map(ven -> row(
                                ven.id(),
                                ven.name(),
                                ven.account(),
                                ven.aggregator(),
                                kind(ven),
                                ven.registeredAt(),
                                ven.lastSeen().map(Object::toString).orElse("never"))));
        if (vens.size() == limit && !noFormat) {
            say("%d of %d shown, continue with --after %s"
                    .formatted(limit, registry.count(), vens.get(limit - 1).id()));
        }
    }

    private static String kind(Ven ven) {
        String transport = ven.pull() ? "pull" : "push";
        return (ven.reportOnly() ? "report only, " + transport : transport)
                + ven.unreachable()
                        .map(unreachable ->
                                ", unreachable since %s: %s".formatted(unreachable.since(), unreachable.error()))
                        .orElse("");
    }
}
