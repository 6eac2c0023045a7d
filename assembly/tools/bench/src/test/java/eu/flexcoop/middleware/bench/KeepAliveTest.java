package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeepAliveTest {
    private static final byte[] NOTHING = new byte[0];

    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private HttpServer server;
    private KeepAlive connection;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/echo", exchange -> {
            clients.add(exchange.getRemoteAddress());
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/chunked", exchange -> {
            clients.add(exchange.getRemoteAddress());
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("x".repeat(20_000).getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.createContext("/leave", exchange -> {
            exchange.getResponseHeaders().add("Connection", "close");
            clients.add(exchange.getRemoteAddress());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        connection = new KeepAlive(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Optional.empty());
    }

    @AfterEach
    void stop() {
        connection.close();
        server.stop(0);
    }

    @Test
    void requestsShareOneConnection() throws IOException {
        for (int i = 0; i < 5; i++) {
            byte[] body = ("number " + i).getBytes(StandardCharsets.UTF_8);
            assertThat(connection.send("POST", "/echo", Map.of(), body).text()).isEqualTo("number " + i);
            assertThat(connection.send("GET", "/chunked", Map.of(), NOTHING).body())
                    .hasSize(20_000);
        }
        assertThat(clients).hasSize(1);
    }

    @Test
    void headersAreFoundInLowerCase() throws IOException {
        HttpAnswer answer = connection.send("POST", "/echo", Map.of(), new byte[] {'a'});
        assertThat(answer.header("etag")).isEqualTo("\"1\"");
        assertThat(answer.header("last-modified")).isEmpty();
    }

    @Test
    void aConnectionThatTheServerEndsIsFollowedByANewOne() throws IOException {
        assertThat(connection.send("GET", "/leave", Map.of(), NOTHING).status()).isEqualTo(204);
        assertThat(connection.send("GET", "/leave", Map.of(), NOTHING).status()).isEqualTo(204);
        assertThat(clients).hasSize(2);
    }

    @Test
    void anotherStatusThanTheExpectedOneIsAnErrorThatSaysWhatCame() {
        assertThatThrownBy(() ->
                        connection.send("GET", "/nowhere", Map.of(), NOTHING).expect(200))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404")
                .hasMessageContaining("No context");
    }
}
