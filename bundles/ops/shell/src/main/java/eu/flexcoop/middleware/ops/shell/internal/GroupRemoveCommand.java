package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenGroupService;

/** Removes VENs from a group. */
@Service
@Command(
        scope = "ven",
        name = "group-remove",
        description = "Removes VENs from a group; events that exist stay as they are")
public class GroupRemoveCommand extends OperatorCommand {
    @Argument(index = 0, name = "group", description = "As ven:group-list shows it", required = true)
    @Completion(GroupIdCompleter.class)
    String group;

    @Argument(index = 1, name = "ven", description = "VEN ids", required = true, multiValued = true)
    @Completion(VenIdCompleter.class)
    List<String> vens;

    @Override
    void run() {
        long removed = service(VenGroupService.class)
                .remove(operator(), group, vens.stream().map(VenId::new).toList());
        say("%d VEN(s) removed from group %s".formatted(removed, group));
    }
}
