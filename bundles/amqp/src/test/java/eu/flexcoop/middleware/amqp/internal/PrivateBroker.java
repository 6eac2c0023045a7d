package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The broker of a one-machine install for one test class, at a random port. It can be killed and started again. */
public final class PrivateBroker implements AutoCloseable {
    /** Why tests are skipped where {@link #isAvailable()} is false. */
    public static final String MISSING = "Skipped: no broker (build assembly/servers/amqp first)";

    private static final Path JARS = Path.of("assembly/servers/target/amqp/lib");
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

    private final Path jars;
    private final Path folder;
    private final int port;
    private Process process;

    private PrivateBroker(Path jars, Path folder) throws IOException {
        this.jars = jars;
        this.folder = folder;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(folder.resolve("broker.json"), CONFIGURATION.formatted(port, folder));
    }

    /**
     * Returns at once: whoever connects first has to wait for the broker.
     *
     * @param folder for configuration, messages and log
     */
    public static PrivateBroker start(Path folder) throws IOException {
        PrivateBroker broker = new PrivateBroker(jars().orElseThrow(), folder);
        broker.launch();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        return broker;
    }

    /** Whether the jars of the broker have been gathered. */
    public static boolean isAvailable() {
        return jars().isPresent();
    }

    /** A test runs in the folder of its module, somewhere below the root of the repository. */
    private static Optional<Path> jars() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(each -> each.resolve(JARS))
                .filter(Files::isDirectory)
                .findFirst();
    }

    /** After {@link #kill()}, with all that the broker had stored. */
    public void restart() throws IOException {
        launch();
    }

    private void launch() throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dqpid.work_dir=" + folder,
                        "-cp",
                        jars + "/*",
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

    /** As kill -9 does it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public URI uri() {
        return URI.create("amqp://test:test@127.0.0.1:%d/test".formatted(port));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
