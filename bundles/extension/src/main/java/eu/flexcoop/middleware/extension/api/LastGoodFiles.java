package eu.flexcoop.middleware.extension.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of the files of bundles as they were when they were last published, so that a bundle whose update has an error can be served on
 * after a restart, too. A copy that cannot be written or read is logged and does without. For one thread at a time.
 */
public final class LastGoodFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LastGoodFiles.class);

    private final Path folder;

    /** @param folder for these copies alone; created when needed */
    public LastGoodFiles(Path folder) {
        this.folder = folder;
    }

    /** Replaces the copies of the bundle. */
    void save(long bundleId, List<BundleFile> files) {
        Path target = of(bundleId);
        Path next = folder.resolve(bundleId + ".new");
        try {
            delete(next);
            for (BundleFile file : files) {
                Path copy = next.resolve(file.path()).normalize();
                if (!copy.startsWith(next)) {
                    throw new IOException("path %s leaves the folder".formatted(file.path()));
                }
                Files.createDirectories(copy.getParent());
                try (InputStream in = file.url().openStream()) {
                    Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            delete(target);
            if (!files.isEmpty()) {
                Files.move(next, target);
            }
        } catch (IOException e) {
            LOG.warn("Files of bundle {} are not kept for the case that its next update has an error", bundleId, e);
        }
    }

    /** The copies of the bundle under the paths that they had in it; empty if there are none. */
    List<BundleFile> load(String bundle, long bundleId) {
        Path source = of(bundleId);
        if (!Files.isDirectory(source)) {
            return List.of();
        }
        List<BundleFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                String inside = source.relativize(path).toString().replace('\\', '/');
                files.add(new BundleFile(bundle, bundleId, inside, path.toUri().toURL()));
            }
        } catch (IOException e) {
            LOG.warn("The last good files of bundle {} cannot be read", bundle, e);
        }
        return files;
    }

    /** Removes the copies of bundles that are no longer installed. */
    public void clean(LongPredicate isInstalled) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> bundles = Files.list(folder)) {
            for (Path each : bundles.toList()) {
                String name = each.getFileName().toString();
                if (!name.matches("\\d{1,18}") || !isInstalled.test(Long.parseLong(name))) {
                    delete(each);
                }
            }
        } catch (IOException e) {
            LOG.warn("Old files in {} cannot be removed", folder, e);
        }
    }

    private Path of(long bundleId) {
        return folder.resolve(Long.toString(bundleId));
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
