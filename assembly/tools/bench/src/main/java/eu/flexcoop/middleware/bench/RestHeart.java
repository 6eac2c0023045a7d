package eu.flexcoop.middleware.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import com.mongodb.ConnectionString;

/**
 * RESTHeart in a process of its own over the MongoDB of the middleware. Everybody may do everything. Its cache of pages is off, as it
 * answers with documents as they were up to ten seconds ago.
 */
final class RestHeart {
    private static final String CONFIGURATION =
            """
            /http-listener: {enabled: true, host: 127.0.0.1, port: %d}
            /mclient/connection-string: "%s"
            /mongo/mongo-mounts: [{what: /%s, where: /}]
            /mongo/get-collection-cache-enabled: false
            /fullAuthorizer: {enabled: true, authentication-required: false}
            /jwtTokenManager/enabled: false
            /logging/requests-log-mode: 0
            /core/plugins-directory: %s
            """;

    private RestHeart() {}

    /**
     * Returns when it accepts connections.
     *
     * @param home an unpacked release: {@code restheart.jar}, or the jars in {@code lib}, and {@code plugins}
     * @param java a program of the version that the release needs
     * @param mongodb address with password and database
     */
    static PeerProcess start(Path home, String java, String mongodb) throws IOException {
        Path folder = Files.createTempDirectory("flexcoop-bench-restheart");
        int port = PeerProcess.freePort();
        String database = new ConnectionString(mongodb).getDatabase();
        // it holds the password of MongoDB
        Path configuration = Files.createFile(
                folder.resolve("restheart.yml"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(configuration, CONFIGURATION.formatted(port, mongodb, database, home.resolve("plugins")));
        List<String> command = List.of(
                java,
                "-Xmx768m",
                "-cp",
                home.resolve("*") + File.pathSeparator + home.resolve("lib/*"),
                "org.restheart.Bootstrapper",
                "-o",
                configuration.toString());
        return PeerProcess.start(folder, command, URI.create("http://127.0.0.1:" + port));
    }
}
