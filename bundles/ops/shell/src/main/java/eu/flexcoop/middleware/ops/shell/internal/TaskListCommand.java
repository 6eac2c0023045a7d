package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.tasks.api.TaskQueue;

/** Shows what waits, runs and is over. */
@Service
@Command(scope = "task", name = "list", description = "Lists the tasks, newest first")
public class TaskListCommand extends OperatorCommand {
    @Option(name = "--limit", description = "At most so many")
    int limit = 20;

    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Override
    public Object execute() {
        ShellTable table = new ShellTable().emptyTableText("There is no task");
        for (String column : List.of("Task", "Queue", "Type", "Subject", "State")) {
            table.column(column);
        }
        table.column("Progress").alignRight();
        for (String column : List.of("Created", "Ended", "Message")) {
            table.column(column);
        }
        service(TaskQueue.class).list(limit).forEach(task -> table.addRow()
                .addContent(
                        task.id(),
                        task.queue(),
                        task.type(),
                        task.subject(),
                        Words.of(task.state()),
                        "%.0f %%".formatted(task.progress() * 100),
                        task.createdAt(),
                        task.endedAt().map(Object::toString).orElse(""),
                        task.message()));
        table.print(session.getConsole(), !noFormat);
        return null;
    }
}
