package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The VTN of openleadr in a process of its own, on a free port of the loopback interface. */
final class PeerVtn implements AutoCloseable {
    private final PeerProcess process;

    private PeerVtn(PeerProcess process) {
        this.process = process;
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
        int port = PeerProcess.freePort();
        List<String> command =
                new ArrayList<>(List.of(python.toString(), script.toString(), Integer.toString(port), vens.toString()));
        keys.ifPresent(from -> List.of("server-ec.crt", "server-ec.key", "ca.crt")
                .forEach(file -> command.add(from.resolve(file).toString())));
        String scheme = keys.isPresent() ? "https" : "http";
        return new PeerVtn(PeerProcess.start(folder, command, URI.create("%s://127.0.0.1:%d".formatted(scheme, port))));
    }

    URI root() {
        return process.root();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
