package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import eu.flexcoop.middleware.http.api.HttpStream;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/** A stream that is open, or about to be. Ends with its client, its token and its definition. Thread-safe. */
final class LiveChanges implements RestResponse.Live {
    /** Looks, one each second, between two heartbeats. */
    private static final int LOOKS_PER_HEARTBEAT = 15;

    private final ChangeSubscription subscription;
    private final String authorization;
    private final Consumer<HttpStream> onOpen;
    private final Consumer<LiveChanges> onOver;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean opened;
    private int looks;

    /**
     * @param onOpen called when the subscription has its stream
     * @param onOver called once when the stream is over
     */
    LiveChanges(
            ChangeSubscription subscription,
            String authorization,
            Consumer<HttpStream> onOpen,
            Consumer<LiveChanges> onOver) {
        this.subscription = subscription;
        this.authorization = authorization;
        this.onOpen = onOpen;
        this.onOver = onOver;
    }

    @Override
    public void open(HttpStream stream) {
        opened = true;
        subscription.open(stream);
        onOpen.accept(stream);
    }

    @Override
    public void ended() {
        if (over.compareAndSet(false, true)) {
            onOver.accept(this);
        }
    }

    /** Of the request; the stream goes on if it was opened. */
    @Override
    public void close() {
        if (!opened) {
            ended();
        }
    }

    void end(String reason) {
        subscription.ended(reason);
    }

    /** Called each second by one thread. */
    void look(ResourceRegistry registry, RestSettings settings) {
        if (!opened) {
            return;
        }
        PublishedResource mine = subscription.resource().resource();
        boolean published =
                registry.at(mine.definition().url()).filter(mine::equals).isPresent();
        if (!published) {
            end("The resource was withdrawn or its definition has changed");
        } else if (++looks % LOOKS_PER_HEARTBEAT == 0) {
            if (settings.tokens().test(authorization)) {
                subscription.heartbeat();
            } else {
                end("The token is not valid any more");
            }
        }
    }
}
