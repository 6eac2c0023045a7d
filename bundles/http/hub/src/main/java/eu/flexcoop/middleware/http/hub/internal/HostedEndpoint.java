package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.servlet.http.HttpServletResponse;

import org.apache.cxf.Bus;
import org.apache.cxf.endpoint.Server;
import org.apache.cxf.io.DelegatingInputStream;
import org.apache.cxf.jaxrs.JAXRSServerFactoryBean;
import org.apache.cxf.message.Message;
import org.apache.cxf.transport.Destination;
import org.apache.cxf.transport.MessageObserver;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/** One endpoint as a running CXF server that knows its requests in flight. */
final class HostedEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(HostedEndpoint.class);

    private final String address;
    private final Server server;
    private final RequestMeters meters;
    private final Duration drainTimeout;
    /** One permit per request in flight; taking all of them waits until nobody is inside. */
    private final Semaphore inside = new Semaphore(Integer.MAX_VALUE);

    HostedEndpoint(
            Bus bus, JaxrsEndpoint endpoint, Doorkeeper doorkeeper, RequestMeters meters, Duration drainTimeout) {
        this.address = endpoint.address();
        this.meters = meters;
        this.drainTimeout = drainTimeout;
        this.server = create(bus, endpoint, doorkeeper);
        Destination destination = server.getDestination();
        destination.setMessageObserver(counted(destination.getMessageObserver()));
    }

    private static Server create(Bus bus, JaxrsEndpoint endpoint, Doorkeeper doorkeeper) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // CXF looks for providers and annotations with the loader it is called under
        thread.setContextClassLoader(endpoint.getClass().getClassLoader());
        try {
            JAXRSServerFactoryBean factory = new JAXRSServerFactoryBean();
            factory.setBus(bus);
            factory.setAddress(endpoint.address());
            factory.setServiceBeans(endpoint.resources());
            List<Object> providers = new ArrayList<>(endpoint.providers());
            providers.add(doorkeeper);
            providers.add(new JaxrsErrors());
            providers.add(new AllOtherErrors());
            factory.setProviders(providers);
            return factory.create();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private MessageObserver counted(MessageObserver chain) {
        return message -> observe(chain, message);
    }

    private void observe(MessageObserver chain, Message message) {
        if (!inside.tryAcquire()) {
            throw new IllegalStateException(address + " is being removed");
        }
        long start = System.nanoTime();
        try {
            DelegatingInputStream body = message.getContent(DelegatingInputStream.class);
            if (body != null) {
                message.setContent(DelegatingInputStream.class, new LeftoverBody(body));
            }
            chain.onMessage(message);
        } finally {
            inside.release();
            if (message.get(AbstractHTTPDestination.HTTP_RESPONSE) instanceof HttpServletResponse response) {
                String method = (String) message.get(Message.HTTP_REQUEST_METHOD);
                meters.record(method, response.getStatus(), System.nanoTime() - start);
            }
            MDC.clear(); // the thread goes back to the pool, the ids of this request do not
        }
    }

    /** What is left of a body when the answer goes out: CXF reads it first, and must not lose the answer at a broken one. */
    private static final class LeftoverBody extends DelegatingInputStream {
        private final DelegatingInputStream body;

        LeftoverBody(DelegatingInputStream body) {
            super(body);
            this.body = body;
        }

        @Override
        public void cacheInput() {
            try {
                body.cacheInput();
            } catch (RuntimeException e) { // Jetty's, which this bundle's code never sees otherwise
                LOG.debug("The rest of a body cannot be read", e);
            }
        }
    }

    /** No request gets in any more; those inside go on. */
    void stop() {
        server.stop();
    }

    /** Waits for the requests inside, then lets everything go. */
    void drain() {
        try {
            if (!inside.tryAcquire(Integer.MAX_VALUE, drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} was removed while requests were still running after {}", address, drainTimeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.destroy();
    }
}
