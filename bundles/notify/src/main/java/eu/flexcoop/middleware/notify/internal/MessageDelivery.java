package eu.flexcoop.middleware.notify.internal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts the messages of the outbox to their recipients, several at a time. Thread-safe. */
@Component(service = MessageDelivery.class)
public final class MessageDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(MessageDelivery.class);
    /** Messages of other nodes and retries are found by looking. */
    private static final long LOOK_SECONDS = 5;

    private final MessageOutbox outbox;
    private final NotifySettings settings;
    private final ServiceToken token;
    private final HttpClient client;
    private final Semaphore free;
    private final ScheduledExecutorService threads;

    @Activate
    public MessageDelivery(@Reference MessageOutbox outbox, @Reference NotifySettings settings) {
        this.outbox = outbox;
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.token = new ServiceToken(client, settings);
        this.free = new Semaphore(settings.workers());
        this.threads = Executors.newScheduledThreadPool(settings.workers() + 1, task -> {
            Thread thread = new Thread(task, "notify");
            thread.setDaemon(true);
            return thread;
        });
        threads.scheduleWithFixedDelay(this::wake, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Deactivate
    public void close() {
        threads.shutdownNow();
    }

    /** There may be a message that is due. */
    void wake() {
        if (free.tryAcquire()) {
            try {
                threads.execute(this::work);
            } catch (RejectedExecutionException e) {
                free.release();
            }
        }
    }

    private void work() {
        try {
            Optional<Document> message = outbox.claim();
            while (message.isPresent() && !threads.isShutdown()) {
                // there may be more, for which others are free
                wake();
                outbox.record(message.get(), deliver(message.get()));
                message = outbox.claim();
            }
        } catch (MongoException e) {
            LOG.warn("Messages cannot be delivered while the database does not answer: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    private DeliveryOutcome deliver(Document message) throws InterruptedException {
        String recipient = message.getString(MessageFields.RECIPIENT);
        Optional<URI> address = settings.recipient(recipient);
        if (address.isEmpty()) {
            LOG.warn("Message {} is for '{}', which is not configured any more", id(message), recipient);
            return DeliveryOutcome.unknown(recipient);
        }
        DeliveryOutcome outcome = post(address.get(), message);
        switch (outcome.kind()) {
            case DELIVERED -> LOG.debug("Message {} is delivered to {}", id(message), recipient);
            case UNREACHABLE -> LOG.debug(
                    "Message {} waits, {} cannot be reached: {}", id(message), recipient, outcome.reason());
            case REFUSED -> LOG.warn("{} refuses message {}: {}", recipient, id(message), outcome.reason());
        }
        return outcome;
    }

    private static Object id(Document message) {
        return message.get(MessageFields.ID);
    }

    private DeliveryOutcome post(URI address, Document message) throws InterruptedException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(address)
                    .timeout(settings.timeout())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(MessageJson.of(message)));
            token.get().ifPresent(value -> request.header("Authorization", "Bearer " + value));
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 401) {
                token.forget();
            }
            return DeliveryOutcome.answered(response.statusCode(), response.body());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return DeliveryOutcome.unreachable(reason);
        }
    }
}
