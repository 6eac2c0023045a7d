package eu.flexcoop.middleware.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

import static org.awaitility.Awaitility.await;

/** RabbitMQ of Debian's package for one test class, with a node name, a user and a port mapper (epmd) of its own. */
public final class PrivateRabbitMq implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");

    private final Path folder;
    private final String password = UUID.randomUUID().toString();
    private final List<Integer> ports = FreePorts.several(3);
    private final Process server;

    private PrivateRabbitMq(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("rabbitmq.conf"),
                """
                listeners.tcp.1 = 127.0.0.1:%d
                default_user = flexcoop
                default_pass = %s
                vm_memory_high_watermark.absolute = 300MB
                disk_free_limit.absolute = 100MB
                """
                        .formatted(amqpPort(), password));
        Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
        server = process("rabbitmq-server").start();
    }

    public static boolean isAvailable() {
        return Files.isExecutable(PROGRAMS.resolve("rabbitmq-server"));
    }

    /** Returns when the server listens. Skips the calling test where RabbitMQ is not installed. */
    public static PrivateRabbitMq startOrSkip() throws IOException {
        Assumptions.assumeTrue(isAvailable(), NeedsRabbitMq.REASON);
        PrivateRabbitMq rabbit = new PrivateRabbitMq(
                Path.of("target", "rabbitmq-" + System.nanoTime()).toAbsolutePath());
        try {
            await("RabbitMQ to listen")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(250))
                    .until(rabbit::listens);
        } catch (RuntimeException e) {
            rabbit.close();
            throw e;
        }
        return rabbit;
    }

    public String uri() {
        return "amqp://flexcoop:%s@127.0.0.1:%d/%%2f".formatted(password, amqpPort());
    }

    private int amqpPort() {
        return ports.get(0);
    }

    private ProcessBuilder process(String program, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(PROGRAMS.resolve(program).toString());
        builder.command().addAll(List.of(arguments));
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toString(),
                        "RABBITMQ_NODENAME", "test" + amqpPort() + "@localhost",
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString(),
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                                folder.resolve("enabled_plugins").toString(),
                        "RABBITMQ_MNESIA_BASE", folder.resolve("data").toString(),
                        "RABBITMQ_LOG_BASE", folder.resolve("log").toString(),
                        "RABBITMQ_CONF_ENV_FILE", "/dev/null",
                        "RABBITMQ_DIST_PORT", ports.get(1).toString(),
                        "ERL_EPMD_PORT", ports.get(2).toString(),
                        "ERL_EPMD_ADDRESS", "127.0.0.1"));
        builder.environment()
                .put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}");
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".out").toFile());
        return builder;
    }

    private boolean listens() {
        if (!server.isAlive()) {
            throw new IllegalStateException("RabbitMQ ended at once, see " + folder);
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", amqpPort()), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the node and the port mapper that it brought. */
    @Override
    public void close() {
        try {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.descendants().forEach(ProcessHandle::destroyForcibly);
                server.destroyForcibly();
            }
            ProcessBuilder mapper = new ProcessBuilder("epmd", "-kill");
            mapper.environment().put("ERL_EPMD_PORT", ports.get(2).toString());
            mapper.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("epmd.out").toFile());
            mapper.start().waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("RabbitMQ could not be ended, see " + folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
