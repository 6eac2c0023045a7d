package eu.flexcoop.middleware.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.awaitility.Awaitility;

/** Drops a resource into the running middleware and takes it away again. */
final class HotDeploy implements AutoCloseable {
    /** Resource that comes in a bundle. */
    static final String IN_BUNDLE = "bench_bundle";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(10);
    private static final String PLAIN = Readings.RESOURCE + ".resource.json";
    private static final String BUNDLE = "eu.flexcoop.bench.definitions.jar";

    private final Path folder;
    private final KeepAlive connection;
    private final String token;

    HotDeploy(Path folder, URI root, String token) {
        this.folder = folder;
        this.connection = new KeepAlive(root, Optional.empty());
        this.token = token;
    }

    /** Seconds from dropping the file to its first 200, the median of some times; the file stays. */
    Figure file(int times) throws IOException {
        double[] seconds =
                rounds(times, PLAIN, Readings.definition().getBytes(StandardCharsets.UTF_8), Readings.RESOURCE);
        return figure("resource file dropped → first 200", seconds);
    }

    /** The same for a bundle, which is taken away at the end. */
    Figure bundle(int times) throws IOException {
        double[] seconds = rounds(times, BUNDLE, jar(), IN_BUNDLE);
        remove(BUNDLE, IN_BUNDLE);
        return figure("bundle dropped → first 200", seconds);
    }

    /** Seconds until a resource that was taken away answers 404. */
    Figure removal() throws IOException {
        drop(BUNDLE, jar(), IN_BUNDLE);
        return Figure.plain("Deployment", "bundle removed → 404", remove(BUNDLE, IN_BUNDLE), "s", "");
    }

    private double[] rounds(int times, String file, byte[] content, String resource) throws IOException {
        double[] seconds = new double[times];
        for (int i = 0; i < times; i++) {
            remove(file, resource);
            seconds[i] = drop(file, content, resource);
        }
        return seconds;
    }

    private static Figure figure(String name, double... seconds) {
        Arrays.sort(seconds);
        return Figure.plain(
                "Deployment",
                name,
                seconds[seconds.length / 2],
                "s",
                "median of %d, %.2f to %.2f s".formatted(seconds.length, seconds[0], seconds[seconds.length - 1]));
    }

    private double drop(String file, byte[] content, String resource) throws IOException {
        // beside the folder first, so that the middleware never sees half a file
        Path whole = Files.write(folder.resolveSibling(file + ".new"), content);
        long began = System.nanoTime();
        Files.move(whole, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        return secondsUntil(began, resource, 200);
    }

    private double remove(String file, String resource) throws IOException {
        long began = System.nanoTime();
        Files.deleteIfExists(folder.resolve(file));
        return secondsUntil(began, resource, 404);
    }

    private double secondsUntil(long began, String resource, int status) {
        Awaitility.await("%d of /1/%s".formatted(status, resource))
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(GLANCE)
                .until(() -> RestLoad.status(connection, resource, token) == status);
        return (System.nanoTime() - began) / 1e9;
    }

    /** A config bundle: no code, one definition. */
    static byte[] jar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "eu.flexcoop.bench.definitions");
        attributes.putValue("Bundle-Name", "Definitions of the bench");
        attributes.putValue("Bundle-Version", "1.0.0");
        attributes.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=flexcoop.resources)\"");
        attributes.putValue("Flexcoop-Resources", "OSGI-INF/resources/*.json");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("OSGI-INF/resources/" + IN_BUNDLE + ".json"));
            jar.write(Readings.definition().getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
        return bytes.toByteArray();
    }

    /** Takes away whatever is left. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve(PLAIN));
            Files.deleteIfExists(folder.resolve(BUNDLE));
        } catch (IOException e) {
            System.err.println("Resources of the bench are left in " + folder + ": " + e.getMessage());
        }
        connection.close();
    }
}
