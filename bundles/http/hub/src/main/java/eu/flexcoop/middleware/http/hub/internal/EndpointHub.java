package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.cxf.Bus;
import org.apache.cxf.BusFactory;
import org.apache.cxf.transport.http.DestinationRegistry;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.http.api.Endpoint;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.security.api.AuditLog;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/**
 * Serves each {@link HttpEndpoint} and {@link JaxrsEndpoint} service on CXF's HTTP transport, as long as the service is there.
 * Of several endpoints with one address the {@link Whiteboard} decides which one is served.
 */
@Component(service = EndpointHub.class, immediate = true)
public final class EndpointHub {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointHub.class);

    private final Bus bus;
    private final HttpConfig config;
    private final MeterRegistry meters;
    private final AuditLog audit;
    private final RequestSlots slots;
    private final ClientLimits limits;
    private final Duration drainTimeout;
    private final AtomicReference<TokenVerifier> verifier = new AtomicReference<>();
    private final Whiteboard<String, Endpoint> endpoints =
            new Whiteboard<>("Endpoint", Endpoint::address, this::changed);
    private final Map<String, HostedEndpoint> hosted = new ConcurrentHashMap<>();
    private final Queue<HostedEndpoint> draining = new ConcurrentLinkedQueue<>();
    private final HostedEndpoint unknownAddresses;
    private final Thread starting;
    private volatile boolean closed;

    /**
     * @param registry not called, but CXF's HTTP transport must be up before the first server is made and a new transport
     *     needs new servers
     */
    @Activate
    public EndpointHub(
            @Reference DestinationRegistry registry,
            @Reference MeterRegistry meters,
            @Reference AuditLog audit,
            @Reference ServiceComponentRuntime components,
            @Reference HubConfiguration configuration,
            BundleContext context) {
        this.config = configuration.config();
        this.meters = meters;
        this.audit = audit;
        this.slots = new RequestSlots(config);
        this.limits = new ClientLimits(config, slots);
        this.drainTimeout = Duration.parse(config.drainTimeout());
        this.bus = newBus();
        StartUp startUp = new StartUp(
                new ContainerState(context, components)::isComplete,
                Duration.parse(config.startTimeout()),
                System::nanoTime);
        this.starting = new Thread(() -> await(startUp), "http-start");
        starting.setDaemon(true);
        starting.start();
        this.unknownAddresses = host(new UnknownAddresses(startUp::isOver));
    }

    /** Notices the end of the start when it comes, and not with the first request for an unknown address. */
    private static void await(StartUp startUp) {
        try {
            while (!startUp.isOver()) {
                TimeUnit.SECONDS.sleep(1);
            }
            LOG.info("The start is over: addresses that nobody serves are answered with 404 from now on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A bus of our own, made where CXF finds its extensions: shutting it down hurts nobody else. */
    private static Bus newBus() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader cxf = BusFactory.class.getClassLoader();
        thread.setContextClassLoader(cxf);
        try {
            Bus bus = BusFactory.newInstance().createBus();
            // without it CXF's servlet looks through the class path for a class loader at each request
            bus.setExtension(cxf, ClassLoader.class);
            return bus;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Deactivate
    void close() {
        starting.interrupt();
        closed = true; // the references are unbound after this and must not publish what was shadowed
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
    }

    void unbindEndpoint(JaxrsEndpoint endpoint) {
        remove(endpoint);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindHttpEndpoint(HttpEndpoint endpoint, Map<String, ?> properties) {
        endpoints.add(endpoint, properties);
    }

    void unbindHttpEndpoint(HttpEndpoint endpoint) {
        remove(endpoint);
    }

    private void remove(Endpoint endpoint) {
        endpoints.remove(endpoint);
        // outside the lock of the whiteboard: requests in flight may take long
        for (HostedEndpoint leaving = draining.poll(); leaving != null; leaving = draining.poll()) {
            leaving.drain();
        }
    }

    private void changed(String address, Optional<Endpoint> before, Optional<Endpoint> now) {
        HostedEndpoint leaving = hosted.remove(address);
        if (leaving != null) {
            leaving.stop();
            draining.add(leaving);
            LOG.info("{} is withdrawn", address);
        }
        now.filter(endpoint -> !closed).ifPresent(this::publish);
    }

    private void publish(Endpoint endpoint) {
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

    /** Serves an endpoint of the hub's own until it is stopped. */
    HostedEndpoint host(Endpoint endpoint) {
        RequestMeters timers = new RequestMeters(meters, endpoint.address());
        RequestAudit audited = new RequestAudit(endpoint, audit);
        if (endpoint instanceof HttpEndpoint http) {
            RequestGuard guard = new RequestGuard(http, config, http.maxBodyBytes(), verifier::get, limits);
            return new HostedHttpEndpoint(bus, http, guard, timers, audited, slots, drainTimeout);
        }
        JaxrsEndpoint jaxrs = (JaxrsEndpoint) endpoint;
        long maxBodyBytes = Math.min(jaxrs.maxBodyBytes(), config.maxBodyBytes());
        RequestGuard guard = new RequestGuard(jaxrs, config, maxBodyBytes, verifier::get, limits);
        return new HostedJaxrsEndpoint(bus, jaxrs, guard, timers, audited, slots, drainTimeout);
    }
}
