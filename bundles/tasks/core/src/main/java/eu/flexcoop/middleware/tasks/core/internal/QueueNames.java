package eu.flexcoop.middleware.tasks.core.internal;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Names of task queues and of the AMQP queues that hold their messages. */
final class QueueNames {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    private QueueNames() {}

    /** Reads the configured list. */
    static List<String> parse(String configured) {
        List<String> names = Arrays.stream(configured.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("'queues' in etc/%s.cfg names no queue".formatted(TasksConfig.PID));
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "Queue '%s' in etc/%s.cfg is not a valid name: use small letters, digits, '-' and '_'"
                                .formatted(name, TasksConfig.PID));
            }
        }
        return names;
    }

    static String amqp(String queue) {
        return "flexcoop.tasks." + queue;
    }
}
