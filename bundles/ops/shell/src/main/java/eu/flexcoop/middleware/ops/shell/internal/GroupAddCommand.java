package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenGroupService;

/** Adds VENs to a group, which is made if it is new. */
@Service
@Command(
        scope = "ven",
        name = "group-add",
        description = "Adds VENs to a group and makes the group if it is new; events that exist stay as they are")
public class GroupAddCommand extends OperatorCommand {
    @Argument(index = 0, name = "group", description = "Letters, digits and . _ : -", required = true)
    @Completion(GroupIdCompleter.class)
    String group;

    @Argument(index = 1, name = "ven", description = "VEN ids", required = true, multiValued = true)
    @Completion(VenIdCompleter.class)
    List<String> vens;

    @Override
    void run() {
        long added = service(VenGroupService.class)
                .add(operator(), group, vens.stream().map(VenId::new).toList());
        say("%d VEN(s) added to group %s".formatted(added, group));
    }
}
