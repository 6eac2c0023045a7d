package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.HandlerCollection;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A servlet that throws, in contexts before and after the server's start. */
class JettyErrorsTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final HandlerCollection handlers = new HandlerCollection(true);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handlers);
        handlers.addHandler(context("/early"));
        JettyErrors.addTo(server);
        server.start();
        ServletContextHandler late = context("/late");
        handlers.addHandler(late);
        late.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private static ServletContextHandler context(String path) {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath(path);
        context.addServlet(
                new ServletHolder(new HttpServlet() {
                    @Override
                    protected void service(HttpServletRequest request, HttpServletResponse response) {
                        throw new IllegalStateException("inner", new IllegalArgumentException("innermost"));
                    }
                }),
                "/*");
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /early/x", "DELETE /early/x", "GET /late/x", "PATCH /late/x"})
    void whatAServletThrowsIsTheLogsAndNotTheClients(String line) throws IOException {
        String answer = answer(line + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 500 ")
                .contains("application/json", "\"message\":\"The middleware failed at this request\"", "\"id\":\"")
                .doesNotContain("inner", "Exception", "CAUSED");
    }

    @Test
    void whatIsNoHttpGetsALineOfText() throws IOException {
        assertThat(answer("GET / HTTP/1.1\r\nHost: a b:c:d:e\u0001\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("text/plain")
                .doesNotContain("\u0001");
    }

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
