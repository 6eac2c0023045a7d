package eu.flexcoop.middleware.analytics.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of bundles with modules as they were when their descriptors were last accepted. If an update brings a descriptor with an error, the
 * bundle is put back to its copy, so that the module goes on with the code and the descriptor of one version. The reason is shown until the
 * next update of the bundle, also after a restart. Safe for use by several threads.
 */
final class LastGoodModules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LastGoodModules.class);
    private static final String COPY = ".jar";
    private static final String REASON = ".refused";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final Path folder;
    /** Why an update was refused, by bundle, while and after the bundle is put back. */
    private final Map<Long, String> refused = Collections.synchronizedMap(new TreeMap<>());
    /** Bundles that are being put back. */
    private final Map<Long, Boolean> restoring = new ConcurrentHashMap<>();

    private final ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "analytics-last-good");
        thread.setDaemon(true);
        return thread;
    });

    /** @param folder for these copies alone; it may go with the cache of the bundles, whose ids name the copies */
    LastGoodModules(Path folder) {
        this.folder = folder;
    }

    /** Removes copies of bundles that are no longer installed. */
    void clean(LongPredicate isInstalled) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.toList()) {
                String id = each.getFileName().toString().replaceFirst("\\..*", "");
                if (!id.matches("\\d{1,18}") || !isInstalled.test(Long.parseLong(id))) {
                    Files.delete(each);
                }
            }
        }
    }

    /** Why updates were refused whose bundles are put back. */
    List<String> refused() {
        return List.copyOf(refused.values());
    }

    /** The descriptor of the bundle is good: it is copied, unless it is the copy. */
    void accepted(Bundle bundle) {
        try {
            if (restoring.remove(bundle.getBundleId()) != null) {
                Files.writeString(reason(bundle), bundle.getLastModified() + " " + refused.get(bundle.getBundleId()));
                return;
            }
            Optional<String> reason = kept(bundle);
            if (reason.isPresent()) {
                refused.put(bundle.getBundleId(), reason.get());
                return;
            }
            refused.remove(bundle.getBundleId());
            Files.deleteIfExists(reason(bundle));
            copy(bundle);
        } catch (IOException e) {
            LOG.warn("{} is not kept for the case that its next update has an error", bundle, e);
        }
    }

    /** The reason that is noted, if the bundle has not been updated since it was put back. */
    private Optional<String> kept(Bundle bundle) throws IOException {
        if (!Files.exists(reason(bundle))) {
            return Optional.empty();
        }
        String[] note = Files.readString(reason(bundle)).split(" ", 2);
        return note[0].equals(Long.toString(bundle.getLastModified())) ? Optional.of(note[1]) : Optional.empty();
    }

    /**
     * The descriptor of the bundle is refused.
     *
     * @return whether the bundle is put back to its copy
     */
    boolean restore(Bundle bundle, String reason) {
        long id = bundle.getBundleId();
        if (restoring.remove(id) != null || !Files.exists(copy(id))) {
            // a copy that another version of the middleware accepted is refused now
            return false;
        }
        refused.put(id, reason);
        restoring.put(id, true);
        // the bundle is being started by this thread, and can be updated after that
        worker.execute(() -> update(bundle));
        return true;
    }

    private void update(Bundle bundle) {
        try (InputStream copy = Files.newInputStream(copy(bundle.getBundleId()))) {
            bundle.update(copy);
        } catch (BundleException | IOException e) {
            restoring.remove(bundle.getBundleId());
            LOG.error("Bundle {} could not be put back to the version before", bundle, e);
        }
    }

    private void copy(Bundle bundle) throws IOException {
        Path target = copy(bundle.getBundleId());
        Path next = folder.resolve(bundle.getBundleId() + ".new");
        try (OutputStream file = Files.newOutputStream(next);
                ZipOutputStream jar = new ZipOutputStream(file)) {
            // a jar begins with its manifest
            add(bundle, MANIFEST, jar);
            addAll(bundle, "/", jar);
        }
        Files.move(next, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void addAll(Bundle bundle, String path, ZipOutputStream jar) throws IOException {
        Enumeration<String> entries = bundle.getEntryPaths(path);
        if (entries == null) {
            return;
        }
        for (String entry : Collections.list(entries)) {
            if (entry.endsWith("/")) {
                addAll(bundle, entry, jar);
            } else if (!entry.equals(MANIFEST)) {
                add(bundle, entry, jar);
            }
        }
    }

    private static void add(Bundle bundle, String entry, ZipOutputStream jar) throws IOException {
        jar.putNextEntry(new ZipEntry(entry));
        try (InputStream content = bundle.getEntry(entry).openStream()) {
            content.transferTo(jar);
        }
        jar.closeEntry();
    }

    private Path copy(long id) {
        return folder.resolve(id + COPY);
    }

    private Path reason(Bundle bundle) {
        return folder.resolve(bundle.getBundleId() + REASON);
    }

    @Override
    public void close() {
        worker.shutdown();
    }
}
