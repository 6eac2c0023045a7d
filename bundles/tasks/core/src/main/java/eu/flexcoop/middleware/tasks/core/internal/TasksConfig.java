package eu.flexcoop.middleware.tasks.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** Configuration of the task queues, shared by the components of this bundle. */
@ObjectClassDefinition(name = "Flexcoop tasks")
public @interface TasksConfig {
    String PID = "eu.flexcoop.middleware.tasks";

    @Accepts(value = Form.NAME, list = true)
    @AttributeDefinition(
            description = "Names of the queues, separated by commas; each runs its tasks one after the other")
    String queues() default "default";

    @AttributeDefinition(
            description = "How long a worker keeps a task without a heartbeat; then the task is queued again, ISO-8601")
    String lease() default "PT20S";

    @Accepts(atMost = "lease")
    @AttributeDefinition(
            description = "Interval of heartbeats, which renew leases and learn of cancel requests, ISO-8601")
    String heartbeat() default "PT2S";

    @AttributeDefinition(min = "1", description = "Number of attempts after which a task fails whose workers died")
    int maxAttempts() default 3;

    @AttributeDefinition(
            description =
                    "How long a task is postponed for a missing handler, module or server before it fails, ISO-8601")
    String handlerWait() default "PT10M";

    @Accepts(atMost = "handlerWait")
    @AttributeDefinition(description = "Delay after which a postponed task is tried again, ISO-8601")
    String retryDelay() default "PT5S";

    @AttributeDefinition(description = "Interval at which the outbox is searched for messages that are due, ISO-8601")
    String outboxInterval() default "PT2S";

    @AttributeDefinition(
            min = "PT0S",
            description = "How long a stop of the middleware waits for running tasks to stop, ISO-8601")
    String stopTimeout() default "PT10S";
}
