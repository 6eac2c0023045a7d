package eu.flexcoop.middleware.tasks.core.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.Document;

import eu.flexcoop.middleware.mongo.api.MongoCollections;

/** A real mongod for one test class, as a one-node replica set with its data in a temporary folder. */
final class PrivateMongod implements MongoCollections, AutoCloseable {
    private final Path folder;
    private final Process process;
    private final MongoClient client;

    private PrivateMongod(String executable) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("mongod-for-test");
        int port = freePort();
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
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        client = MongoClients.create(
                "mongodb://127.0.0.1:" + port + "/?directConnection=true&serverSelectionTimeoutMS=20000");
        client.getDatabase("admin")
                .runCommand(new Document(
                        "replSetInitiate",
                        new Document("_id", "rs0")
                                .append(
                                        "members",
                                        List.of(new Document("_id", 0).append("host", "127.0.0.1:" + port)))));
        awaitWritable();
    }

    /** Empty if this machine has no mongod. */
    static Optional<PrivateMongod> start() throws IOException, InterruptedException {
        List<Path> candidates = new ArrayList<>();
        Optional.ofNullable(System.getenv("FLEXCOOP_MONGOD")).map(Path::of).ifPresent(candidates::add);
        Stream.of(System.getenv("PATH").split(":"))
                .map(path -> Path.of(path, "mongod"))
                .forEach(candidates::add);
        candidates.add(Path.of(System.getProperty("user.home"), ".cache/flexcoop/mongod/6.0.5/mongod"));
        for (Path candidate : candidates) {
            if (Files.isExecutable(candidate)) {
                return Optional.of(new PrivateMongod(candidate.toString()));
            }
        }
        return Optional.empty();
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
        return client.getDatabase("test").withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    }

    @Override
    public ClientSession startSession() {
        return client.startSession();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        client.close();
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void awaitWritable() throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!client.getDatabase("admin").runCommand(new Document("hello", 1)).getBoolean("isWritablePrimary")) {
            if (System.nanoTime() > limit) {
                throw new MongoException("mongod was not writable within 30 s, see " + folder.resolve("log"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
