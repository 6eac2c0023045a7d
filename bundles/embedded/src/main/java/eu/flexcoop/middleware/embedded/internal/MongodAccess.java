package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

/**
 * Who may use the mongod of this machine: the middleware with a generated password, and the supervisor with the key by which members of a
 * replica set know each other. There is no moment in which mongod takes a connection without one of them.
 */
final class MongodAccess {
    static final String USER = "flexcoop";
    static final String DATABASE = "flexcoop";

    /** The user that the key of the replica set is the password of; it exists before any other. */
    private static final String SUPERVISOR = "__system";

    private static final int USER_EXISTS = 51003;
    private static final int PASSWORD_BYTES = 24;
    private static final int KEY_BYTES = 48;

    private final Path folder;
    private String key;
    private String password;

    /** @param folder of the secrets, made at the first start */
    MongodAccess(Path folder) {
        this.folder = folder;
    }

    /** Reads the secrets; the first call makes them. */
    void prepare() throws IOException {
        key = SecretFile.readOrMake(keyFile(), KEY_BYTES);
        password = SecretFile.readOrMake(folder.resolve("password"), PASSWORD_BYTES);
    }

    private Path keyFile() {
        return folder.resolve("keyfile");
    }

    /** What mongod has to be started with. */
    List<String> options() {
        return List.of(
                "--keyFile",
                keyFile().toString(),
                "--setParameter",
                // else anybody on this machine could make the first user
                "enableLocalhostAuthBypass=false");
    }

    MongoCredential supervisor() {
        return MongoCredential.createScramSha256Credential(SUPERVISOR, "local", key.toCharArray());
    }

    /**
     * Makes the middleware's user, or gives it the password of the file again. On the primary.
     *
     * @param admin of a connection as {@link #supervisor}
     */
    void grant(MongoDatabase admin) {
        Document user = new Document("pwd", password)
                .append("mechanisms", List.of("SCRAM-SHA-256"))
                .append("roles", List.of(role("dbOwner", DATABASE), role("clusterMonitor", "admin")));
        try {
            admin.runCommand(command("createUser", user));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != USER_EXISTS) {
                throw e;
            }
            admin.runCommand(command("updateUser", user));
        }
    }

    private static Document command(String name, Document user) {
        Document command = new Document(name, USER);
        command.putAll(user);
        return command;
    }

    private static Document role(String name, String database) {
        return new Document("role", name).append("db", database);
    }

    /** For the middleware; holds the password. */
    URI address(String host, String replicaSet) {
        return URI.create("mongodb://%s:%s@%s/%s?replicaSet=%s&authSource=admin"
                .formatted(USER, password, host, DATABASE, replicaSet));
    }
}
