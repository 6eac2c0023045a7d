package eu.flexcoop.middleware.telemetry.core.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;

import eu.flexcoop.middleware.mongo.api.MongoCollections;

/** A real mongod for one test class: a one-node replica set on a free port, that can be killed and started again. */
public final class PrivateMongod implements MongoCollections, AutoCloseable {
    private static final String DATABASE = "flexcoop";

    private final String executable;
    private final Path folder;
    private final int port;
    private final MongoClient client;
    private Process process;

    private PrivateMongod(String executable) throws IOException {
        this.executable = executable;
        this.folder = Files.createTempDirectory("mongod-for-test");
        this.port = freePort();
        launch();
        String address = "mongodb://127.0.0.1:%d/?directConnection=true&serverSelectionTimeoutMS=3000".formatted(port);
        this.client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(address))
                .applyToServerSettings(server -> server.heartbeatFrequency(500, TimeUnit.MILLISECONDS))
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .build());
    }

    /** Skips the calling test where no mongod is to be had. */
    public static PrivateMongod startOrSkip() throws IOException, InterruptedException {
        Optional<Path> executable = Stream.concat(
                        Stream.ofNullable(System.getenv("FLEXCOOP_MONGOD")).map(Path::of),
                        Stream.concat(
                                Stream.of(System.getenv("PATH").split(":")).map(path -> Path.of(path, "mongod")),
                                Stream.of(Path.of(
                                        System.getProperty("user.home"), ".cache/flexcoop/mongod/6.0.5/mongod"))))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(executable.isPresent(), "no mongod: set FLEXCOOP_MONGOD or put one on the PATH");
        PrivateMongod mongod = new PrivateMongod(executable.get().toString());
        mongod.initiate();
        return mongod;
    }

    private void launch() throws IOException {
        process = new ProcessBuilder(
                        executable,
                        "--dbpath",
                        folder.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind_ip",
                        "127.0.0.1",
                        "--replSet",
                        "rs0",
                        "--wiredTigerCacheSizeGB",
                        "0.25")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    private void initiate() throws InterruptedException {
        Document member = new Document("_id", 0).append("host", "127.0.0.1:" + port);
        client.getDatabase("admin")
                .runCommand(
                        new Document("replSetInitiate", new Document("_id", "rs0").append("members", List.of(member))));
        awaitWritable();
    }

    /** As kill -9 does it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public void restart() throws IOException, InterruptedException {
        launch();
        awaitWritable();
    }

    private void awaitWritable() throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!isWritable()) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("mongod was not writable within 30 s, see " + folder.resolve("log"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean isWritable() {
        try {
            return client.getDatabase("admin")
                    .runCommand(new Document("hello", 1))
                    .getBoolean("isWritablePrimary", false);
        } catch (MongoException e) {
            return false;
        }
    }

    @Override
    public MongoCollection<Document> open(String name, IndexModel... indexes) {
        MongoCollection<Document> collection = database().getCollection(name);
        if (indexes.length > 0) {
            collection.createIndexes(List.of(indexes));
        }
        return collection;
    }

    @Override
    public MongoDatabase database() {
        return client.getDatabase(DATABASE);
    }

    public MongoClient client() {
        return client;
    }

    @Override
    public ClientSession startSession() {
        return client.startSession();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        client.close();
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
