package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenGroupService;

/** Lists the groups of VENs, or the members of one. */
@Service
@Command(scope = "ven", name = "group-list", description = "Lists the groups of VENs, or the members of one")
public class GroupListCommand extends ListCommand {
    @Argument(name = "group", description = "Lists its members")
    @Completion(GroupIdCompleter.class)
    String group;

    @Option(name = "--after", description = "Begins after this group or VEN")
    String after;

    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        VenGroupService groups = service(VenGroupService.class);
        if (group != null) {
            print(
                    "The group has no member",
                    List.of("VEN"),
                    groups.members(operator(), group, Optional.ofNullable(after).map(VenId::new), limit).stream()
                            .map(ven -> row(ven)));
            return;
        }
        print(
                "There is no group",
                List.of("Group", "Name", "Aggregator", "Members", "Changed"),
                groups.list(operator(), Optional.ofNullable(after), limit).stream()
                        .map(each -> row(
                                each.id(),
                                each.name().orElse(""),
                                each.aggregator().map(AggregatorId::value).orElse(""),
                                each.members(),
                                each.changedAt())));
    }
}
