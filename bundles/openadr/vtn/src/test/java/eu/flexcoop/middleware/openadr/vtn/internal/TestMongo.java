package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import org.awaitility.Awaitility;
import org.bson.Document;

import eu.flexcoop.middleware.mongo.api.MongoCollections;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A mongod of this test run alone, started on first use and killed when the JVM ends. Counts the commands it gets. */
final class TestMongo implements MongoCollections {
    private static TestMongo instance;

    private final Process server;
    private final Path data;
    private final MongoClient client;
    private final Counter counter = new Counter();

    private static final class Counter implements CommandListener {
        private volatile int commands;

        @Override
        public synchronized void commandStarted(CommandStartedEvent event) {
            commands++;
        }
    }

    private TestMongo(Path program) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        data = Files.createTempDirectory("openadr-vtn-mongod");
        server = new ProcessBuilder(
                        program.toString(),
                        "--dbpath=" + data,
                        "--port=" + port,
                        "--bind_ip=127.0.0.1",
                        "--replSet=rs0",
                        "--wiredTigerCacheSizeGB=0.25",
                        "--nounixsocket")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(
                        "mongodb://127.0.0.1:%d/?directConnection=true&serverSelectionTimeoutMS=20000".formatted(port)))
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .addCommandListener(counter)
                .build());
        MongoDatabase admin = client.getDatabase("admin");
        admin.runCommand(new Document(
                "replSetInitiate",
                new Document("_id", "rs0")
                        .append("members", List.of(new Document("_id", 0).append("host", "127.0.0.1:" + port)))));
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .pollInterval(50, TimeUnit.MILLISECONDS)
                .until(() -> admin.runCommand(new Document("hello", 1)).getBoolean("isWritablePrimary", false));
    }

    /** The server with an empty database; skips the test, visibly, where there is no mongod. */
    static synchronized TestMongo empty() throws IOException {
        if (instance == null) {
            Path program = Stream.concat(
                            Stream.of(
                                            System.getenv("FLEXCOOP_MONGOD"),
                                            System.getProperty("user.home") + "/.cache/flexcoop/mongod/6.0.5/mongod")
                                    .filter(Objects::nonNull),
                            Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                    .map(folder -> folder + "/mongod"))
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
            assumeTrue(program != null, "no mongod: set FLEXCOOP_MONGOD or put one on the PATH");
            instance = new TestMongo(program);
        }
        // dropping it would cost the indexes, which take long to make again
        for (String collection : instance.database().listCollectionNames()) {
            instance.database().getCollection(collection).deleteMany(new Document());
        }
        return instance;
    }

    private void kill() {
        server.destroyForcibly();
        try (Stream<Path> files = Files.walk(data)) {
            server.waitFor(10, TimeUnit.SECONDS);
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            // a leftover in the temporary folder hurts nobody
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int commandsDuring(Runnable work) {
        int before = counter.commands;
        work.run();
        return counter.commands - before;
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
        return client.getDatabase("flexcoop-vtn-test");
    }

    @Override
    public ClientSession startSession() {
        return client.startSession();
    }
}
