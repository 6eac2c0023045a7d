package eu.flexcoop.middleware.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;

/** A mongod for one test class: a replica set of one member, which can be killed and started again. */
public final class PrivateMongod implements AutoCloseable {
    /** Name of the database of {@link #database()}. */
    public static final String DATABASE = "flexcoop";

    private static final long START_TIMEOUT = TimeUnit.SECONDS.toNanos(60);

    private final Path program;
    private final int port = FreePorts.one();
    private final ServerProcess server = new ServerProcess("mongod");
    private final MongoClient client;

    private PrivateMongod(Path program, CommandListener... listeners) throws IOException {
        this.program = program;
        launch();
        initiate();
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri(DATABASE).toString()))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(3, TimeUnit.SECONDS))
                .applyToServerSettings(heartbeat -> heartbeat.heartbeatFrequency(500, TimeUnit.MILLISECONDS))
                .writeConcern(WriteConcern.MAJORITY.withJournal(true));
        Arrays.asList(listeners).forEach(settings::addCommandListener);
        client = MongoClients.create(settings.build());
        awaitPrimary();
    }

    /**
     * Returns when the server takes writes. Skips the calling test where there is no mongod.
     *
     * @param listeners receive the commands of {@link #client()}
     */
    public static PrivateMongod startOrSkip(CommandListener... listeners) throws IOException {
        Optional<Path> program = program();
        Assumptions.assumeTrue(program.isPresent(), NeedsMongod.REASON);
        return new PrivateMongod(program.get(), listeners);
    }

    public static boolean isAvailable() {
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

    private void launch() throws IOException {
        server.launch(List.of(
                program.toString(),
                "--dbpath=" + Files.createDirectories(server.folder().resolve("db")),
                "--port=" + port,
                "--bind_ip=127.0.0.1",
                "--nounixsocket",
                "--replSet=rs0",
                "--oplogSize=64",
                "--wiredTigerCacheSizeGB=0.25"));
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
        long limit = System.nanoTime() + START_TIMEOUT;
        while (true) {
            try {
                client.getDatabase("admin").runCommand(new Document("ping", 1));
                return;
            } catch (MongoException e) {
                if (System.nanoTime() > limit || !server.isAlive()) {
                    throw e;
                }
            }
        }
    }

    /** As kill -9 does it. */
    public void kill() throws InterruptedException {
        server.kill();
    }

    /** After {@link #kill()}; returns when the server takes writes again. */
    public void restart() throws IOException {
        launch();
        awaitPrimary();
    }

    public URI uri(String database) {
        return URI.create("mongodb://127.0.0.1:%d/%s?replicaSet=rs0".formatted(port, database));
    }

    /** Writes return once they are in the journal, as with the middleware's own client. Closed with this server. */
    public MongoClient client() {
        return client;
    }

    public MongoDatabase database() {
        return client.getDatabase(DATABASE);
    }

    @Override
    public void close() {
        client.close();
        server.remove();
    }
}
