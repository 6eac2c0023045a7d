package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.api.TaskWorker;
import eu.flexcoop.middleware.tasks.api.UnknownTaskException;
import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;

/** Does tasks under a lease that it renews; a task whose lease runs out begins again with whoever takes it. */
@Component(service = TaskWorker.class, configurationPid = TasksConfig.PID)
public final class LeasedTaskWorker implements TaskWorker {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedTaskWorker.class);
    private static final int LONGEST_REASON = 1000;

    private final String name = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    private final SubmittedTasks tasks;
    private final Claims claims;
    private final HandlerBoard handlers;
    private final MeterRegistry meters;
    private final List<String> queues;
    private final Duration handlerWait;
    private final Duration retryDelay;
    private final Duration stopWait;
    private final Map<String, RunningTask> running = new ConcurrentHashMap<>();
    private final LeaseClock clock;

    @Activate
    public LeasedTaskWorker(
            @Reference TaskCollection collection,
            @Reference HandlerBoard handlers,
            @Reference MeterRegistry meters,
            TasksConfig config) {
        this.tasks = new SubmittedTasks(collection);
        this.claims = new Claims(collection, Duration.parse(config.lease()));
        this.handlers = handlers;
        this.meters = meters;
        this.queues = QueueNames.parse(config.queues());
        this.handlerWait = Duration.parse(config.handlerWait());
        this.retryDelay = Duration.parse(config.retryDelay());
        this.stopWait = Duration.parse(config.stopWait());
        this.clock = new LeaseClock(claims, running.values(), config.maxAttempts(), Duration.parse(config.heartbeat()));
    }

    /** Asks what runs to give up, so that it begins again later, and waits a little for it. */
    @Deactivate
    public void stop() {
        running.values().forEach(task -> task.ask(RunningTask.Stop.SHUTDOWN));
        Instant limit = Instant.now().plus(stopWait);
        try {
            for (RunningTask task : running.values()) {
                task.awaitEnd(Duration.between(Instant.now(), limit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clock.close();
    }

    @Override
    public void run(String taskId) {
        try (MDC.MDCCloseable id = MDC.putCloseable("taskId", taskId)) {
            Task task = tasks.find(taskId).orElseThrow(() -> new UnknownTaskException(taskId));
            if (task.state() == TaskState.QUEUED) {
                claims.claim(taskId, name).ifPresent(this::run);
            } else if (task.state() == TaskState.RUNNING) {
                awaitOwn(taskId);
            }
        }
    }

    @Override
    public String amqpQueue(String queue) {
        return QueueNames.amqp(queue);
    }

    @Override
    public List<String> queues() {
        return queues;
    }

    /** A message may come again while its task still runs here, for example when the broker lost patience with us. */
    private void awaitOwn(String taskId) {
        RunningTask own = running.get(taskId);
        if (own == null) {
            LOG.debug(
                    "Task {} runs elsewhere, or its worker died and the task begins again when its lease is over",
                    taskId);
            return;
        }
        try {
            own.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("The wait for task %s was interrupted".formatted(taskId), e);
        }
    }

    private void run(Claim claim) {
        RunningTask task = new RunningTask(claim);
        running.put(claim.task().id(), task);
        try {
            Optional<TaskHandler> handler = handlers.find(claim.task().type());
            if (handler.isPresent()) {
                run(task, handler.get());
            } else {
                postpone(
                        task,
                        "No handler for tasks of type '%s' is installed, there are: %s"
                                .formatted(claim.task().type(), String.join(", ", handlers.types())));
            }
        } finally {
            running.remove(claim.task().id());
            task.ended();
        }
    }

    private void run(RunningTask task, TaskHandler handler) {
        LOG.info("Task {} ({} {}) begins, attempt {}", describe(task));
        Timer.Sample time = Timer.start(meters);
        TaskState outcome = null;
        try {
            handler.run(task);
            outcome = end(task, TaskState.FINISHED, 1, task.message());
        } catch (TaskPostponedException e) {
            postpone(task, e.getMessage());
        } catch (TaskCancelledException e) {
            outcome = gaveUp(task, e.getMessage());
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // foreign code: whatever it throws is the outcome of this task and nobody else's trouble
            outcome = failed(task, e);
        }
        if (outcome != null) {
            time.stop(meters.timer(
                    "flexcoop.tasks",
                    "queue",
                    task.task().queue(),
                    "type",
                    task.task().type(),
                    "outcome",
                    outcome.key()));
        }
    }

    private TaskState failed(RunningTask task, Throwable e) {
        if (task.stop() != RunningTask.Stop.NONE) {
            LOG.debug("Task {} ended after it was asked to stop", task.task().id(), e);
            return gaveUp(task, reason(e));
        }
        TaskState outcome = end(task, TaskState.FAILED, task.progress(), reason(e));
        if (e instanceof MiddlewareException) {
            LOG.warn("Task {} ({} {}) failed in attempt {}: {}", describe(task, reason(e)));
        } else {
            LOG.warn("Task {} ({} {}) failed in attempt {}", describe(task, e));
        }
        return outcome;
    }

    /** Returns the final state, null where the task begins again. */
    private TaskState gaveUp(RunningTask task, String reason) {
        if (task.stop() == RunningTask.Stop.SHUTDOWN) {
            claims.release(task.claim(), false, "The middleware was stopped, the task begins again");
            LOG.info("Task {} ({} {}) was interrupted in attempt {} and begins again later", describe(task));
            return null;
        }
        LOG.info("Task {} ({} {}) was cancelled in attempt {}", describe(task));
        return end(task, TaskState.CANCELLED, task.progress(), reason);
    }

    private TaskState end(RunningTask task, TaskState state, double progress, String message) {
        if (!claims.end(task.claim(), state, progress, message)) {
            LOG.warn("Task {} ({} {}) was taken over by another worker during attempt {}", describe(task));
            return null;
        }
        if (state == TaskState.FINISHED) {
            LOG.info("Task {} ({} {}) finished in attempt {}: {}", describe(task, message));
        }
        return state;
    }

    private void postpone(RunningTask task, String message) {
        Claim claim = task.claim();
        Instant since = claim.waitingSince().orElse(Instant.now());
        if (since.plus(handlerWait).isBefore(Instant.now())) {
            LOG.warn("Task {} ({} {}) failed before attempt {}, it has waited since {}", describe(task, since));
            end(task, TaskState.FAILED, 0, "%s. It has waited since %s".formatted(message, since));
            return;
        }
        if (claim.waitingSince().isEmpty()) {
            LOG.warn("Task {} ({} {}) waits with attempt {}: {}", describe(task, message));
        }
        claims.postpone(claim, retryDelay, message);
    }

    private static Object[] describe(RunningTask running, Object... more) {
        Task task = running.task();
        Object[] all = new Object[4 + more.length];
        all[0] = task.id();
        all[1] = task.type();
        all[2] = task.subject();
        all[3] = task.attempts();
        System.arraycopy(more, 0, all, 4, more.length);
        return all;
    }

    private static String reason(Throwable e) {
        String text = e.getMessage() == null || e.getMessage().isBlank()
                ? e.getClass().getName()
                : e instanceof MiddlewareException known
                        ? known.getMessage() + ". " + known.advice()
                        : e.getClass().getSimpleName() + ": " + e.getMessage();
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
    }
}
