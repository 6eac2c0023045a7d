package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/** A server that is measured beside the middleware, in a process of its own on a port of the loopback interface. */
final class PeerProcess implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    private final Path folder;
    private final Process process;
    private final URI root;

    private PeerProcess(Path folder, Process process, URI root) {
        this.folder = folder;
        this.process = process;
        this.root = root;
    }

    /**
     * Returns when it accepts connections.
     *
     * @param folder working directory with what the command needs, without folders in it; removed when the peer is closed
     * @param root with the port that the command listens on
     */
    static PeerProcess start(Path folder, List<String> command, URI root) throws IOException {
        Path log = folder.resolve("peer.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PeerProcess peer = new PeerProcess(folder, process, root);
        try {
            Awaitility.await("the peer to listen")
                    .atMost(STARTS_WITHIN)
                    .failFast(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("The peer ended: " + Files.readString(log));
                        }
                    })
                    .until(() -> listens(root.getPort()));
            return peer;
        } catch (RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    URI root() {
        return root;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
