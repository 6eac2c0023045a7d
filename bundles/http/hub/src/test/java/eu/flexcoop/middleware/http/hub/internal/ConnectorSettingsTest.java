package eu.flexcoop.middleware.http.hub.internal;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DefaultHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A real Jetty whose idle timeout is far longer than the test waits. */
class ConnectorSettingsTest {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new DefaultHandler());
        ConnectorSettings settings =
                new ConnectorSettings(Duration.ofMinutes(10), Duration.ofMillis(200), Duration.ofMinutes(1), 100);
        settings.applyTo(connector);
        settings.applyTo(connector);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET / HTTP/1.1\r\nHost: x\r\nX-Unfinished: "})
    void aHeadThatDoesNotEndEndsTheConnection(String head) throws Exception {
        try (Socket socket = open()) {
            send(socket, head);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void soDoesTheHeadOfALaterRequest() throws Exception {
        try (Socket socket = open()) {
            send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nX-Unfinished: ");

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .containsOnlyOnce("HTTP/1.1 404");
        }
    }

    @Test
    void allLimitsAreSetOnceHoweverOftenTheyAreApplied() {
        assertThat(connector.getBeans(HeaderDeadline.class)).hasSize(1);
        assertThat(connector.getIdleTimeout()).isEqualTo(600_000);
        assertThat(connector
                        .getConnectionFactory(HttpConnectionFactory.class)
                        .getHttpConfiguration()
                        .getMinRequestDataRate())
                .isEqualTo(100);
    }

    private Socket open() throws Exception {
        Socket socket = new Socket("127.0.0.1", connector.getLocalPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
