package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.cxf.Bus;
import org.apache.cxf.BusFactory;
import org.apache.cxf.transport.DestinationFactoryManager;
import org.apache.cxf.transport.http.DestinationRegistryImpl;
import org.apache.cxf.transport.http.HTTPTransportFactory;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.ErrorFormat;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.HttpStream;

import static org.assertj.core.api.Assertions.assertThat;

/** An endpoint that answers with what it received, on CXF's HTTP transport in a real Jetty; some of its paths misbehave. */
final class EchoServer implements AutoCloseable {
    static final String ADDRESS = "/api/1";

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final HostedHttpEndpoint hosted;
    volatile ErrorFormat errorFormat = ErrorFormat.JSON;
    private final BlockingQueue<HttpStream> streams = new LinkedBlockingQueue<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    EchoServer() throws Exception {
        DestinationRegistryImpl registry = new DestinationRegistryImpl();
        Bus bus = BusFactory.newInstance().createBus();
        bus.getExtension(DestinationFactoryManager.class)
                .registerDestinationFactory(
                        "http://cxf.apache.org/transports/http", new HTTPTransportFactory(registry));
        connector.setHost("127.0.0.1");
        ConnectorSettings.of(new HubSettings(false)).applyTo(connector);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(server, "/", 0);
        CXFNonSpringServlet servlet = new CXFNonSpringServlet(registry, false);
        servlet.setBus(bus);
        context.addServlet(new ServletHolder(servlet), "/*");
        Echo echo = new Echo();
        RequestSlots slots = new RequestSlots(new HubSettings(false));
        RequestGuard guard = new RequestGuard(
                echo,
                new HubSettings(false),
                echo.maxBodyBytes(),
                () -> null,
                new ClientLimits(new HubSettings(false), slots));
        hosted = new HostedHttpEndpoint(
                bus,
                echo,
                guard,
                new RequestMeters(meters, ADDRESS),
                new RequestAudit(echo, event -> {}),
                slots,
                Duration.ofSeconds(20));
        server.start();
    }

    int port() {
        return connector.getLocalPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(connector.getLocalPort(), path)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The next one that a client has opened. */
    HttpStream stream() throws InterruptedException {
        HttpStream stream = streams.poll(20, TimeUnit.SECONDS);
        assertThat(stream).isNotNull();
        return stream;
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws Exception {
        release.countDown();
        server.stop();
    }

    /** Answers with what it received; some paths misbehave. */
    private final class Echo implements HttpEndpoint {
        @Override
        public String address() {
            return ADDRESS;
        }

        @Override
        public Access access() {
            return Access.TOKEN_AS_ASKED;
        }

        @Override
        public ErrorFormat errorFormat() {
            return errorFormat;
        }

        @Override
        public long maxBodyBytes() {
            return 10;
        }

        @Override
        public void handle(HttpExchange exchange) throws IOException {
            exchange.operation("echo");
            if (exchange.path().equals("broken")) {
                throw new IllegalStateException("the secret is open-sesame");
            }
            if (exchange.path().equals("who")) {
                exchange.authenticate();
            }
            if (exchange.path().equals("slow")) {
                entered.countDown();
                await(release);
            }
            if (exchange.path().equals("stream")) {
                streams.add(exchange.stream(200, "text/event-stream", ended::countDown));
                return;
            }
            if (exchange.path().startsWith("pieces")) {
                exchange.answer(200, "text/plain", out -> pieces(out, exchange.path()));
                return;
            }
            String text = "%s %s %s %s"
                    .formatted(
                            exchange.method(),
                            exchange.path(),
                            exchange.rawQuery(),
                            new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8));
            exchange.setHeader("X-Base", exchange.base());
            exchange.answer(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void pieces(OutputStream out, String path) throws IOException {
        int whole = path.equals("pieces/early") ? 0 : 40;
        for (int i = 0; i < whole; i++) {
            out.write("x".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        }
        if (!path.equals("pieces")) {
            throw new IllegalStateException("the store went away");
        }
    }
}
