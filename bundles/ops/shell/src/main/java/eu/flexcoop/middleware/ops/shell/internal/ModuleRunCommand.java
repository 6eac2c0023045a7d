package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.analytics.api.ModuleRegistry;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskQueue;
import eu.flexcoop.middleware.tasks.api.TaskState;

/** Queues a run of a module and, if asked to, waits for its end. */
@Service
@Command(scope = "module", name = "run", description = "Runs an analytics module")
public class ModuleRunCommand extends OperatorCommand {
    private static final String WAIT = "--wait";
    private static final long LOOK_EVERY_MILLIS = 200;

    @Argument(index = 0, name = "module", description = "Name of the module", required = true)
    @Completion(ModuleNameCompleter.class)
    String module;

    @Argument(
            index = 1,
            name = "parameters",
            description = "name=value, see the module's descriptor",
            multiValued = true)
    List<String> parameters;

    @Option(name = WAIT, description = "Wait for the end; a failed run is a failed command")
    boolean wait;

    @Option(name = "--timeout", description = "How long --wait waits at most, seconds")
    int timeoutSeconds = 600;

    @Override
    void run() throws InterruptedException {
        Task task = service(ModuleRegistry.class).run(module, parameters());
        if (!wait) {
            say("Task %s is queued, see task:list".formatted(task.id()));
            return;
        }
        Task ended = ended(task.id());
        String took = ended.startedAt()
                .flatMap(start -> ended.endedAt().map(end -> Duration.between(start, end)))
                .map(duration -> " in %.1f s".formatted(duration.toMillis() / 1000.0))
                .orElse("");
        String outcome = "Task %s %s%s: %s".formatted(ended.id(), Constants.text(ended.state()), took, ended.message());
        if (ended.state() != TaskState.FINISHED) {
            throw new CommandFailedException(outcome);
        }
        say(outcome);
    }

    private Map<String, Object> parameters() {
        Map<String, Object> values = new HashMap<>();
        for (String parameter : parameters == null ? List.<String>of() : parameters) {
            // Karaf reads an option after the first of several values as another value
            if (parameter.equals(WAIT)) {
                wait = true;
                continue;
            }
            int cut = parameter.indexOf('=');
            if (cut < 1) {
                throw new CommandFailedException("'%s' is not a parameter, write name=value".formatted(parameter));
            }
            values.put(parameter.substring(0, cut), parameter.substring(cut + 1));
        }
        return values;
    }

    private Task ended(String id) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(timeoutSeconds);
        String shown = "";
        while (true) {
            Task task = service(TaskQueue.class)
                    .find(id)
                    .orElseThrow(() -> new CommandFailedException("Task %s is gone".formatted(id)));
            if (task.state().isFinal()) {
                return task;
            }
            if (Instant.now().isAfter(end)) {
                throw new CommandFailedException("Task %s is still %s after %d s; it continues, see task:list"
                        .formatted(id, Constants.text(task.state()), timeoutSeconds));
            }
            shown = show(task, shown);
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private String show(Task task, String before) {
        String now = "%3.0f %% %s".formatted(task.progress() * 100, task.message());
        if (!now.equals(before) && !task.message().isEmpty()) {
            say(now);
        }
        return now;
    }
}
