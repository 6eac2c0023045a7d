package eu.flexcoop.middleware.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;

/** The AMQP broker of a one-machine install for one test class, which can be killed and started again. */
public final class PrivateBroker implements AutoCloseable {
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
    private final int port = FreePorts.one();
    private final ServerProcess server = new ServerProcess("broker");

    private PrivateBroker(Path jars) throws IOException {
        this.jars = jars;
        Files.writeString(server.folder().resolve("broker.json"), CONFIGURATION.formatted(port, server.folder()));
    }

    /**
     * Returns at once: the first connection has to be tried until the broker listens. Skips the calling test where the jars
     * of the broker have not been gathered.
     */
    public static PrivateBroker startOrSkip() throws IOException {
        Optional<Path> jars = ServerJars.of("amqp");
        Assumptions.assumeTrue(jars.isPresent(), NeedsBroker.REASON);
        PrivateBroker broker = new PrivateBroker(jars.get());
        broker.launch();
        return broker;
    }

    public static boolean isAvailable() {
        return ServerJars.of("amqp").isPresent();
    }

    /** After {@link #kill()}, with everything that the broker had stored. */
    public void restart() throws IOException {
        launch();
    }

    private void launch() throws IOException {
        server.launch(ServerProcess.java(
                "128m",
                List.of("-Dqpid.work_dir=" + server.folder()),
                jars + "/*",
                "org.apache.qpid.server.Main",
                "--store-type",
                "Memory",
                "--initial-config-path",
                server.folder().resolve("broker.json").toString()));
    }

    /** As kill -9 does it. */
    public void kill() throws InterruptedException {
        server.kill();
    }

    public URI uri() {
        return URI.create("amqp://test:test@127.0.0.1:%d/test".formatted(port));
    }

    @Override
    public void close() {
        server.remove();
    }
}
