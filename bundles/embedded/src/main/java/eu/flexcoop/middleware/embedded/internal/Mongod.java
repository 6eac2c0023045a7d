package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

import eu.flexcoop.middleware.servers.api.ServerKind;

/** MongoDB as a replica set of one node, which durable writes, transactions and change streams need. */
final class Mongod implements EmbeddedServer {
    private static final String REPLICA_SET = "rs0";
    private static final int NO_CONFIGURATION = 94; // NotYetInitialized
    private static final int ALREADY_INITIALIZED = 23;

    private final MongodProgram program;
    private final DataFolder data;
    private final Ports ports;
    private final MongodAccess access;
    private Path executable;
    private int port;
    private MongoClient starting;

    Mongod(MongodProgram program, DataFolder data, Ports ports) {
        this.program = program;
        this.data = data;
        this.ports = ports;
        this.access = new MongodAccess(data.of("mongodb-access"));
    }

    @Override
    public ServerKind kind() {
        return ServerKind.MONGODB;
    }

    @Override
    public Path folder() {
        return data.of("mongodb");
    }

    @Override
    public void prepare() throws IOException {
        executable = program.find();
        Files.createDirectories(folder());
        port = ports.port("mongodb");
        access.prepare();
        // for the operator's tools; the address that is shown has no password
        SecretFile.write(data.run().resolve("mongodb.uri"), address().toString());
        LogFiles.keepPrevious(log());
    }

    @Override
    public List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                executable.toString(),
                "--dbpath",
                folder().toString(),
                "--port",
                Integer.toString(port),
                "--bind_ip",
                "127.0.0.1",
                "--nounixsocket",
                "--replSet",
                REPLICA_SET,
                "--oplogSize",
                "512",
                "--wiredTigerCacheSizeGB",
                "0.25",
                // without zlib, which lets a client read memory of the server before 6.0.27 (CVE-2025-14847)
                "--networkMessageCompressors",
                "snappy,zstd",
                "--quiet",
                "--setParameter",
                "diagnosticDataCollectionEnabled=false"));
        command.addAll(access.options());
        return command;
    }

    @Override
    public void checkReady() throws IOException {
        try {
            if (starting == null) {
                starting = directClient();
            }
            MongoDatabase admin = starting.getDatabase("admin");
            Document hello = admin.runCommand(new Document("hello", 1));
            if (hello.getBoolean("isWritablePrimary", false)) {
                access.grant(admin);
                return;
            }
            if (!hello.containsKey("setName")) {
                formReplicaSet(admin);
            }
            throw new IOException("its replica set has no primary yet");
        } catch (MongoException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private MongoClient directClient() {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(
                        new ConnectionString("mongodb://127.0.0.1:%d/?directConnection=true".formatted(port)))
                .credential(access.supervisor())
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(1, TimeUnit.SECONDS))
                .applyToServerSettings(server -> server.heartbeatFrequency(500, TimeUnit.MILLISECONDS))
                .build());
    }

    /** A fresh node knows no set, and one whose port changed does not find itself in the set that it knows. */
    private void formReplicaSet(MongoDatabase admin) {
        try {
            Document configuration =
                    admin.runCommand(new Document("replSetGetConfig", 1)).get("config", Document.class);
            Document member = configuration.getList("members", Document.class).get(0);
            if (!member.getString("host").equals(host())) {
                member.put("host", host());
                configuration.put("version", configuration.getInteger("version") + 1);
                admin.runCommand(new Document("replSetReconfig", configuration).append("force", true));
            }
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != NO_CONFIGURATION) {
                throw e;
            }
            initiate(admin);
        }
    }

    private void initiate(MongoDatabase admin) {
        Document member = new Document("_id", 0).append("host", host());
        try {
            admin.runCommand(new Document(
                    "replSetInitiate", new Document("_id", REPLICA_SET).append("members", List.of(member))));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != ALREADY_INITIALIZED) {
                throw e;
            }
        }
    }

    @Override
    public void endOfStart() {
        if (starting != null) {
            starting.close();
            starting = null;
        }
    }

    private String host() {
        return "127.0.0.1:" + port;
    }

    @Override
    public URI address() {
        return access.address(host(), REPLICA_SET);
    }

    @Override
    public Duration grace() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofSeconds(120); // recovery of a large journal takes its time
    }

    @Override
    public Path log() {
        return data.log("mongodb");
    }
}
