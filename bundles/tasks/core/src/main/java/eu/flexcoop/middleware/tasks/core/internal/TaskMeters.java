package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.tasks.api.TaskState;

/** Shows how many tasks wait in each queue and for how long, by two small queries over an index per scrape; the same on every node. */
@Component(service = TaskMeters.class, immediate = true, configurationPid = TasksConfig.PID)
public final class TaskMeters {
    private static final int COUNT_AT_MOST = 10_000;

    private final TaskCollection tasks;
    private final MeterRegistry meters;
    private final Clock clock;
    private final List<Meter> gauges = new ArrayList<>();

    @Activate
    public TaskMeters(@Reference TaskCollection tasks, @Reference MeterRegistry meters, TasksConfig config) {
        this(tasks, meters, QueueNames.parse(config.queues()), Clock.systemUTC());
    }

    TaskMeters(TaskCollection tasks, MeterRegistry meters, List<String> queues, Clock clock) {
        this.tasks = tasks;
        this.meters = meters;
        this.clock = clock;
        for (String queue : queues) {
            gauges.add(Gauge.builder("flexcoop.tasks.waiting", () -> waiting(queue))
                    .description("Tasks that are queued; counted up to 10000")
                    .tag("queue", queue)
                    .register(meters));
            gauges.add(Gauge.builder("flexcoop.tasks.oldest", () -> oldestSeconds(queue))
                    .description("Age of the oldest task that is queued; 0 if none is")
                    .baseUnit("seconds")
                    .tag("queue", queue)
                    .register(meters));
        }
    }

    private double waiting(String queue) {
        try {
            return tasks.documents().countDocuments(queued(queue), new CountOptions().limit(COUNT_AT_MOST));
        } catch (MongoException e) {
            return Double.NaN;
        }
    }

    private double oldestSeconds(String queue) {
        try {
            Document oldest = tasks.documents()
                    .find(queued(queue))
                    .sort(Sorts.ascending(TaskFields.CREATED))
                    .projection(Projections.include(TaskFields.CREATED))
                    .first();
            return oldest == null ? 0 : since(oldest.getDate(TaskFields.CREATED));
        } catch (MongoException e) {
            return Double.NaN;
        }
    }

    private double since(Date created) {
        Instant now = clock.instant();
        return Math.max(0, Duration.between(created.toInstant(), now).toMillis() / 1000.0);
    }

    private static Bson queued(String queue) {
        return Filters.and(Filters.eq(TaskFields.STATE, TaskState.QUEUED.key()), Filters.eq(TaskFields.QUEUE, queue));
    }

    @Deactivate
    public void close() {
        gauges.forEach(meters::remove);
    }
}
