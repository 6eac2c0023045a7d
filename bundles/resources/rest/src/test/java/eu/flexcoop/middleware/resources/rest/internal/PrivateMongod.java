package eu.flexcoop.middleware.resources.rest.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;

import eu.flexcoop.middleware.mongo.api.MongoCollections;

/** A real mongod of this test alone, on a free port, with its data in a temporary folder; gone when closed. */
final class PrivateMongod implements MongoCollections, AutoCloseable {
    private final Process process;
    private final Path folder;
    private final MongoClient client;

    private PrivateMongod(Process process, Path folder, MongoClient client) {
        this.process = process;
        this.folder = folder;
        this.client = client;
    }

    /** Skips the calling test where there is no mongod. */
    static PrivateMongod start() throws IOException {
        Optional<Path> binary = binary();
        Assumptions.assumeTrue(
                binary.isPresent(), "Skipped: no mongod (FLEXCOOP_MONGOD, PATH or ~/.cache/flexcoop/mongod)");
        Path folder = Files.createTempDirectory("mongod");
        int port = freePort();
        Process process = new ProcessBuilder(
                        binary.get().toString(),
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
        MongoClient client = MongoClients.create(
                "mongodb://127.0.0.1:%d/?directConnection=true&serverSelectionTimeoutMS=20000".formatted(port));
        Document member = new Document("_id", 0).append("host", "127.0.0.1:" + port);
        client.getDatabase("admin")
                .runCommand(
                        new Document("replSetInitiate", new Document("_id", "rs0").append("members", List.of(member))));
        PrivateMongod mongod = new PrivateMongod(process, folder, client);
        mongod.awaitPrimary();
        return mongod;
    }

    private void awaitPrimary() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        MongoException last = null;
        while (System.nanoTime() < end) {
            try {
                database().getCollection("ready").insertOne(new Document());
                return;
            } catch (MongoException e) {
                last = e;
            }
        }
        throw last;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<Path> binary() {
        Stream<Path> named = Stream.ofNullable(System.getenv("FLEXCOOP_MONGOD")).map(Path::of);
        Stream<Path> onPath = Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, "mongod"));
        Path cached = Path.of(System.getProperty("user.home"), ".cache/flexcoop/mongod/6.0.5/mongod");
        return Stream.concat(Stream.concat(named, onPath), Stream.of(cached))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public MongoCollection<Document> open(String name, IndexModel... indexes) {
        MongoCollection<Document> collection = database().getCollection(name);
        if (indexes.length > 0) {
            collection.createIndexes(Arrays.asList(indexes));
        }
        return collection;
    }

    @Override
    public MongoDatabase database() {
        return client.getDatabase("flexcoop");
    }

    @Override
    public ClientSession startSession() {
        return client.startSession();
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
