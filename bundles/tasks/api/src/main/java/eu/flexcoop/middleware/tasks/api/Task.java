package eu.flexcoop.middleware.tasks.api;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A piece of work that is queued, runs or has ended.
 *
 * @param id unique, 24 hex digits
 * @param type which {@code TaskHandler} runs it, for example {@code module}
 * @param subject what it is about, for example the name of the module
 * @param parameters JSON values: texts, numbers, booleans, lists and maps of these
 * @param progress from 0 to 1
 * @param message last message of the handler; the reason if the task failed
 * @param attempts how often a worker has started it
 */
public record Task(
        String id,
        String queue,
        String type,
        String subject,
        Map<String, Object> parameters,
        TaskState state,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        double progress,
        String message,
        int attempts) {
    public Task {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(subject, "subject");
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(endedAt, "endedAt");
        Objects.requireNonNull(message, "message");
        if (!(progress >= 0 && progress <= 1)) {
            throw new IllegalArgumentException(
                    "Progress of task %1$s must be from 0 to 1 (was %2$s)".formatted(id, progress));
        }
    }
}
