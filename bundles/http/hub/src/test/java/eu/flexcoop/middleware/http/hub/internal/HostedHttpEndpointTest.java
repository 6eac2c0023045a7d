package eu.flexcoop.middleware.http.hub.internal;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.cxf.Bus;
import org.apache.cxf.BusFactory;
import org.apache.cxf.transport.DestinationFactoryManager;
import org.apache.cxf.transport.http.DestinationRegistryImpl;
import org.apache.cxf.transport.http.HTTPTransportFactory;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.ErrorFormat;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.HttpStream;
import eu.flexcoop.middleware.security.api.AuditEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An endpoint on CXF's HTTP transport in a real Jetty. */
class HostedHttpEndpointTest {
    private static final String ADDRESS = "/api/1";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<HttpStream> streams = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<AuditEvent> audited = Collections.synchronizedList(new ArrayList<>());
    private HostedHttpEndpoint hosted;
    private ErrorFormat errorFormat = ErrorFormat.JSON;

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

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        DestinationRegistryImpl registry = new DestinationRegistryImpl();
        Bus bus = BusFactory.newInstance().createBus();
        bus.getExtension(DestinationFactoryManager.class)
                .registerDestinationFactory(
                        "http://cxf.apache.org/transports/http", new HTTPTransportFactory(registry));
        connector.setHost("127.0.0.1");
        ConnectorSettings.of(new AnswersTest.Settings(false)).applyTo(connector);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(server, "/", 0);
        CXFNonSpringServlet servlet = new CXFNonSpringServlet(registry, false);
        servlet.setBus(bus);
        context.addServlet(new ServletHolder(servlet), "/*");
        Echo echo = new Echo();
        RequestSlots slots = new RequestSlots(new AnswersTest.Settings(false));
        RequestGuard guard = new RequestGuard(
                echo,
                new AnswersTest.Settings(false),
                echo.maxBodyBytes(),
                () -> null,
                new ClientLimits(new AnswersTest.Settings(false), slots));
        hosted = new HostedHttpEndpoint(
                bus,
                echo,
                guard,
                new RequestMeters(meters, ADDRESS),
                new RequestAudit(echo, audited::add),
                slots,
                Duration.ofSeconds(20));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        server.stop();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(connector.getLocalPort(), path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aRequestReachesTheEndpointAsItWasSent() throws Exception {
        HttpResponse<String> answer =
                send(request(ADDRESS + "//a%20b/c/?x=%7B1%7D").POST(HttpRequest.BodyPublishers.ofString("body")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("POST a b/c x=%7B1%7D body");
        assertThat(answer.headers().firstValue("X-Base"))
                .contains("http://127.0.0.1:%d/api/1/".formatted(connector.getLocalPort()));
        // recorded after the answer was sent
        Awaitility.await().untilAsserted(() -> assertThat(meters.find("flexcoop.http.requests")
                        .tag("operation", "echo")
                        .tag("status", "200")
                        .timer())
                .isNotNull()
                .extracting(Timer::count)
                .isEqualTo(1L));
    }

    @Test
    void theCallerIsAskedForWhereTheEndpointNeedsOne() throws Exception {
        assertThat(send(request(ADDRESS + "/free").GET()).statusCode()).isEqualTo(200);
        // there is no verifier here
        assertThat(send(request(ADDRESS + "/who").GET()).statusCode()).isEqualTo(503);
    }

    private HttpStream stream() throws InterruptedException {
        HttpStream stream = streams.poll(20, TimeUnit.SECONDS);
        assertThat(stream).isNotNull();
        return stream;
    }

    @Test
    void aStreamGoesOnAfterItsRequestWasHandled() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> sent = HttpClient.newHttpClient()
                .sendAsync(request(ADDRESS + "/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        HttpStream stream = stream();
        // the request is not in flight any more
        hosted.stop();
        hosted.drain();

        assertThat(stream.send("one\n".getBytes(StandardCharsets.UTF_8))).isTrue();
        HttpResponse<InputStream> response = sent.get(20, TimeUnit.SECONDS);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("one");
        assertThat(stream.send("two\n".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(lines.readLine()).isEqualTo("two");

        stream.end();
        assertThat(lines.readLine()).isNull();
        await(ended);
        assertThat(stream.send(new byte[1])).isFalse();
    }

    @Test
    void aStreamEndsWhenItsClientIsGone() throws Exception {
        HttpStream stream;
        try (Socket client = new Socket("127.0.0.1", connector.getLocalPort())) {
            client.getOutputStream()
                    .write("GET /api/1/stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            stream = stream();
            stream.send(new byte[10]);
            assertThat(client.getInputStream().read()).isEqualTo('H');
        }
        Awaitility.await().until(() -> !stream.send(new byte[10]));
        await(ended);
    }

    @Test
    void aStreamEndsWhenItsClientDoesNotRead() throws Exception {
        try (Socket client = new Socket("127.0.0.1", connector.getLocalPort())) {
            client.getOutputStream()
                    .write("GET /api/1/stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            HttpStream stream = stream();
            byte[] much = new byte[100_000];
            int sent = 0;
            while (stream.send(much)) {
                assertThat(++sent).isLessThan(1000);
            }
            await(ended);
        }
    }

    @Test
    void severalSlashesAreOneAnywhereInThePath() throws Exception {
        assertThat(raw("GET //api///1//a//../a//b//%2E%2E/c/?x=a//b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("GET a/c x=a//b ")
                .contains("X-Base: http://x/api/1/");
        assertThat(raw("GET //api2/1/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void anEndpointMayAskForErrorsAsText() throws Exception {
        errorFormat = ErrorFormat.TEXT;

        HttpResponse<String> answer = send(request(ADDRESS).POST(HttpRequest.BodyPublishers.ofString("12345678901")));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(answer.body()).startsWith("The request body is longer than 10 bytes. Send smaller pieces");
    }

    @Test
    void aHeaderMayReplaceTheMethod() throws Exception {
        assertThat(send(request(ADDRESS + "/a")
                                .header("X-HTTP-Method-Override", "patch")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .body())
                .startsWith("PATCH a");
    }

    @Test
    void aBodyThatIsTooLongIsRefusedAnnouncedOrNot() throws Exception {
        HttpResponse<String> announced =
                send(request(ADDRESS).POST(HttpRequest.BodyPublishers.ofString("12345678901")));
        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(announced.body()).contains("http:body.too-large", "longer than 10 bytes");

        String chunked =
                raw("POST /api/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "b\r\n12345678901\r\n0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 413").contains("http:body.too-large");
    }

    @Test
    void aCompressedBodyIsInflatedAndCountedAfterThat() throws Exception {
        assertThat(send(compressed("gzip", gzip(10))).body()).isEqualTo("POST  null 0000000000");
        assertThat(send(compressed("gzip", gzip(11))).statusCode()).isEqualTo(413);
        assertThat(send(compressed("gzip", gzip(50_000_000))).statusCode()).isEqualTo(413);
    }

    @Test
    void aBodyInAnotherEncodingIsRefused() throws Exception {
        assertThat(send(compressed("br", gzip(1))).statusCode()).isEqualTo(415);
        assertThat(send(compressed("gzip", "plain".getBytes(StandardCharsets.UTF_8)))
                        .body())
                .contains("\"code\":400", "The gzip body cannot be inflated");
        assertThat(send(compressed("gzip", Arrays.copyOf(gzip(10), 15))).statusCode())
                .isEqualTo(400);
    }

    private HttpRequest.Builder compressed(String encoding, byte[] body) {
        return request(ADDRESS)
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    }

    private static byte[] gzip(int zeros) throws IOException {
        byte[] plain = new byte[zeros];
        Arrays.fill(plain, (byte) '0');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void headIsAnsweredWithTheLengthOfTheBodyThatIsNotSent() throws Exception {
        HttpResponse<String> answer = send(request(ADDRESS + "/a").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue("HEAD a null ".length());
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aRequestThatComesWhileTheEndpointLeavesIsToBeRepeated() throws Exception {
        hosted.drain(); // without stop(): the request has found the endpoint already

        HttpResponse<String> answer = send(request(ADDRESS + "/a"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("http:endpoint.leaving");
    }

    @Test
    void aBodyThatIsNotHttpIsTheClientsMistake() throws Exception {
        assertThat(
                        raw(
                                "POST /api/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatAnEndpointThrowsIsANumberForTheLog() throws Exception {
        HttpResponse<String> answer = send(request(ADDRESS + "/broken"));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("\"id\"").doesNotContain("sesame", "IllegalState", "at eu.");
    }

    @Test
    void aBodyInPiecesArrivesWhole() throws Exception {
        assertThat(send(request(ADDRESS + "/pieces")).body()).hasSize(400_000);
        assertThat(send(request(ADDRESS + "/pieces").method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .body())
                .isEmpty();
    }

    @Test
    void aBodyThatFailsIsNeverTakenForWhole() throws Exception {
        assertThat(send(request(ADDRESS + "/pieces/early")).statusCode()).isEqualTo(500);
        assertThatThrownBy(() -> send(request(ADDRESS + "/pieces/late"))).isInstanceOf(IOException.class);
        assertThat(raw("GET /api/1/pieces/late HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("\r\n0\r\n");
    }

    @Test
    void requestsInFlightFinishWhenAnEndpointIsWithdrawn() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = HttpClient.newHttpClient()
                .sendAsync(request(ADDRESS + "/slow").build(), HttpResponse.BodyHandlers.ofString());
        await(entered);
        hosted.stop();
        assertThat(send(request(ADDRESS + "/a")).statusCode()).isEqualTo(404);
        CompletableFuture<Void> drained = CompletableFuture.runAsync(hosted::drain);

        release.countDown();

        assertThat(slow.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        drained.get(20, TimeUnit.SECONDS);
        assertThat(send(request(ADDRESS + "/a")).statusCode()).isEqualTo(404);
    }
}
