package eu.flexcoop.middleware.tasks.core.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;
import eu.flexcoop.middleware.testing.PrivateMongod;

/** The components of one node of the middleware, on a database and a broker that several nodes may share. */
final class TaskNode implements AutoCloseable {
    static final Duration LEASE = Duration.ofMillis(600);

    private final Map<String, Object> settings = new HashMap<>(Map.of(
            "outboxInterval", "PT0.1S", "heartbeat", "PT0.1S", "lease", LEASE.toString(), "retryDelay", "PT0.1S"));
    private final TaskHandlers handlers = new TaskHandlers();
    private final RecordingPublisher broker;
    private final TaskCollection collection;
    private LeasedTaskWorker worker;
    private OutboxPublisher publisher;

    /** What a handler of a test does. */
    interface Work {
        void run(TaskContext context) throws Exception;
    }

    TaskNode(PrivateMongod mongod, RecordingPublisher broker) {
        this.broker = broker;
        this.collection = new TaskCollection(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
    }

    TaskNode with(String setting, Object value) {
        settings.put(setting, value);
        return this;
    }

    void handle(String type, Work work) {
        handlers.addHandler(
                new TaskHandler() {
                    @Override
                    public String type() {
                        return type;
                    }

                    @Override
                    public void run(TaskContext context) throws Exception {
                        work.run(context);
                    }
                },
                Map.of());
    }

    TaskCollection collection() {
        return collection;
    }

    TaskOutbox outbox() {
        return new TaskOutbox(collection);
    }

    StoredTaskQueue queue() {
        return new StoredTaskQueue(collection, config());
    }

    Task submit(String type) {
        return queue().submit("default", type, "subject", Map.of("n", 4));
    }

    Task find(Task task) {
        return queue().find(task.id()).orElseThrow();
    }

    /** The worker, which starts with the first call. */
    LeasedTaskWorker worker() {
        if (worker == null) {
            worker = new LeasedTaskWorker(collection, handlers, new SimpleMeterRegistry(), config());
        }
        return worker;
    }

    /** The publisher, which starts with the first call. */
    OutboxPublisher publisher() {
        if (publisher == null) {
            publisher = new OutboxPublisher(collection, broker, config());
        }
        return publisher;
    }

    private TasksConfig config() {
        return (TasksConfig) Proxy.newProxyInstance(
                TasksConfig.class.getClassLoader(),
                new Class<?>[] {TasksConfig.class},
                (proxy, method, arguments) -> method.getDeclaringClass() == Annotation.class
                        ? TasksConfig.class
                        : settings.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    @Override
    public void close() throws InterruptedException {
        if (worker != null) {
            worker.stop();
        }
        if (publisher != null) {
            publisher.stop();
        }
    }
}
