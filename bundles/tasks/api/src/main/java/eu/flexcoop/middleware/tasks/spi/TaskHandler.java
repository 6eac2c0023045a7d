package eu.flexcoop.middleware.tasks.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** Does tasks of one type. Must be thread-safe, and idempotent: a task begins again after a crash. */
@ConsumerType
public interface TaskHandler {
    String type();

    /** Does the work; an exception fails the task with its message. */
    void run(TaskContext context) throws Exception;
}
