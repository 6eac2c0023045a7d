package eu.flexcoop.middleware.http.hub.internal;

import java.net.ConnectException;
import java.net.Socket;
import java.util.List;

import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.hub.internal.OpenConnectors.Place;
import eu.flexcoop.middleware.testing.FreePorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OpenConnectorsTest {
    private final Server server = new Server();
    private final List<Integer> ports = FreePorts.several(2);
    private final OpenConnectors connectors = new OpenConnectors(server, ConnectorSettings.of(new HubSettings(false)));

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aConnectorThatCannotBeStartedIsClosedWithThoseBeforeIt() throws Exception {
        open(ports.get(0));
        new Socket("127.0.0.1", ports.get(0)).close();

        Thread.currentThread().interrupt(); // as that of a container that stops: Jetty's start waits for a thread
        assertThatThrownBy(() -> open(ports.get(1))).isInstanceOf(Exception.class);
        Thread.interrupted();

        assertThat(server.getConnectors()).isEmpty();
        for (int port : ports) {
            assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
        }
    }

    private void open(int port) throws Exception {
        connectors.open(
                new Place("test", "127.0.0.1", port, 10),
                List.of(new ContinueOnRead(OpenConnectors.httpConfiguration())));
    }
}
