package eu.flexcoop.middleware.http.hub.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.servlet.http.HttpServletRequest;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.Endpoint;
import eu.flexcoop.middleware.http.api.Listener;

/**
 * How many requests may be in progress: a client that sends its body slowly, or reads slowly, holds a thread. Requests to endpoints of the
 * API listeners that need a token get part of the threads only, so that there are some for health checks, refusals and the like; the
 * listener of the VTN has threads of its own. Of the slots, each client that has shown who it is has a share. Thread-safe.
 */
final class RequestSlots {
    private static final String CLIENT = RequestSlots.class.getName() + ".client";

    private final int most;
    private final int mostPerClient;
    private final Semaphore free;
    private final Map<Object, Integer> clients = new ConcurrentHashMap<>();

    RequestSlots(HttpConfig config) {
        this.most = config.apiRequests();
        this.mostPerClient = config.requestsPerClient();
        this.free = new Semaphore(most);
    }

    /** Whether requests to the endpoint need a slot. */
    static boolean areNeededFor(Endpoint endpoint) {
        return endpoint.listener() == Listener.API && endpoint.access() != Access.OPEN;
    }

    /** @throws TryLaterException with 503 if all slots are taken */
    void enter() {
        if (!free.tryAcquire()) {
            throw TryLaterException.busy(most);
        }
    }

    void leave() {
        free.release();
    }

    /**
     * Counts a request for a client, until {@link #leave(HttpServletRequest)}.
     *
     * @throws TryLaterException with 429 if the client has its share
     */
    void enter(HttpServletRequest request, Object client) {
        if (request.getAttribute(CLIENT) != null) {
            return;
        }
        int now = clients.merge(client, 1, Integer::sum);
        request.setAttribute(CLIENT, client);
        if (now > mostPerClient) {
            throw TryLaterException.concurrent(mostPerClient);
        }
    }

    /** The request is over, whether it was counted or not. */
    void leave(HttpServletRequest request) {
        Object client = request.getAttribute(CLIENT);
        if (client != null) {
            request.removeAttribute(CLIENT);
            clients.computeIfPresent(client, (any, count) -> count == 1 ? null : count - 1);
        }
    }
}
