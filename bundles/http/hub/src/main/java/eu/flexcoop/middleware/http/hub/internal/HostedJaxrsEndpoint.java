package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.servlet.http.HttpServletRequest;

import org.apache.cxf.Bus;
import org.apache.cxf.endpoint.Server;
import org.apache.cxf.io.DelegatingInputStream;
import org.apache.cxf.jaxrs.JAXRSServerFactoryBean;
import org.apache.cxf.message.Message;
import org.apache.cxf.transport.Destination;
import org.apache.cxf.transport.MessageObserver;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/** A group of JAX-RS resources as a running CXF server. */
final class HostedJaxrsEndpoint extends HostedEndpoint {
    private final Server server;
    private final MessageObserver chain;

    HostedJaxrsEndpoint(
            Bus bus,
            JaxrsEndpoint endpoint,
            RequestGuard guard,
            RequestMeters meters,
            RequestAudit audit,
            RequestSlots slots,
            Duration drainTimeout) {
        super(endpoint, guard, meters, audit, slots, drainTimeout);
        this.server = create(bus, endpoint, guard);
        Destination destination = server.getDestination();
        this.chain = destination.getMessageObserver();
        destination.setMessageObserver(observer());
    }

    private static Server create(Bus bus, JaxrsEndpoint endpoint, RequestGuard guard) {
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
            providers.add(new RequestGuardFilter(guard));
            providers.add(new JaxrsErrors());
            providers.add(new ErrorAnswers());
            factory.setProviders(providers);
            return factory.create();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    String serve(Message message) {
        DelegatingInputStream body = message.getContent(DelegatingInputStream.class);
        if (body != null) {
            HttpServletRequest request = (HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST);
            message.setContent(DelegatingInputStream.class, new LeftoverBody(body, request));
        }
        chain.onMessage(message);
        return "";
    }

    /** What CXF finds of a body when the answer goes out. It reads that to the end, and would wait for a client that does not send it. */
    private static final class LeftoverBody extends DelegatingInputStream {
        private final HttpServletRequest request;

        LeftoverBody(DelegatingInputStream body, HttpServletRequest request) {
            super(body);
            this.request = request;
        }

        @Override
        public void cacheInput() {
            UnreadBody.leave(request);
        }

        @Override
        public int read() {
            UnreadBody.leave(request);
            return -1;
        }

        @Override
        public int read(byte[] buffer) {
            return read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return read();
        }
    }

    @Override
    void stop() {
        server.stop();
    }

    @Override
    void destroy() {
        server.destroy();
    }
}
