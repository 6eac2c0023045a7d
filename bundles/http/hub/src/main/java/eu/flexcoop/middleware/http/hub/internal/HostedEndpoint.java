package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.apache.cxf.message.Message;
import org.apache.cxf.transport.MessageObserver;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.http.api.Endpoint;

/** An endpoint on a destination of CXF's HTTP transport. Knows its requests in flight and times them. */
abstract class HostedEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(HostedEndpoint.class);

    private final String address;
    private final RequestGuard guard;
    private final RequestMeters meters;
    private final RequestAudit audit;
    private final RequestSlots slots;
    private final boolean slotNeeded;
    private final Duration drainTimeout;
    /** One permit per request in flight; taking all of them waits until nobody is inside. */
    private final Semaphore inside = new Semaphore(Integer.MAX_VALUE);

    HostedEndpoint(
            Endpoint endpoint,
            RequestGuard guard,
            RequestMeters meters,
            RequestAudit audit,
            RequestSlots slots,
            Duration drainTimeout) {
        this.address = endpoint.address();
        this.slots = slots;
        this.slotNeeded = RequestSlots.areNeededFor(endpoint);
        this.guard = guard;
        this.meters = meters;
        this.audit = audit;
        this.drainTimeout = drainTimeout;
    }

    /** What the destination calls for each request. */
    final MessageObserver observer() {
        return this::observe;
    }

    private void observe(Message message) {
        if (!inside.tryAcquire()) {
            refuse(message, new LeavingEndpointException(address));
            return;
        }
        long start = System.nanoTime();
        String operation = "";
        try {
            operation = serveInSlot(message);
        } finally {
            inside.release();
            if (message.get(AbstractHTTPDestination.HTTP_RESPONSE) instanceof HttpServletResponse response) {
                String method = (String) message.get(Message.HTTP_REQUEST_METHOD);
                meters.record(method, response.getStatus(), operation, System.nanoTime() - start);
                audit.record(
                        (HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST), response.getStatus());
            }
            MDC.clear(); // the thread goes back to the pool, the ids of this request do not
        }
    }

    private String serveInSlot(Message message) {
        if (slotNeeded) {
            try {
                slots.enter();
            } catch (TryLaterException e) {
                refuse(message, e);
                return "";
            }
        }
        try {
            return serve(message);
        } finally {
            slots.leave((HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST));
            if (slotNeeded) {
                slots.leave();
            }
        }
    }

    /** For a request that does not get to the endpoint. */
    private void refuse(Message message, MiddlewareException reason) {
        HttpServletRequest request = (HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST);
        HttpServletResponse response = (HttpServletResponse) message.get(AbstractHTTPDestination.HTTP_RESPONSE);
        try {
            UnreadBody.leave(request);
            ErrorAnswers.answer(reason, request).write(response, guard.errorFormat(request));
        } catch (IOException e) {
            LOG.debug("{}: the client is gone", address, e);
        }
    }

    /** @return the kind of request, for the timer; empty if there is none */
    abstract String serve(Message message);

    /** No request gets in any more; those inside go on. */
    abstract void stop();

    abstract void destroy();

    /** Waits for the requests inside, then releases everything. */
    final void drain() {
        try {
            if (!inside.tryAcquire(Integer.MAX_VALUE, drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} was removed while requests were still running after {}", address, drainTimeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        destroy();
    }
}
