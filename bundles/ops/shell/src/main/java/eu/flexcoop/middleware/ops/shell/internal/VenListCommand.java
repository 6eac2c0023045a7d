package eu.flexcoop.middleware.ops.shell.internal;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.openadr.api.VenAdministration;
import eu.flexcoop.middleware.openadr.api.VenFilter;
import eu.flexcoop.middleware.openadr.api.VenRegistry;
import eu.flexcoop.middleware.openadr.api.VenState;
import eu.flexcoop.middleware.openadr.api.VenStatus;

/** Lists VENs. */
@Service
@Command(scope = "ven", name = "list", description = "Lists the virtual end nodes (VENs)")
public class VenListCommand extends ListCommand {
    private static final int NAME_WIDTH = 14;

    @Option(name = "--online", description = "Only those that are online")
    boolean online;

    @Option(name = "--offline", description = "Only registered ones that are offline")
    boolean offline;

    @Option(name = "--registered", description = "Only those that are registered")
    boolean registered;

    @Option(name = "--provisioned", description = "Only those that were added and have never registered")
    boolean provisioned;

    @Option(name = "--aggregator", description = "Only those of this aggregator")
    String aggregator;

    @Option(name = "--after", description = "Begins after this id")
    String after;

    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        List<VenStatus> vens =
                service(VenAdministration.class).list(operator(), filter(), Optional.ofNullable(after), limit);
        print(
                "There is no such VEN",
                List.of("VEN", "Name", "State", "Kind", "Last seen (UTC)"),
                vens.stream()
                        .map(ven -> row(
                                ven.id(),
                                fitting(ven.name(), NAME_WIDTH),
                                state(ven),
                                kind(ven),
                                ven.lastSeen()
                                        .map(at -> at.truncatedTo(ChronoUnit.SECONDS)
                                                .toString())
                                        .orElse("never"))));
        if (vens.size() == limit && compact()) {
            VenRegistry registry = service(VenRegistry.class);
            say("%d shown, %d VENs are registered; continue with --after %s"
                    .formatted(limit, registry.count(), vens.get(limit - 1).id()));
        }
    }

    private VenFilter filter() {
        if (online && offline || registered && provisioned || provisioned && (online || offline)) {
            throw new CommandFailedException("No VEN is both: give only one of the filters");
        }
        Optional<VenState> state = provisioned
                ? Optional.of(VenState.PROVISIONED)
                : registered || offline ? Optional.of(VenState.REGISTERED) : Optional.empty();
        return new VenFilter(
                state,
                online || offline ? Optional.of(online) : Optional.empty(),
                Optional.ofNullable(aggregator).map(AggregatorId::new));
    }

    /** Registered VENs are online, offline, or cannot be pushed to. */
    static String state(VenStatus ven) {
        if (ven.state() != VenState.REGISTERED) {
            return Constants.text(ven.state());
        }
        return ven.unreachable().isPresent() ? "unreachable" : ven.online() ? "online" : "offline";
    }

    private static String kind(VenStatus ven) {
        return ven.registration()
                .map(registration -> registration.reportOnly() ? "report" : registration.pull() ? "pull" : "push")
                .orElse("");
    }
}
