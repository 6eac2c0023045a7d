package eu.flexcoop.middleware.http.hub.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.cxf.Bus;
import org.apache.cxf.BusFactory;
import org.apache.cxf.transport.DestinationFactoryManager;
import org.apache.cxf.transport.http.DestinationRegistryImpl;
import org.apache.cxf.transport.http.HTTPTransportFactory;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.HandlerList;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.AuditLog;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/**
 * The hub in a real Jetty with as many threads as Pax Web gives it: {@code /rest} wants a token and reads its body, {@code /est} is the same in
 * JAX-RS, {@code /open} is JAX-RS without a token. The token {@code good-<name>} is that of a prosumer of that name.
 */
final class HubServer implements AutoCloseable {
    static final int MOST_BYTES = 100_000;
    private static final int THREADS = 200;
    private static final int WAIT_MILLIS = 4_000;

    final List<AuditEvent> audited = Collections.synchronizedList(new ArrayList<>());
    private final Server server = new Server(new QueuedThreadPool(THREADS));
    private final ServerConnector connector =
            new ServerConnector(server, 1, 1, new ContinueOnRead(new HttpConfiguration()));
    private final HttpConfig config;
    volatile boolean started = true;
    private final RequestSlots slots;
    private final ClientLimits limits;
    private Bus bus;

    HubServer(HttpConfig config) throws Exception {
        this.config = config;
        this.slots = new RequestSlots(config);
        this.limits = new ClientLimits(config, slots);
        DestinationRegistryImpl registry = new DestinationRegistryImpl();
        bus = BusFactory.newInstance().createBus();
        bus.getExtension(DestinationFactoryManager.class)
                .registerDestinationFactory(
                        "http://cxf.apache.org/transports/http", new HTTPTransportFactory(registry));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(null, "/", 0);
        CXFNonSpringServlet servlet = new CXFNonSpringServlet(registry, false);
        servlet.setBus(bus);
        context.addServlet(new ServletHolder(servlet), "/*");
        server.setHandler(new HandlerList(sanitizer(audited::add, config), context));
        host(new Rest("/rest", Access.TOKEN));
        host(new Rest("/asking", Access.TOKEN_AS_ASKED));
        host(new Est("/est", Access.TOKEN));
        host(new Est("/open", Access.OPEN));
        host(new UnknownAddresses(() -> started));
        server.start();
    }

    static RequestSanitizer sanitizer(AuditLog audit, HttpConfig config) {
        RequestSanitizer sanitizer = new RequestSanitizer(audit);
        sanitizer.use(config);
        return sanitizer;
    }

    Server jetty() {
        return server;
    }

    HostedEndpoint host(HttpEndpoint endpoint) {
        RequestGuard guard = new RequestGuard(endpoint, config, endpoint.maxBodyBytes(), () -> new Verifier(), limits);
        return new HostedHttpEndpoint(
                bus,
                endpoint,
                guard,
                meters(endpoint.address()),
                new RequestAudit(endpoint, audited::add),
                slots,
                drain());
    }

    private void host(JaxrsEndpoint endpoint) {
        RequestGuard guard = new RequestGuard(endpoint, config, MOST_BYTES, () -> new Verifier(), limits);
        new HostedJaxrsEndpoint(
                bus,
                endpoint,
                guard,
                meters(endpoint.address()),
                new RequestAudit(endpoint, audited::add),
                slots,
                drain());
    }

    private static RequestMeters meters(String address) {
        return new RequestMeters(new SimpleMeterRegistry(), address);
    }

    private static Duration drain() {
        return Duration.ofSeconds(1);
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", connector.getLocalPort());
        socket.setSoTimeout(WAIT_MILLIS);
        return socket;
    }

    /** Sends the text and reads until the server closes. */
    String exchange(String text) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return readUntilClosed(socket);
        }
    }

    /** What came, and why no more did. */
    static String readUntilClosed(Socket socket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketTimeoutException e) {
            return bytes.toString(StandardCharsets.UTF_8) + " and the connection stays open";
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        server.stop();
        bus.shutdown(true);
    }

    private record Rest(String address, Access access) implements HttpEndpoint {
        @Override
        public long maxBodyBytes() {
            return MOST_BYTES;
        }

        @Override
        public void handle(HttpExchange exchange) throws IOException {
            if (exchange.path().equals("own")) {
                try {
                    exchange.authenticate();
                } catch (InvalidTokenException e) {
                    exchange.answer(401);
                    return;
                }
            }
            int length = exchange.body().readAllBytes().length;
            exchange.answer(200, "text/plain", ("read " + length).getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Est(String address, Access access) implements JaxrsEndpoint {
        @Override
        public List<Object> resources() {
            return List.of(new Resource());
        }
    }

    /** Reads a body. */
    @Path("/")
    public static final class Resource {
        @POST
        public String read(byte[] body) {
            return "read " + body.length;
        }

        @GET
        public String get() {
            return "got";
        }
    }

    private static final class Verifier implements TokenVerifier {
        @Override
        public Caller verify(String token, Optional<X509Certificate> certificate) {
            if (!token.startsWith("good-")) {
                throw new InvalidTokenException("The token is not good");
            }
            return new Caller(token.substring(5), Role.PROSUMER, Optional.empty(), Optional.empty(), Optional.empty());
        }

        @Override
        public void requireValid(String token) {
            verify(token);
        }
    }
}
