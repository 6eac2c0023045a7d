package eu.flexcoop.middleware.http.hub.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.Container;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.OpenListeners;

/**
 * Offers {@link OpenListeners} from the connectors that Jetty has, since they can be configured in several places: the hub's configuration, that of
 * Pax Web, and its Jetty files.
 */
@Component(
        service = {},
        immediate = true)
public final class ListenerWatch implements Container.Listener {
    private final BundleContext context;
    private final Server server;
    private final List<NetworkConnector> connectors = new ArrayList<>();
    private List<String> open;
    private ServiceRegistration<OpenListeners> registration;

    @Activate
    public ListenerWatch(BundleContext context, @Reference RunningServer server) {
        this.context = context;
        this.server = server.jetty();
        this.server.addEventListener(this); // tells of those that are there already, too
        update();
    }

    @Deactivate
    void close() {
        server.removeEventListener(this);
        synchronized (this) {
            connectors.clear();
            withdraw();
        }
    }

    @Override
    public void beanAdded(Container parent, Object child) {
        if (child instanceof NetworkConnector connector) {
            synchronized (this) {
                connectors.add(connector);
            }
            update();
        }
    }

    @Override
    public void beanRemoved(Container parent, Object child) {
        if (child instanceof NetworkConnector connector) {
            synchronized (this) {
                connectors.remove(connector);
            }
            update();
        }
    }

    /** The service is replaced only if its answer is another one, so that its users do not restart for nothing. */
    private synchronized void update() {
        List<String> now = connectors.stream()
                .filter(connector -> !TlsConnectors.VTN.equals(connector.getName()))
                .filter(connector -> !isLoopback(connector.getHost()))
                .map(connector -> "%s:%d".formatted(connector.getHost(), connector.getPort()))
                .sorted()
                .toList();
        if (!now.equals(open)) {
            withdraw();
            open = now;
            registration = context.registerService(OpenListeners.class, () -> now, null);
        }
    }

    private void withdraw() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        open = null;
    }

    /** No host means every address of the machine; of a name, all addresses must be of the loopback. */
    private static boolean isLoopback(String host) {
        try {
            return host != null && Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
