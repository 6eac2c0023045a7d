package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.testing.OfficialSchema;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;

/** A VEN's listener for pushed messages on the loopback, over HTTP or HTTPS with client certificates. */
final class PushedBox implements AutoCloseable {
    static final String PASSWORD = "secret";
    private static final OadrReader READER = new OadrReader();
    private static final OadrWriter WRITER = new OadrWriter();

    /** What to answer. */
    @FunctionalInterface
    interface Handler {
        void answer(HttpExchange exchange, OadrPayload message) throws IOException;
    }

    /**
     * A message that came in.
     *
     * @param body as it was sent, with its signature
     */
    record Pushed(String path, String contentType, OadrPayload message, byte[] body) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final BlockingQueue<Pushed> pushed = new LinkedBlockingQueue<>();
    private volatile Handler handler = PushedBox::consent;

    private PushedBox(HttpServer server) {
        this.server = server;
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    static PushedBox http() throws IOException {
        return new PushedBox(HttpServer.create(loopback(0), 0));
    }

    /** At a certain port, for a box that comes back. */
    static PushedBox http(int port) throws IOException {
        return new PushedBox(HttpServer.create(loopback(port), 0));
    }

    /** @param client the only certificate that may call */
    static PushedBox https(TestCertificate own, TestCertificate client) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        own.addTo(keys, "own", PASSWORD);
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusting(client));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(loopback(0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        return new PushedBox(server);
    }

    static KeyStore trusting(TestCertificate... certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (TestCertificate certificate : certificates) {
            store.setCertificateEntry(certificate.sha256(), certificate.certificate());
        }
        return store;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String address() {
        return "%s://127.0.0.1:%d".formatted(server instanceof HttpsServer ? "https" : "http", port());
    }

    void answers(Handler newHandler) {
        handler = newHandler;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            byte[] bytes = body.readAllBytes();
            OfficialSchema.check(bytes);
            OadrPayload message = READER.read(bytes);
            Handler now = handler;
            pushed.add(new Pushed(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    message,
                    bytes));
            now.answer(exchange, message);
        }
    }

    /** As the protocol wants it. */
    static void consent(HttpExchange exchange, OadrPayload message) throws IOException {
        send(exchange, WRITER.write(consentTo(message)));
    }

    static OadrPayload consentTo(OadrPayload message) {
        EiResponse ok = EiResponse.ok(message.requestId());
        return switch (message.type()) {
            case REGISTER_REPORT -> new RegisteredReport(ok, List.of(), Optional.empty());
            case CREATE_REPORT -> new CreatedReport(ok, List.of(), Optional.empty());
            case CANCEL_REPORT -> new CanceledReport(ok, List.of(), Optional.empty());
            case UPDATE_REPORT -> new UpdatedReport(ok, Optional.empty(), Optional.empty());
            case CANCEL_PARTY_REGISTRATION -> new CanceledPartyRegistration(
                    ok, Optional.of(((CancelPartyRegistration) message).registrationId()), Optional.empty());
            default -> new Response(ok, Optional.empty());
        };
    }

    static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** The next message, which must come. */
    Pushed next() throws InterruptedException {
        Pushed next = pushed.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a message").isNotNull();
        return next;
    }

    List<Pushed> all() {
        return List.copyOf(pushed);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
