package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.sshd.common.config.keys.PublicKeyEntry;

import eu.flexcoop.middleware.testing.FreePorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The distribution "cluster", unpacked and started by its own script as an operator does it. */
final class ClusterNode implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final TestIssuer ISSUER = TestIssuer.create();

    private final Path home;
    private final KeyPair shellKey = Distribution.newKey();
    private final List<Integer> ports = FreePorts.several(4);
    private final ProcessBuilder karaf;
    private Process process;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private ClusterNode(String roles, Map<String, String> servers) throws IOException, InterruptedException {
        home = Path.of("target", "container", "cluster-" + roles + "-" + System.nanoTime())
                .toAbsolutePath();
        Files.createDirectories(home);
        Process unpack = new ProcessBuilder(
                        "tar",
                        "xzf",
                        System.getProperty("flexcoop.cluster"),
                        "--strip-components=1",
                        "-C",
                        home.toString())
                .inheritIO()
                .start();
        assertThat(unpack.waitFor()).as("tar xzf").isZero();
        Files.writeString(
                home.resolve("etc/keys.properties"),
                "\n%s = %s,_g_:admingroup\n"
                        .formatted(
                                Shell.USER,
                                PublicKeyEntry.toString(shellKey.getPublic()).split(" ")[1]),
                StandardOpenOption.APPEND);
        karaf = new ProcessBuilder(home.resolve("bin/karaf").toString(), "server").redirectErrorStream(true);
        karaf.environment()
                .putAll(Map.of(
                        "FLEXCOOP_ROLES", roles,
                        "FLEXCOOP_HTTP_PORT", ports.get(0).toString(),
                        "FLEXCOOP_HTTPS_PORT", ports.get(1).toString(),
                        "FLEXCOOP_VTN_PORT", ports.get(2).toString(),
                        "FLEXCOOP_SHELL_PORT", ports.get(3).toString(),
                        "FLEXCOOP_DATA", flexcoopData().toString(),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "JAVA_MAX_MEM", "384m"));
        karaf.environment().putAll(ISSUER.environment());
        karaf.environment().putAll(servers);
        karaf.redirectOutput(
                ProcessBuilder.Redirect.appendTo(home.resolve("console.log").toFile()));
        process = karaf.start();
    }

    /**
     * Returns at once.
     *
     * @param roles value of FLEXCOOP_ROLES
     * @param servers environment with the addresses of the servers
     */
    static ClusterNode start(String roles, Map<String, String> servers) throws IOException, InterruptedException {
        return new ClusterNode(roles, servers);
    }

    /** Issues tokens that every node takes. */
    static TestIssuer issuer() {
        return ISSUER;
    }

    void awaitReady() {
        await("the node in %s to be ready".formatted(home))
                .atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .failFast("it ended, see console.log in " + home, () -> !process.isAlive())
                .until(() -> Middleware.saysReady(get("/health", "")));
    }

    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(http(path)).timeout(Duration.ofSeconds(30));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + ports.get(0) + path);
    }

    URI vtn() {
        return URI.create("https://localhost:" + ports.get(2));
    }

    boolean listensForBoxes() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", ports.get(2)), 2_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Path data() {
        return home.resolve("data");
    }

    /** Data folder of the middleware, with the keys of its authority. */
    Path flexcoopData() {
        return home.resolve("data/flexcoop");
    }

    Path deploy() {
        return home.resolve("deploy");
    }

    /** What the node's script has printed. */
    String consoleLog() throws IOException {
        return Files.readString(home.resolve("console.log"));
    }

    /** Starts the node again in the same folder after {@link #close}; returns at once. */
    void startAgain() throws IOException {
        process = karaf.start();
    }

    /** What a power cut does. */
    void kill() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }

    /** Output of one command of the operator's shell. */
    String shell(String command) throws IOException {
        Shell.Outcome outcome = new Shell(ports.get(3), shellKey).run(command);
        assertThat(outcome.status()).as(command + ": " + outcome).isZero();
        return outcome.output().strip();
    }

    /** Stops it as an operator does; it takes until the processes are gone. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(each -> each.onExit().join());
    }
}
