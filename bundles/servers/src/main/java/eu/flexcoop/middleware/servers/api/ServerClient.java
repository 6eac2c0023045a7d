package eu.flexcoop.middleware.servers.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to a server in the background, again and again until it answers, and registers the services of the client then.
 * They stay registered while the server restarts: finding it again is up to the client. Thread-safe.
 */
public final class ServerClient {
    private static final Logger LOG = LoggerFactory.getLogger(ServerClient.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

    /** Makes the connection. */
    @FunctionalInterface
    public interface Connector {
        /**
         * One attempt, in a thread of the client; attempts do not overlap.
         *
         * @param services to offer once this has returned
         * @throws Exception of whatever kind: the attempt is repeated
         */
        void connect(Services services) throws Exception;
    }

    /** Collects what is to be registered, with property {@link ServerAddress#SERVER}. */
    public interface Services {
        /** @param service an instance of the type or a {@link org.osgi.framework.ServiceFactory} of it */
        void add(Class<?> type, Object service);
    }

    private final BundleContext bundleContext;
    private final String server;
    private final Duration pause;
    private final Connector connector;
    private final ScheduledExecutorService thread;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private volatile boolean connected;
    private volatile Optional<String> problem = Optional.of("it was not asked yet");

    private ServerClient(BundleContext bundleContext, String server, Duration pause, Connector connector) {
        this.bundleContext = bundleContext;
        this.server = server;
        this.pause = pause;
        this.connector = connector;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread created = new Thread(work, server + "-connect");
            created.setDaemon(true);
            return created;
        });
    }

    /**
     * Begins to connect and returns at once.
     *
     * @param server key of the server, see {@link ServerKind#key()}
     * @param pause between two attempts
     */
    public static ServerClient start(BundleContext bundleContext, String server, Duration pause, Connector connector) {
        ServerClient client = new ServerClient(bundleContext, server, pause, connector);
        client.thread.execute(client::connect);
        return client;
    }

    private void connect() {
        Map<Class<?>, Object> services = new LinkedHashMap<>();
        try {
            connector.connect(services::put);
        } catch (Exception e) { // whatever it is, it must not end the attempts
            repeat(e);
            return;
        }
        services.forEach((type, service) -> registrations.add(bundleContext.registerService(
                type.getName(), service, new Hashtable<>(Map.of(ServerAddress.SERVER, server)))));
        problem = Optional.empty();
        connected = true;
        LOG.info("Server {} answers", server);
        thread.shutdown();
    }

    private void repeat(Exception cause) {
        Optional<String> now = Optional.of(String.valueOf(cause.getMessage()));
        if (!now.equals(problem)) {
            LOG.info("Server {} does not answer yet, trying again: {}", server, now.get());
        }
        problem = now;
        if (!thread.isShutdown()) {
            thread.schedule(this::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Whether the services are registered. */
    public boolean isConnected() {
        return connected;
    }

    /** Why the last attempt failed; empty once one has succeeded. */
    public Optional<String> problem() {
        return problem;
    }

    /** Ends the attempts, waits for one that is running and unregisters the services. The caller closes its connection then. */
    public void close() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("An attempt to connect to server {} did not end within {}", server, CLOSE_TIMEOUT);
        }
        registrations.forEach(ServiceRegistration::unregister);
        connected = false;
    }
}
