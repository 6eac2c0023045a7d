package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.cxf.Bus;
import org.apache.cxf.BusFactory;
import org.apache.cxf.transport.http.DestinationRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/**
 * Publishes each {@link JaxrsEndpoint} service as a CXF server while it is registered. Of several endpoints with one address one is
 * served, as {@link Whiteboard} decides.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.http")
@Designate(ocd = HttpConfig.class)
public final class EndpointHub {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointHub.class);

    private final Bus bus;
    private final HttpConfig config;
    private final MeterRegistry meters;
    private final Duration drainTimeout;
    private final AtomicReference<TokenVerifier> verifier = new AtomicReference<>();
    private final Whiteboard<String, JaxrsEndpoint> endpoints =
            new Whiteboard<>("Endpoint", JaxrsEndpoint::address, this::changed);
    private final Map<String, HostedEndpoint> hosted = new ConcurrentHashMap<>();
    /** Stopped, with requests that may still be in progress. */
    private final Queue<HostedEndpoint> stopped = new ConcurrentLinkedQueue<>();

    private volatile boolean closed;
    private final HostedEndpoint unknownAddresses;

    /**
     * @param registry not called, but CXF's HTTP transport must be up before the first server is made and a new transport
     *     needs new servers
     */
    @Activate
    public EndpointHub(@Reference DestinationRegistry registry, @Reference MeterRegistry meters, HttpConfig config) {
        this.config = config;
        this.meters = meters;
        this.drainTimeout = Duration.parse(config.drainTimeout());
        this.bus = newBus();
        this.unknownAddresses = host(new UnknownAddresses());
    }

    /** A bus of our own, made where CXF finds its extensions: shutting it down hurts nobody else. */
    private static Bus newBus() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(BusFactory.class.getClassLoader());
        try {
            return BusFactory.newInstance().createBus();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Deactivate
    void close() {
        closed = true; // the references are unbound after this and change nothing any more
        List<HostedEndpoint> all = List.copyOf(hosted.values());
        hosted.clear();
        all.forEach(HostedEndpoint::stop);
        all.forEach(HostedEndpoint::drain);
        unknownAddresses.stop();
        unknownAddresses.drain();
        bus.shutdown(true);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.OPTIONAL)
    void bindVerifier(TokenVerifier tokens) {
        verifier.set(tokens);
    }

    void unbindVerifier(TokenVerifier tokens) {
        verifier.compareAndSet(tokens, null);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindEndpoint(JaxrsEndpoint endpoint, Map<String, ?> properties) {
        endpoints.add(endpoint, properties);
        drainStopped();
    }

    void unbindEndpoint(JaxrsEndpoint endpoint) {
        endpoints.remove(endpoint);
        drainStopped();
    }

    private void changed(String address, Optional<JaxrsEndpoint> before, Optional<JaxrsEndpoint> now) {
        if (closed) {
            return;
        }
        HostedEndpoint old = hosted.remove(address);
        if (old != null) {
            old.stop();
            stopped.add(old);
            LOG.info("{} is no longer served", address);
        }
        now.ifPresent(this::publish);
    }

    /** Outside the lock of the whiteboard, because requests in progress may take as long as the drain timeout. */
    private void drainStopped() {
        for (HostedEndpoint old = stopped.poll(); old != null; old = stopped.poll()) {
            old.drain();
        }
    }

    private void publish(JaxrsEndpoint endpoint) {
        long start = System.nanoTime();
        try {
            hosted.put(endpoint.address(), host(endpoint));
        } catch (RuntimeException e) { // the endpoint is foreign code: a bad one must not keep the others away
            LOG.error(
                    "{} of {} was not published: {}",
                    endpoint.address(),
                    endpoint.getClass().getName(),
                    e.getMessage(),
                    e);
            return;
        }
        LOG.info(
                "{} is served for {} after {} ms",
                endpoint.address(),
                endpoint.getClass().getName(),
                (System.nanoTime() - start) / 1_000_000);
    }

    private HostedEndpoint host(JaxrsEndpoint endpoint) {
        Doorkeeper doorkeeper = new Doorkeeper(endpoint, config, verifier::get);
        return new HostedEndpoint(
                bus, endpoint, doorkeeper, new RequestMeters(meters, endpoint.address()), drainTimeout);
    }
}
