package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;

/** The VTN of openleadr in a process of its own, on a free port of the loopback interface. */
final class PeerVtn implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

    private final Path folder;
    private final Process process;
    private final URI root;

    private PeerVtn(Path folder, Process process, URI root) {
        this.folder = folder;
        this.process = process;
        this.root = root;
    }

    /**
     * Returns when it accepts connections.
     *
     * @param python with openleadr
     * @param certificates of the VENs in PEM, by VEN id
     * @param keys folder with certificate, key and authority of the middleware, for TLS with client certificates; empty for
     *     plain HTTP
     */
    static PeerVtn start(Path python, Map<String, String> certificates, Optional<Path> keys) throws IOException {
        Path folder = Files.createTempDirectory("flexcoop-bench-peer");
        Path script = folder.resolve("peer_vtn.py");
        try (InputStream source = PeerVtn.class.getResourceAsStream("/peer_vtn.py")) {
            Files.copy(source, script);
        }
        Path vens = folder.resolve("vens.json");
        new ObjectMapper().writeValue(vens.toFile(), certificates);
        int port = freePort();
        List<String> command =
                new ArrayList<>(List.of(python.toString(), script.toString(), Integer.toString(port), vens.toString()));
        keys.ifPresent(from -> List.of("server-ec.crt", "server-ec.key", "ca.crt")
                .forEach(file -> command.add(from.resolve(file).toString())));
        Path log = folder.resolve("peer.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        String scheme = keys.isPresent() ? "https" : "http";
        PeerVtn peer = new PeerVtn(folder, process, URI.create("%s://127.0.0.1:%d".formatted(scheme, port)));
        try {
            Awaitility.await("the peer to listen")
                    .atMost(STARTS_WITHIN)
                    .failFast(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("The peer ended: " + Files.readString(log));
                        }
                    })
                    .until(() -> listens(port));
            return peer;
        } catch (RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
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
