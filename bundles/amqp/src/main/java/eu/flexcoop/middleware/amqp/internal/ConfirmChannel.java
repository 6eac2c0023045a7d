package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;

/**
 * One channel in confirm mode with the messages that the broker has not confirmed yet. Several threads may publish through
 * it at once: each waits for its own message only, so one flush of the broker's disk serves all of them.
 */
final class ConfirmChannel {
    private final Channel channel;
    private final ConcurrentNavigableMap<Long, Pending> pending = new ConcurrentSkipListMap<>();

    private record Pending(String queue, String messageId, CompletableFuture<Void> confirmed) {
        boolean is(Return returned) {
            return queue.equals(returned.getRoutingKey())
                    && messageId.equals(returned.getProperties().getMessageId());
        }
    }

    ConfirmChannel(Connection connection) throws IOException {
        channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the broker offers no more channels on this connection");
        }
        channel.addConfirmListener(this::confirm, this::refuse);
        channel.addReturnListener((Return returned) -> giveBack(returned));
        channel.addShutdownListener(cause -> failAll(new IOException("the connection broke: " + cause.getMessage())));
        channel.confirmSelect();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Sends a message; what is returned completes when the broker has stored it or fails when it has not. */
    synchronized CompletableFuture<Void> send(String queue, AMQP.BasicProperties properties, byte[] body)
            throws IOException {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        long number = channel.getNextPublishSeqNo();
        pending.put(number, new Pending(queue, properties.getMessageId(), confirmed));
        try {
            channel.basicPublish("", queue, true, properties, body);
        } catch (IOException | RuntimeException e) {
            pending.remove(number);
            throw e;
        }
        if (!channel.isOpen()) { // it broke after the listener had looked at what was pending
            failAll(new IOException("the connection broke"));
        }
        return confirmed;
    }

    private void confirm(long number, boolean andAllBefore) {
        take(number, andAllBefore).values().forEach(each -> each.confirmed().complete(null));
    }

    private void refuse(long number, boolean andAllBefore) {
        IOException refused = new IOException("the broker refused the message");
        take(number, andAllBefore).values().forEach(each -> each.confirmed().completeExceptionally(refused));
    }

    private Map<Long, Pending> take(long number, boolean andAllBefore) {
        Map<Long, Pending> done = andAllBefore
                ? Map.copyOf(pending.headMap(number, true))
                : Map.copyOf(pending.subMap(number, true, number, true));
        done.keySet().forEach(pending::remove);
        return done;
    }

    /** Brokers return a message for which there is no queue and then confirm it all the same. */
    private void giveBack(Return returned) {
        pending.values().stream().filter(each -> each.is(returned)).forEach(each -> each.confirmed()
                .completeExceptionally(new NoSuchQueueException(each.queue())));
    }

    private void failAll(IOException cause) {
        pending.values().forEach(each -> each.confirmed().completeExceptionally(cause));
        pending.clear();
    }

    void close() {
        try {
            channel.close();
        } catch (IOException | TimeoutException | RuntimeException e) {
            failAll(new IOException("the channel was closed", e));
        }
    }
}
