package eu.flexcoop.middleware.http.hub.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.http.api.OpenListeners;

import static org.assertj.core.api.Assertions.assertThat;

class ListenerWatchTest {
    private final Server server = new Server();
    private final List<OpenListeners> registered = new ArrayList<>();
    private int registrations;

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (context, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("registerService");
                    registrations++;
                    registered.add((OpenListeners) arguments[1]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, called, none) -> {
                                assertThat(called.getName()).isEqualTo("unregister");
                                registered.remove(arguments[1]);
                                return null;
                            });
                });
    }

    /** One that is added to a running server does not listen by itself. */
    private ServerConnector connector(String name, String host) {
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setName(name);
        connector.setHost(host);
        server.addConnector(connector);
        return connector;
    }

    private ListenerWatch startWatched() throws Exception {
        server.start();
        return new ListenerWatch(context(), new RunningServer(server));
    }

    private List<String> open() {
        assertThat(registered).hasSize(1);
        return registered.get(0).beyondLoopback();
    }

    @Test
    void everyAddressOfTheLoopbackIsClosedToTheNetwork() throws Exception {
        connector(null, "127.0.0.1");
        connector("https", "localhost");
        connector("second", "127.0.0.53");
        startWatched();

        assertThat(open()).isEmpty();
    }

    @Test
    void allAddressesOfTheMachineAreOpenAndSoAreUnknownNames() throws Exception {
        startWatched();
        connector(null, null);
        connector("https", "0.0.0.0");
        connector("other", "no-such-host.invalid");

        assertThat(open()).containsExactly("0.0.0.0:0", "no-such-host.invalid:0", "null:0");
    }

    @Test
    void theListenerForVensTakesNoTokens() throws Exception {
        startWatched();
        connector(TlsConnectors.VTN, "0.0.0.0");

        assertThat(open()).isEmpty();
    }

    @Test
    void listenersThatComeAndGoAreSeenAndNothingIsReplacedWithoutAChange() throws Exception {
        connector(null, "127.0.0.1");
        startWatched();
        connector("https", "127.0.0.1");
        assertThat(registrations).isOne();

        ServerConnector open = connector("https", "0.0.0.0");
        assertThat(open()).containsExactly("0.0.0.0:0");

        server.removeConnector(open);
        assertThat(open()).isEmpty();
        assertThat(registrations).isEqualTo(3);
    }

    @Test
    void nothingIsSaidWhileTheServerDoesNotRun() throws Exception {
        connector(null, "127.0.0.1");
        ListenerWatch watch = startWatched();

        watch.close();
        assertThat(registered).isEmpty();
        connector(null, "0.0.0.0");
        assertThat(registered).isEmpty();
    }
}
