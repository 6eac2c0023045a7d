package eu.flexcoop.middleware.http.hub.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.util.component.Container;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.http.api.OpenListeners;

/**
 * Offers {@link OpenListeners} from the connectors that Jetty has, since they can be configured in several places: Pax Web's
 * configuration, its Jetty files, and the hub's own. A handler, as Pax Web hands its server to those only; it handles nothing.
 * Of several handlers with one ranking Pax Web takes one only, so it has one of its own.
 */
@Component(service = Handler.class, property = "service.ranking:Integer=500")
public final class ListenerWatch extends AbstractHandler implements Container.Listener {
    private final BundleContext context;
    private final List<NetworkConnector> connectors = new ArrayList<>();
    private List<String> open;
    private ServiceRegistration<OpenListeners> registration;

    @Activate
    public ListenerWatch(BundleContext context) {
        this.context = context;
    }

    @Override
    public void handle(String target, Request jetty, HttpServletRequest request, HttpServletResponse response) {
        // handles no requests
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        getServer().addEventListener(this); // tells of those that are there already, too
        update();
    }

    @Override
    protected void doStop() throws Exception {
        getServer().removeEventListener(this);
        synchronized (this) {
            connectors.clear();
            withdraw();
        }
        super.doStop();
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
