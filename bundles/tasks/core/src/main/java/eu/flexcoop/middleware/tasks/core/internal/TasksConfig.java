package eu.flexcoop.middleware.tasks.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the task queues, shared by the components of this bundle. */
@ObjectClassDefinition(name = "Flexcoop tasks")
public @interface TasksConfig {
    String PID = "eu.flexcoop.middleware.tasks";

    @AttributeDefinition(description = "Names of the queues, separated by commas; each is worked on in order")
    String queues() default "default";

    @AttributeDefinition(description = "A worker that gives no sign of life for this long is taken for dead, ISO-8601")
    String lease() default "PT20S";

    @AttributeDefinition(
            description = "How often a worker gives a sign of life and looks for a wish to cancel, ISO-8601")
    String heartbeat() default "PT2S";

    @AttributeDefinition(description = "How often a task is begun before it fails for good, where its workers died")
    int maxAttempts() default 3;

    @AttributeDefinition(description = "How long a task waits for a handler or module that is not there, ISO-8601")
    String handlerWait() default "PT10M";

    @AttributeDefinition(description = "How soon a waiting task is tried again, ISO-8601")
    String retryDelay() default "PT5S";

    @AttributeDefinition(description = "How often messages that are not with the broker yet are looked for, ISO-8601")
    String sweep() default "PT2S";

    @AttributeDefinition(description = "How long tasks that are over are kept, ISO-8601")
    String history() default "P30D";

    @AttributeDefinition(description = "How long a stop of the middleware waits for running tasks to give up, ISO-8601")
    String stopWait() default "PT10S";
}
