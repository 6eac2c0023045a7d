package eu.flexcoop.middleware.tasks.api;

import java.util.List;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A task names a queue that is not configured. */
public class UnknownQueueException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public UnknownQueueException(String queue, List<String> queues) {
        super(
                "tasks:queue.unknown",
                422,
                "Queue '%s' does not exist, there are %s".formatted(queue, String.join(", ", queues)),
                "Use one of these, or add the queue to 'queues' in etc/eu.flexcoop.middleware.tasks.cfg.");
    }
}
