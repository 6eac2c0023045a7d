package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.hub.internal.OpenConnectors.Place;
import eu.flexcoop.middleware.testing.FreePorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OpenConnectorsTest {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

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

    /** Without care Jetty leaves one in fifteen of these stops with a connection that is open and that nobody reads. */
    @Test
    void noClientWaitsForAConnectorThatWasClosed() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        List<CompletableFuture<Void>> clients = IntStream.range(0, 6)
                .mapToObj(client -> CompletableFuture.runAsync(
                        () -> askUntil(ended, ports.get(0)), task -> new Thread(task, "client").start()))
                .toList();
        for (int i = 0; i < 60; i++) {
            open(ports.get(0));
            new Socket("127.0.0.1", ports.get(0)).close();
            connectors.close();
        }
        ended.set(true);

        for (CompletableFuture<Void> client : clients) {
            client.get(1, TimeUnit.MINUTES);
        }
    }

    /** An answer, a refusal and an end of the connection are all right; to wait is not. */
    private static void askUntil(AtomicBoolean ended, int port) {
        while (!ended.get()) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
                socket.getOutputStream().write(REQUEST);
                socket.getInputStream().read();
            } catch (SocketTimeoutException e) {
                throw new AssertionError("nobody answers or closes a connection", e);
            } catch (IOException e) {
                Thread.onSpinWait(); // the connector is closed, or was just now
            }
        }
    }

    private void open(int port) throws Exception {
        connectors.open(
                new Place("test", "127.0.0.1", port, 10),
                List.of(new ContinueOnRead(OpenConnectors.httpConfiguration())));
    }
}
