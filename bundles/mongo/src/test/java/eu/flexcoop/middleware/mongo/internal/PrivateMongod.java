package eu.flexcoop.middleware.mongo.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;

/** A real mongod for one test class, at a random port, as a replica set of one node. */
public final class PrivateMongod implements AutoCloseable {
    private final List<String> command;
    private final Path folder;
    private final int port;
    private Process process;

    public PrivateMongod(Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        command = List.of(
                program().orElseThrow().toString(),
                "--dbpath",
                Files.createDirectories(folder.resolve("db")).toString(),
                "--port",
                Integer.toString(port),
                "--bind_ip",
                "127.0.0.1",
                "--nounixsocket",
                "--replSet",
                "rs0",
                "--oplogSize",
                "64",
                "--wiredTigerCacheSizeGB",
                "0.25");
        start();
        try (MongoClient client =
                MongoClients.create("mongodb://127.0.0.1:%d/?directConnection=true".formatted(port))) {
            client.getDatabase("admin")
                    .runCommand(
                            Document.parse("{replSetInitiate: {_id: 'rs0', members: [{_id: 0, host: '127.0.0.1:%d'}]}}"
                                    .formatted(port)));
        } catch (MongoCommandException e) {
            close();
            throw e;
        }
    }

    /** The program, as the middleware looks for it. */
    public static Optional<Path> program() {
        Stream<String> configured = Stream.ofNullable(System.getenv("FLEXCOOP_MONGOD"));
        Stream<String> cached =
                Stream.of(System.getProperty("user.home") + "/.cache/flexcoop/mongod/6.0.5/mongod", "/usr/bin/mongod");
        return Stream.concat(configured, cached)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    public URI uri(String database) {
        return URI.create("mongodb://127.0.0.1:%d/%s?replicaSet=rs0".formatted(port, database));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
