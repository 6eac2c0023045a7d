package eu.flexcoop.middleware.mongo.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import com.mongodb.event.CommandListener;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.OwnedCollection;
import eu.flexcoop.middleware.mongo.api.Retention;

/**
 * A real mongod for one test class: a replica set of one node at a free port, with its data in a temporary folder.
 * It can be killed and started again, and dies with the JVM at the latest.
 */
public final class PrivateMongod implements MongoCollections, AutoCloseable {
    private static final String DATABASE = "flexcoop";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Path program;
    private final Path folder = Files.createTempDirectory("mongod-for-test");
    private final int port = freePort();
    private final MongoClient client;
    private final MongoCollections collections;
    private Process process;

    private PrivateMongod(Path program, CommandListener... listeners) throws IOException {
        this.program = program;
        launch();
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
        initiate();
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri(DATABASE).toString()))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(3, TimeUnit.SECONDS))
                .applyToServerSettings(server -> server.heartbeatFrequency(500, TimeUnit.MILLISECONDS))
                .writeConcern(WriteConcern.MAJORITY.withJournal(true));
        Arrays.asList(listeners).forEach(settings::addCommandListener);
        client = MongoClients.create(settings.build());
        collections = MongoCollections.of(client, DATABASE);
        awaitPrimary();
    }

    /**
     * Skips the calling test where no mongod is to be had. For a whole class, {@link NeedsMongod} does so visibly.
     *
     * @param listeners hear of the commands of {@link #client()} and of the collections
     */
    public static PrivateMongod startOrSkip(CommandListener... listeners) throws IOException {
        Optional<Path> program = program();
        Assumptions.assumeTrue(program.isPresent(), NeedsMongod.REASON);
        return new PrivateMongod(program.get(), listeners);
    }

    static boolean isAvailable() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        Stream<Path> configured = environment("FLEXCOOP_MONGOD").map(Path::of).stream();
        Stream<Path> installed = Stream.of(environment("PATH").orElse("").split(":"))
                .filter(each -> !each.isEmpty())
                .map(each -> Path.of(each, "mongod"));
        Path cache = environment("FLEXCOOP_CACHE")
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache", "flexcoop"));
        Stream<Path> downloaded = Stream.of(cache.resolve("mongod/6.0.5/mongod"));
        return Stream.of(configured, installed, downloaded)
                .flatMap(each -> each)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void launch() throws IOException {
        process = new ProcessBuilder(
                        program.toString(),
                        "--dbpath=" + Files.createDirectories(folder.resolve("db")),
                        "--port=" + port,
                        "--bind_ip=127.0.0.1",
                        "--nounixsocket",
                        "--replSet=rs0",
                        "--oplogSize=64",
                        "--wiredTigerCacheSizeGB=0.25")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void initiate() {
        Document member = new Document("_id", 0).append("host", "127.0.0.1:" + port);
        Document set = new Document("_id", "rs0").append("members", List.of(member));
        try (MongoClient direct =
                MongoClients.create("mongodb://127.0.0.1:%d/?directConnection=true".formatted(port))) {
            direct.getDatabase("admin").runCommand(new Document("replSetInitiate", set));
        }
    }

    /** Needs no pause between its attempts: the driver itself waits for a primary. */
    private void awaitPrimary() {
        long limit = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                client.getDatabase("admin").runCommand(new Document("ping", 1));
                return;
            } catch (MongoException e) {
                if (System.nanoTime() > limit || !process.isAlive()) {
                    throw e;
                }
            }
        }
    }

    /** As kill -9 does it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** After {@link #kill()}; returns when the server takes writes again. */
    public void restart() throws IOException {
        launch();
        awaitPrimary();
    }

    public URI uri(String database) {
        return URI.create("mongodb://127.0.0.1:%d/%s?replicaSet=rs0".formatted(port, database));
    }

    public MongoClient client() {
        return client;
    }

    @Override
    public MongoCollection<Document> open(String name, Retention retention, IndexModel... indexes) {
        return collections.open(name, retention, indexes);
    }

    @Override
    public MongoCollection<Document> openShared(String name, Retention retention, IndexModel... indexes) {
        return collections.openShared(name, retention, indexes);
    }

    @Override
    public List<OwnedCollection> owned() {
        return collections.owned();
    }

    @Override
    public boolean isOwned(String name) {
        return collections.isOwned(name);
    }

    @Override
    public MongoDatabase database() {
        return client.getDatabase(DATABASE);
    }

    @Override
    public ClientSession startSession() {
        return client.startSession();
    }

    @Override
    public void close() {
        client.close();
        remove();
    }

    private void remove() {
        process.destroyForcibly();
        process.onExit().join();
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // a leftover in the temporary folder hurts nobody
        }
    }
}
