package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports, chosen at the first start and remembered in the data folder. A remembered port that another program took
 * meanwhile is replaced. Thread-safe.
 */
final class Ports {
    /** Below the range from which the kernel takes the ports of outgoing connections, which would take ours at any time. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private final Path file;
    private final Properties remembered = new Properties();

    Ports(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                remembered.load(in);
            }
        }
    }

    /** The port of that name, free now. */
    synchronized int port(String name) throws IOException {
        String known = remembered.getProperty(name);
        if (known != null && known.matches("\\d{1,5}") && isFree(Integer.parseInt(known))) {
            return Integer.parseInt(known);
        }
        int port = choose();
        remembered.setProperty(name, Integer.toString(port));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = Files.newOutputStream(fresh)) {
            remembered.store(out, "ports of the servers that this data folder belongs to");
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return port;
    }

    private int choose() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (!remembered.containsValue(Integer.toString(port)) && isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free loopback port between %d and %d".formatted(LOWEST, HIGHEST));
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
