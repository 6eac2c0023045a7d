package eu.flexcoop.middleware.tasks.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.core.api.UnavailableException;

/** A broker of which nothing is asked but what it was told; it can be away. */
final class RecordingPublisher implements AmqpPublisher {
    final List<String> published = new CopyOnWriteArrayList<>();
    final Set<String> declared = ConcurrentHashMap.newKeySet();
    volatile boolean away;

    @Override
    public void publish(String queue, String messageId, Map<String, Object> headers, byte[] body) {
        answer();
        if (!declared.contains(queue)) {
            throw new IllegalStateException("Queue " + queue + " was not declared");
        }
        published.add(messageId);
    }

    @Override
    public void declareQueue(String queue) {
        answer();
        declared.add(queue);
    }

    @Override
    public long depth(String queue) {
        answer();
        return published.size();
    }

    private void answer() {
        if (away) {
            throw new UnavailableException("The broker is away", null);
        }
    }
}
