package eu.flexcoop.middleware.http.hub.internal;

import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.server.Server;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the {@link RunningServer} as {@link ReadyServer} once requests get to the hub: CXF's servlet comes to a new server some time after it
 * has started. So listeners are opened last, and who can connect is answered by the hub.
 */
@Component(
        service = {},
        immediate = true)
public final class ServerReadiness {
    private static final Logger LOG = LoggerFactory.getLogger(ServerReadiness.class);
    private static final long PAUSE_MILLIS = 50;

    private final BundleContext context;
    private final Server server;
    private final EndpointHub hub;
    private final Thread thread;
    private ServiceRegistration<ReadyServer> registration;
    private volatile boolean leaving;

    @Activate
    public ServerReadiness(BundleContext context, @Reference RunningServer server, @Reference EndpointHub hub) {
        this.context = context;
        this.server = server.jetty();
        this.hub = hub;
        this.thread = new Thread(this::offer, "http-ready");
        thread.setDaemon(true);
        thread.start();
    }

    private void offer() {
        HubProbe probe = new HubProbe();
        HostedEndpoint hosted = hub.host(probe);
        try {
            while (!leaving && !probe.isReachedBy(server)) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            if (!leaving) {
                registration = context.registerService(ReadyServer.class, new ReadyServer(server), null);
            }
        } catch (Exception e) { // which is what Jetty declares
            LOG.error("No listener is opened, since the HTTP server cannot be asked whether it is ready", e);
        } finally {
            hosted.stop();
            hosted.drain();
        }
    }

    /** Does not interrupt the thread, which may be starting the listeners. */
    @Deactivate
    void withdraw() throws InterruptedException {
        leaving = true;
        thread.join();
        if (registration != null) {
            registration.unregister();
        }
    }
}
