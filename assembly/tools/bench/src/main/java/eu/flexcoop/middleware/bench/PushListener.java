package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

import eu.flexcoop.middleware.bench.PushedVen.Behaviour;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;

/**
 * The listener of many VENs on the loopback: it notes when each gets a message for the first time and how often, and answers as the
 * VEN does. The path of a request says which VEN it is for. Thread-safe.
 */
final class PushListener implements AutoCloseable {
    static final Duration SLOW = Duration.ofSeconds(5);
    private static final int THREADS = 16;
    private static final int QUEUE = 4096;
    private static final OadrReader READER = new OadrReader();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
    private final Map<String, Arrivals> arrivals = new ConcurrentHashMap<>();
    private final LongAdder reached = new LongAdder();
    private final AtomicReference<String> error = new AtomicReference<>("");

    /** What has arrived for a VEN. */
    record Arrivals(Instant first, int count) {}

    /** @param tls with the certificate of the VENs; empty: plain HTTP */
    PushListener(Optional<SSLContext> tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls.isPresent()) {
            HttpsServer secure = HttpsServer.create(address, QUEUE);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()) {
                @Override
                public void configure(HttpsParameters parameters) {
                    parameters.setNeedClientAuth(true);
                }
            });
            server = secure;
        } else {
            server = HttpServer.create(address, QUEUE);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return address(
                server instanceof HttpsServer ? "https" : "http",
                server.getAddress().getPort());
    }

    /** An address with the same scheme at which nobody listens. */
    URI deadAddress() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return address(address().getScheme(), free.getLocalPort());
        }
    }

    private static URI address(String scheme, int port) {
        return URI.create("%s://127.0.0.1:%d".formatted(scheme, port));
    }

    /** Forgets what has arrived. */
    void begin() {
        arrivals.clear();
        reached.reset();
        error.set("");
    }

    Optional<Arrivals> of(String ven) {
        return Optional.ofNullable(arrivals.get(ven));
    }

    /** How many VENs that answer at once have got a message. */
    long reached() {
        return reached.sum();
    }

    /** What the listener could not answer; empty if there was nothing. */
    String error() {
        return error.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (InputStream in = exchange.getRequestBody()) {
            OadrPayload message = READER.read(in.readAllBytes());
            Instant now = Instant.now();
            String ven = PushedVen.idOf(path);
            Behaviour behaviour = PushedVen.behaviourOf(path);
            if (note(ven, now) == 1 && behaviour == Behaviour.ANSWERS) {
                reached.increment();
            }
            byte[] answer = BenchBox.optIn((DistributeEvent) message, ven);
            switch (behaviour) {
                case SLOW -> later.schedule(
                        () -> threads.execute(() -> send(exchange, 200, answer)),
                        SLOW.toMillis(),
                        TimeUnit.MILLISECONDS);
                case FAILS -> send(exchange, 500, new byte[0]);
                default -> send(exchange, 200, answer);
            }
        } catch (RuntimeException e) {
            // whatever is wrong with a message is an error of the measurement
            error.compareAndSet("", e.toString());
            send(exchange, 400, new byte[0]);
        }
    }

    private int note(String ven, Instant now) {
        return arrivals.merge(ven, new Arrivals(now, 1), (old, one) -> new Arrivals(old.first(), old.count() + 1))
                .count();
    }

    private void send(HttpExchange exchange, int status, byte[] body) {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException e) {
            error.compareAndSet("", "the VTN did not wait for an answer: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        later.shutdownNow();
        threads.shutdownNow();
    }
}
