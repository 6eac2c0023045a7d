package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import eu.flexcoop.middleware.servers.api.ServerKind;

/** What the supervisor must know of one kind of server. All methods are called by the supervisor's thread. */
interface EmbeddedServer {
    ServerKind kind();

    /** Folder with everything that this server keeps; its path stands on the command line of the process. */
    Path folder();

    /**
     * Writes the configuration of the next start.
     *
     * @throws MissingServerException if the program is not on this machine
     */
    void prepare() throws IOException;

    /** The command to run, after {@link #prepare}. */
    List<String> command();

    /** Variables that the process gets besides those of this JVM. */
    default Map<String, String> environment() {
        return Map.of();
    }

    /**
     * Whether the server serves now, by asking it. Returns within about a second.
     *
     * @throws IOException with the reason why it does not serve yet
     */
    void checkReady() throws IOException;

    /** Called once after {@link #checkReady} succeeded or the start failed. */
    default void endOfStart() {}

    /** Where clients reach it, after {@link #prepare}. */
    URI address();

    /** Time between asking the process to end and killing it. */
    Duration grace();

    /** Time for a start until it counts as failed. */
    Duration startTimeout();

    /** The server's own log, where the operator finds out more. */
    Path log();

    /** What the process prints beside its log; the log itself where it has no other. */
    default Path output() {
        return log();
    }
}
