package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;

import eu.flexcoop.middleware.servers.api.ServerKind;

/** Apache Qpid Broker-J on loopback, with one user, one virtual host and a store that keeps confirmed messages. */
final class AmqpBroker implements EmbeddedServer {
    private static final String MAIN = "org.apache.qpid.server.Main";
    private static final String NAME = "flexcoop"; // of the user, the broker and the virtual host
    private static final int PROBE_MILLIS = 1_000;

    private static final ForgivingExceptionHandler SILENT = new ForgivingExceptionHandler() {
        @Override
        protected void log(String message, Throwable e) {}
    };

    private static final int PASSWORD_BYTES = 24;

    private final ServerJars jars;
    private final String heap;
    private final DataFolder data;
    private final Ports ports;
    private String classPath;
    private String password;
    private int port;

    AmqpBroker(ServerJars jars, String heap, DataFolder data, Ports ports) {
        this.jars = jars;
        this.heap = heap;
        this.data = data;
        this.ports = ports;
    }

    @Override
    public ServerKind kind() {
        return ServerKind.AMQP;
    }

    @Override
    public Path folder() {
        return data.of("amqp");
    }

    private Path configuration() {
        return folder().resolve("broker.json");
    }

    @Override
    public void prepare() throws IOException {
        classPath = jars.classPath("amqp");
        Files.createDirectories(folder());
        password = SecretFile.readOrMake(folder().resolve("password"), PASSWORD_BYTES);
        port = ports.port("amqp");
        SecretFile.write(configuration(), CONFIGURATION.formatted(NAME, password, port));
        LogFiles.keepPrevious(log());
    }

    /**
     * Read anew at each start, so ports and the like may change; queues and messages lie in the two stores. The broker keeps the configuration of
     * the virtual host in the first store. That must not name a folder, or a copy would work on the messages of its original: without a
     * path they are below the work folder.
     */
    private static final String CONFIGURATION =
            """
            {
              "name": "%1$s",
              "modelVersion": "9.1",
              "authenticationproviders": [{
                "name": "users", "type": "Plain", "secureOnlyMechanisms": [],
                "users": [{"name": "%1$s", "type": "managed", "password": "%2$s"}]
              }],
              "brokerloggers": [{
                "name": "console", "type": "Console",
                "brokerloginclusionrules": [
                  {"name": "broker", "type": "NameAndLevel", "level": "INFO", "loggerName": "qpid.message.broker.*"},
                  {"name": "store", "type": "NameAndLevel", "level": "INFO", "loggerName": "qpid.message.messagestore.*"},
                  {"name": "all", "type": "NameAndLevel", "level": "WARN", "loggerName": "ROOT"}
                ]
              }],
              "ports": [{
                "name": "amqp", "type": "AMQP", "port": %3$d, "bindingAddress": "127.0.0.1",
                "authenticationProvider": "users", "protocols": ["AMQP_0_9_1"],
                "virtualhostaliases": [{"name": "byName", "type": "nameAlias"}]
              }],
              "virtualhostnodes": [{
                "name": "%1$s", "type": "BDB", "defaultVirtualHostNode": true, "storePath": "${qpid.work_dir}/queues",
                "virtualHostInitialConfiguration":
                  "{\\"type\\": \\"BDB\\", \\"modelVersion\\": \\"9.1\\"}"
              }]
            }
            """;

    @Override
    public List<String> command() {
        return ServerJars.java(
                heap,
                List.of("-Dqpid.work_dir=" + folder()),
                classPath,
                MAIN,
                "--store-type",
                "Memory",
                "--initial-config-path",
                configuration().toString());
    }

    @Override
    public void checkReady() throws IOException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setUsername(NAME);
        factory.setPassword(password);
        factory.setVirtualHost(NAME);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setExceptionHandler(SILENT); // that nobody answers yet is what this finds out
        factory.setConnectionTimeout(PROBE_MILLIS);
        factory.setHandshakeTimeout(PROBE_MILLIS);
        try (Connection connection = factory.newConnection("flexcoop-readiness")) {
            connection.createChannel().abort();
        } catch (TimeoutException e) {
            throw new IOException("it did not answer in time", e);
        }
    }

    @Override
    public URI address() {
        return URI.create("amqp://%s:%s@127.0.0.1:%d/%s".formatted(NAME, password, port, NAME));
    }

    @Override
    public Duration grace() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofSeconds(90);
    }

    @Override
    public Path log() {
        return data.log("amqp");
    }
}
