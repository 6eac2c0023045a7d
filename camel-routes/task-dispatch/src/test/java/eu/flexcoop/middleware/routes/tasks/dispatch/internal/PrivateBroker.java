package eu.flexcoop.middleware.routes.tasks.dispatch.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The broker of a one-machine install for one test class, at a random port. */
final class PrivateBroker implements AutoCloseable {
    private static final Path JARS = Path.of("../../bundles/embedded/servers/target/amqp/lib")
            .toAbsolutePath()
            .normalize();
    private static final String CONFIGURATION =
            """
            {
              "name": "test", "modelVersion": "9.1",
              "authenticationproviders": [{"name": "users", "type": "Plain", "secureOnlyMechanisms": [],
                "users": [{"name": "test", "type": "managed", "password": "test"}]}],
              "ports": [{"name": "amqp", "type": "AMQP", "port": %d, "bindingAddress": "127.0.0.1",
                "authenticationProvider": "users", "virtualhostaliases": [{"name": "byName", "type": "nameAlias"}]}],
              "virtualhostnodes": [{"name": "test", "type": "BDB", "storePath": "%2$s/queues",
                "virtualHostInitialConfiguration":
                  "{\\"type\\": \\"BDB\\", \\"modelVersion\\": \\"9.1\\", \\"storePath\\": \\"%2$s/messages\\"}"}]
            }
            """;

    private final Path folder;
    private final int port;
    private Process process;

    PrivateBroker(Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(folder.resolve("broker.json"), CONFIGURATION.formatted(port, folder));
    }

    static boolean isBuilt() {
        return Files.isDirectory(JARS);
    }

    void start() throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dqpid.work_dir=" + folder,
                        "-cp",
                        JARS + "/*",
                        "org.apache.qpid.server.Main",
                        "--store-type",
                        "Memory",
                        "--initial-config-path",
                        folder.resolve("broker.json").toString()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    URI uri() {
        return URI.create("amqp://test:test@127.0.0.1:%d/test".formatted(port));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
