package eu.flexcoop.middleware.routes.imports.internal;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Fetches from a real HTTP server. */
class PollRouteTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private CamelContext node;
    private volatile int status = 200;
    private volatile byte[] answer = "[]".getBytes(StandardCharsets.UTF_8);

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/weather", this::answer);
        server.createContext("/stalls", exchange -> {
            requests.add("stalls");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('[');
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        server.start();
        node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("X-Key"));
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @AfterEach
    void stop() {
        node.stop();
        end.countDown();
        server.stop(0);
    }

    private void poll(String path, String header, int maxMiB) throws Exception {
        String url = path.isEmpty()
                ? ""
                : "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), path);
        node.addRoutes(new PollRoute(new Settings(url, header, folder.toString(), maxMiB)));
    }

    private record Settings(String url, String header, String folder, int maxMiB) implements PollRoute.Config {
        @Override
        public String name() {
            return "stations";
        }

        @Override
        public String suffix() {
            return ".json";
        }

        @Override
        public String period() {
            return "PT0.1S";
        }

        @Override
        public String timeout() {
            return "PT1S";
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return PollRoute.Config.class;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void eachAnswerBecomesAFileOfTheFolder() throws Exception {
        poll("weather?station=a&hours=48", "X-Key: secret", 1);

        await().atMost(TIMEOUT).until(() -> files().size() >= 2);
        assertThat(requests).contains("GET /weather?station=a&hours=48 secret");
        assertThat(files())
                .filteredOn(file -> !file.toString().endsWith(".part"))
                .allSatisfy(file -> assertThat(file).hasContent("[]").hasExtension("json"));
    }

    @Test
    void anErrorLeavesNothingAndTheNextAnswerIsKept() throws Exception {
        status = 500;
        poll("weather", "", 1);
        await().atMost(TIMEOUT).until(() -> requests.size() >= 2);
        assertThat(files()).isEmpty();

        status = 200;
        await().atMost(TIMEOUT).until(() -> !files().isEmpty());
    }

    @Test
    void anAnswerThatIsTooLongIsNotKept() throws Exception {
        answer = new byte[(1 << 20) + 1];
        poll("weather", "", 1);

        await().atMost(TIMEOUT).until(() -> requests.size() >= 2);
        assertThat(files()).noneMatch(file -> file.toString().endsWith(".json"));
    }

    @Test
    void aServerThatStallsIsAskedAgain() throws Exception {
        poll("stalls", "", 1);

        await().atMost(TIMEOUT).until(() -> requests.size() >= 2);
        assertThat(files()).noneMatch(file -> file.toString().endsWith(".json"));
    }

    @Test
    void withoutAnAddressThereIsNoRoute() throws Exception {
        poll("", "", 1);

        assertThat(node.getRoutes()).isEmpty();
        assertThatThrownBy(() -> node.addRoutes(new PollRoute(new Settings("http://127.0.0.1:1/", "", "", 1))))
                .hasStackTraceContaining("folder is empty");
    }
}
