package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

import static org.awaitility.Awaitility.await;

/**
 * A running middleware as its users meet it: over HTTP, over the VTN's TLS and by the shell. Started by Pax Exam with the
 * servers of a one-machine install.
 */
final class Middleware implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Distribution distribution;
    private TestContainer container;
    private List<String> earlyAnswers = List.of();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Middleware(Distribution distribution) throws IOException {
        this.distribution = distribution;
        container = newContainer();
    }

    static Middleware start(String name) throws IOException {
        return start(name, Map.of());
    }

    static Middleware start(String name, Map<String, String> environment) throws IOException {
        Distribution distribution = Distribution.onFreePorts(name, environment);
        Files.createDirectories(distribution.data());
        Middleware middleware = new Middleware(distribution);
        middleware.startContainer();
        return middleware;
    }

    private TestContainer newContainer() throws IOException {
        return PaxExamRuntime.createContainer(PaxExamRuntime.createServerSystem(distribution.options()));
    }

    private void startContainer() {
        try (EarlyRequests early = new EarlyRequests(distribution.port("FLEXCOOP_HTTP_PORT"))) {
            container.start();
            awaitReady();
            earlyAnswers = early.outcomes();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** What a power cut does to the middleware; it starts again, unpacked anew, on the same ports and data. */
    void killAndStart() throws IOException {
        ProcessHandle karaf = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(distribution.folder() + "/karaf"))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new IOException("no process of the container"));
        List<ProcessHandle> servers = karaf.descendants().toList();
        karaf.destroyForcibly();
        await("the killed middleware to be gone")
                .atMost(READY_WITHIN)
                .until(() -> !karaf.isAlive() && servers.stream().noneMatch(ProcessHandle::isAlive));
        container = newContainer();
        startContainer();
    }

    /** What the plain listener did to requests during the last start, as {@link EarlyRequests#outcomes} says. */
    List<String> earlyAnswers() {
        return earlyAnswers;
    }

    private void awaitReady() {
        await("the middleware to be ready")
                .atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .failFast("a server cannot be started, see " + data(), this::aServerFailed)
                .until(() -> saysReady(get("/health", "")));
    }

    /** The document is looked at, as the container may answer before the endpoint is there. */
    static boolean saysReady(HttpResponse<String> health) {
        return health.statusCode() == 200 && health.body().contains("\"checks\"");
    }

    private boolean aServerFailed() {
        try {
            return Files.readString(data().resolve("run/servers.json")).contains("\"failed\"");
        } catch (IOException e) {
            return false;
        }
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + distribution.port("FLEXCOOP_HTTP_PORT") + path);
    }

    URI https(String path) {
        return URI.create("https://localhost:" + distribution.port("FLEXCOOP_HTTPS_PORT") + path);
    }

    URI vtn() {
        return URI.create("https://localhost:" + distribution.port("FLEXCOOP_VTN_PORT"));
    }

    /** Runs one command in the operator's shell. */
    Shell.Outcome shell(String command) throws IOException {
        return new Shell(shellPort(), distribution.shellKey()).run(command);
    }

    int shellPort() {
        return distribution.port("FLEXCOOP_SHELL_PORT");
    }

    /** What an operator would look at first when something does not arrive. */
    String howItFares() throws IOException, InterruptedException {
        return shell("route:list --no-format").output() + get("/health", "").body();
    }

    /** A token of the development issuer, as {@code ./flexcoop token} prints it. */
    String token(String options) throws IOException {
        Shell.Outcome outcome = shell("security:token " + options);
        if (outcome.status() != 0) {
            throw new IOException("security:token %s: %s".formatted(options, outcome));
        }
        return outcome.output().strip();
    }

    String serviceToken() throws IOException {
        return token("--role service --client itests");
    }

    String prosumerToken(String account) throws IOException {
        return token("--role prosumer --subject %s --aggregator %s".formatted(account, Household.AGGREGATOR));
    }

    /** Process of one embedded server, or empty while there is none. */
    OptionalLong serverPid(String server) throws IOException {
        for (JsonNode state :
                JSON.readTree(data().resolve("run/servers.json").toFile()).get("servers")) {
            if (state.get("server").asText().equals(server) && state.hasNonNull("pid")) {
                return OptionalLong.of(state.get("pid").asLong());
            }
        }
        return OptionalLong.empty();
    }

    /** What a power cut does to one server. */
    long kill(String server) throws IOException {
        long pid = serverPid(server).orElseThrow(() -> new IOException("no process of " + server));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        return pid;
    }

    Path data() {
        return distribution.data();
    }

    /** Karaf's folder, which Pax Exam has unpacked under a random name. */
    Path home() throws IOException {
        try (var folders = Files.list(distribution.folder().resolve("karaf"))) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send(request(path, token).GET().build());
    }

    HttpResponse<String> post(String path, String token, String json) throws IOException, InterruptedException {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(http(path)).timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        container.stop();
    }
}
