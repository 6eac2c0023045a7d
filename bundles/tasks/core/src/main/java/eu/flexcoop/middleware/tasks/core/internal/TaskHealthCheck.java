package eu.flexcoop.middleware.tasks.core.internal;

import java.util.Map;
import java.util.Optional;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.tasks.api.TaskState;

/** Reports how many tasks are queued and running, and whether their messages reach the broker. */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=tasks", HealthCheck.TAGS + "=tasks"})
public final class TaskHealthCheck implements HealthCheck {
    private final SubmittedTasks tasks;
    private final OutboxPublisher outbox;
    private final TaskHandlers handlers;

    @Activate
    public TaskHealthCheck(
            @Reference TaskCollection collection, @Reference OutboxPublisher outbox, @Reference TaskHandlers handlers) {
        this.tasks = new SubmittedTasks(collection);
        this.outbox = outbox;
        this.handlers = handlers;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            Map<TaskState, Integer> counts = tasks.unfinished();
            log.info(
                    "{} tasks queued, {} running; handlers: {}",
                    counts.getOrDefault(TaskState.QUEUED, 0),
                    counts.getOrDefault(TaskState.RUNNING, 0),
                    handlers.types());
        } catch (UnavailableException e) {
            log.temporarilyUnavailable("{}. {}", e.getMessage(), e.advice());
        }
        Optional<String> failure = outbox.failure();
        failure.ifPresent(reason -> log.warn("New tasks are stored, but their messages are not published: {}", reason));
        return new Result(log);
    }
}
