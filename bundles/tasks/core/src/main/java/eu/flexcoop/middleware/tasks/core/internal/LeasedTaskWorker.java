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

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.api.TaskWorker;
import eu.flexcoop.middleware.tasks.api.UnknownTaskException;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;

/** Runs tasks under a lease that it renews; a task whose lease expires is queued again. */
@Component(service = TaskWorker.class, configurationPid = TasksConfig.PID)
public final class LeasedTaskWorker implements TaskWorker {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedTaskWorker.class);

    private final String name = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    private final SubmittedTasks tasks;
    private final Claims claims;
    private final TaskHandlers handlers;
    private final MeterRegistry meters;
    private final List<String> queues;
    private final Duration handlerWait;
    private final Duration retryDelay;
    private final Duration stopTimeout;
    private final Map<String, RunningTask> running = new ConcurrentHashMap<>();
    private final LeaseRenewer renewer;

    @Activate
    public LeasedTaskWorker(
            @Reference TaskCollection collection,
            @Reference TaskHandlers handlers,
            @Reference MeterRegistry meters,
            TasksConfig config) {
        this.tasks = new SubmittedTasks(collection);
        this.claims = new Claims(collection, Duration.parse(config.lease()));
        this.handlers = handlers;
        this.meters = meters;
        this.queues = QueueNames.parse(config.queues());
        this.handlerWait = Duration.parse(config.handlerWait());
        this.retryDelay = Duration.parse(config.retryDelay());
        this.stopTimeout = Duration.parse(config.stopTimeout());
        this.renewer =
                new LeaseRenewer(claims, running.values(), config.maxAttempts(), Duration.parse(config.heartbeat()));
    }

    /** Asks running tasks to stop, so that they are queued again, and waits for them up to the stop timeout. */
    @Deactivate
    public void stop() {
        running.values().forEach(task -> task.requestStop(RunningTask.Stop.SHUTDOWN));
        Instant end = Instant.now().plus(stopTimeout);
        try {
            for (RunningTask task : running.values()) {
                task.awaitEnd(Duration.between(Instant.now(), end));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        renewer.close();
    }

    @Override
    public void run(String taskId) {
        try (MDC.MDCCloseable id = MDC.putCloseable("taskId", taskId)) {
            Task task = tasks.find(taskId).orElseThrow(() -> new UnknownTaskException(taskId));
            if (task.state() == TaskState.QUEUED) {
                claims.claim(taskId, name).ifPresent(this::runClaimed);
            } else if (task.state() == TaskState.RUNNING) {
                awaitIfOwn(taskId);
            }
        }
    }

    @Override
    public void giveUp(String taskId, String reason) {
        if (tasks.failQueued(taskId, TaskRun.shortened("It could not be started: " + reason))) {
            LOG.warn("Task {} failed, it could not be started: {}", taskId, reason);
        }
    }

    @Override
    public boolean retry(String taskId) {
        boolean queued = tasks.queueGivenUp(taskId);
        if (queued) {
            LOG.info("Task {}, which had been given up, is queued again", taskId);
        }
        return queued;
    }

    @Override
    public String amqpQueue(String queue) {
        return QueueNames.amqp(queue);
    }

    @Override
    public List<String> queues() {
        return queues;
    }

    private void runClaimed(Claim claim) {
        String id = claim.task().id();
        RunningTask task = new RunningTask(claim);
        running.put(id, task);
        try {
            Timer.Sample time = Timer.start(meters);
            outcome(task).ifPresent(state -> time.stop(timer(claim.task(), state)));
        } finally {
            running.remove(id);
            task.ended();
        }
    }

    private Optional<TaskState> outcome(RunningTask task) {
        TaskRun run = new TaskRun(claims, task, handlerWait, retryDelay);
        String type = task.task().type();
        Optional<TaskHandler> handler = handlers.find(type);
        return handler.isPresent()
                ? run.run(handler.get())
                : run.postpone("No handler for tasks of type '%s' is registered, there are handlers for: %s"
                        .formatted(type, String.join(", ", handlers.types())));
    }

    private Timer timer(Task task, TaskState outcome) {
        return meters.timer(
                "flexcoop.tasks.runs", "queue", task.queue(), "type", task.type(), "outcome", outcome.key());
    }

    /** A message comes again while its task runs here if the broker closed the channel, for example after its timeout. */
    private void awaitIfOwn(String taskId) {
        RunningTask own = running.get(taskId);
        if (own == null) {
            LOG.debug("Task {} runs elsewhere, or it is queued again when the lease of its worker expires", taskId);
            return;
        }
        try {
            own.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("The wait for task %s was interrupted".formatted(taskId), e);
        }
    }
}
