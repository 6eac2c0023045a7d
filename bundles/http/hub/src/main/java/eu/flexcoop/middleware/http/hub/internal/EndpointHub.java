package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/**
 * Turns each {@link JaxrsEndpoint} service into a CXF server and back. Of several endpoints with one address the first is
 * served; the others wait until it leaves.
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
    private final Map<String, Deque<JaxrsEndpoint>> byAddress = new HashMap<>();
    private final Map<String, HostedEndpoint> hosted = new HashMap<>();
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
        List<HostedEndpoint> all;
        synchronized (byAddress) {
            all = List.copyOf(hosted.values());
            hosted.clear();
            byAddress.clear(); // the references are unbound after this and find nothing left to do
        }
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
    void bindEndpoint(JaxrsEndpoint endpoint) {
        synchronized (byAddress) {
            Deque<JaxrsEndpoint> claims = byAddress.computeIfAbsent(endpoint.address(), a -> new ArrayDeque<>());
            claims.addLast(endpoint);
            if (claims.size() == 1) {
                publish(endpoint);
            } else {
                LOG.warn(
                        "{} also wants the address {}, which {} has; it waits until that leaves",
                        endpoint.getClass().getName(),
                        endpoint.address(),
                        claims.getFirst().getClass().getName());
            }
        }
    }

    void unbindEndpoint(JaxrsEndpoint endpoint) {
        HostedEndpoint leaving = null;
        synchronized (byAddress) {
            String address = endpoint.address();
            Deque<JaxrsEndpoint> claims = byAddress.get(address);
            if (claims == null) {
                return;
            }
            boolean served = claims.getFirst() == endpoint;
            claims.removeIf(claim -> claim == endpoint);
            if (served) {
                leaving = hosted.remove(address);
                if (leaving != null) {
                    leaving.stop();
                }
                if (!claims.isEmpty()) {
                    publish(claims.getFirst());
                }
            }
            if (claims.isEmpty()) {
                byAddress.remove(address);
            }
        }
        if (leaving != null) {
            leaving.drain();
            LOG.info("{} is gone", endpoint.address());
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
