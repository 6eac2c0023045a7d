package eu.flexcoop.middleware.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

/** Drops a bundle with many definitions into the running middleware: how long that takes, and what they hold on the heap. */
final class ManyDefinitions {
    static final String SECTION = "Many definitions";
    private static final int DEFINITIONS = 500;
    private static final int FIELDS = 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(5);
    private static final String BUNDLE = "eu.flexcoop.bench.many.jar";

    private final Plan plan;
    private final Installation installation;
    private final String token;

    ManyDefinitions(Plan plan, Installation installation, String token) {
        this.plan = plan;
        this.installation = installation;
        this.token = token;
    }

    List<Figure> measure() throws IOException, InterruptedException {
        // the folder is looked at each second, and a bundle waits until it did not change for one
        double one = load(1).seconds();
        Loaded many = load(DEFINITIONS);
        String what = "%d definitions of %d fields".formatted(DEFINITIONS, FIELDS);
        return List.of(
                Figure.plain(SECTION, "bundle dropped → first 200", many.seconds(), "s", what),
                Figure.plain(
                        SECTION,
                        "more than a bundle with one",
                        Math.max(0, many.seconds() - one),
                        "s",
                        "give or take 1 s, for which the folder is not looked at; goal: below 2"),
                Figure.plain(
                        SECTION,
                        "heap",
                        LiveHeap.mebibytes(many.heap()),
                        "MiB",
                        "live objects after less those before; goal: below 50"));
    }

    /** @param heap bytes that are held since */
    private record Loaded(double seconds, long heap) {}

    /** Drops a bundle, and takes it away again. */
    private Loaded load(int definitions) throws IOException, InterruptedException {
        String last = name(definitions - 1);
        Path dropped = plan.deploy().resolve(BUNDLE);
        Path whole = Files.write(plan.deploy().resolveSibling(BUNDLE + ".new"), jar(definitions));
        try (KeepAlive connection = new KeepAlive(plan.http(), Optional.empty())) {
            try {
                long before = LiveHeap.bytes(installation.pid());
                long began = System.nanoTime();
                Files.move(whole, dropped, StandardCopyOption.ATOMIC_MOVE);
                await(connection, last, 200);
                double seconds = (System.nanoTime() - began) / 1e9;
                return new Loaded(seconds, LiveHeap.bytes(installation.pid()) - before);
            } finally {
                Files.deleteIfExists(dropped);
                await(connection, last, 404);
            }
        }
    }

    private void await(KeepAlive connection, String last, int status) {
        Awaitility.await("%d of /1/%s".formatted(status, last))
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(GLANCE)
                .until(() -> RestLoad.status(connection, last, token) == status);
    }

    private static String name(int number) {
        return "bench_many_%03d".formatted(number);
    }

    /** Fields of several types, some with rules, one object and one list in each definition. */
    static String definition(int number) {
        String fields = IntStream.range(0, FIELDS - 3)
                .mapToObj(field -> "\"f%d\": %s"
                        .formatted(
                                field,
                                switch (field % 4) {
                                    case 0 -> "{\"type\": \"float\", \"min\": 0, \"max\": 1000}";
                                    case 1 -> "{\"type\": \"string\", \"minlength\": 1, \"maxlength\": 40}";
                                    case 2 -> "{\"type\": \"datetime\"}";
                                    default -> "{\"type\": \"string\", \"allowed\": [\"on\", \"off\"], \"default\": \"on\"}";
                                }))
                .collect(Collectors.joining(", "));
        return """
                {"item_title": "bench %d", "resource_methods": ["GET", "POST"], "item_methods": ["GET", "PATCH", "DELETE"],
                 "access": {"service": {}, "admin": {}},
                 "schema": {"device_id": {"type": "uuid", "required": true}, %s,
                  "place": {"type": "dict", "schema": {"street": {"type": "string"}, "number": {"type": "integer", "min": 1}}},
                  "tags": {"type": "list", "schema": {"type": "string", "regex": "[a-z]+"}}}}
                """
                .formatted(number, fields);
    }

    private static byte[] jar(int definitions) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "eu.flexcoop.bench.many");
        attributes.putValue("Bundle-Version", "1.0.0");
        attributes.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=flexcoop.resources)\"");
        attributes.putValue("Flexcoop-Resources", "OSGI-INF/resources/*.json");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (int i = 0; i < definitions; i++) {
                jar.putNextEntry(new JarEntry("OSGI-INF/resources/" + name(i) + ".json"));
                jar.write(definition(i).getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
