package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.tasks.api.TaskQueue;

/** Lists tasks with their states. */
@Service
@Command(scope = "task", name = "list", description = "Lists the tasks, newest first")
public class TaskListCommand extends ListCommand {
    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 20;

    @Override
    void run() {
        print(
                "There is no task",
                List.of("Task", "Queue", "Type", "Subject", "State", "Progress", "Created", "Ended", "Message"),
                service(TaskQueue.class).list(limit).stream()
                        .map(task -> row(
                                task.id(),
                                task.queue(),
                                task.type(),
                                task.subject(),
                                Constants.text(task.state()),
                                "%.0f %%".formatted(task.progress() * 100),
                                task.createdAt(),
                                task.endedAt().map(Object::toString).orElse(""),
                                task.message())));
    }
}
