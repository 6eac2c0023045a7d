package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.openadr.api.VenGroupService;

/** Removes a group of VENs. */
@Service
@Command(
        scope = "ven",
        name = "group-delete",
        description = "Removes a group; its VENs and the events that exist stay as they are")
public class GroupDeleteCommand extends OperatorCommand {
    @Argument(index = 0, name = "group", description = "As ven:group-list shows it", required = true)
    @Completion(GroupIdCompleter.class)
    String group;

    @Override
    void run() {
        service(VenGroupService.class).delete(operator(), group);
        say("Group %s is removed".formatted(group));
    }
}
