package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files whose content was refused. File Install reads a file again only when it changes; what was wrong may also end elsewhere, as when a
 * key store appears or another listener leaves the port.
 */
final class RefusedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedFiles.class);

    private final Map<Path, FileTime> refused = new ConcurrentHashMap<>();

    void add(Path file) {
        try {
            refused.put(file, Files.getLastModifiedTime(file));
        } catch (IOException e) {
            refused.remove(file);
        }
    }

    /** Those that are not in the folder, such as in {@code deploy/}. */
    List<Path> outside(Path folder) {
        return refused.keySet().stream()
                .filter(file -> !file.getParent().equals(folder.toAbsolutePath()) && Files.exists(file))
                .toList();
    }

    /** Has File Install read those again that are good now, unless somebody has changed them, so that it does anyway. */
    void applyThoseExcept(Set<String> wrongNames) {
        for (Iterator<Map.Entry<Path, FileTime>> all = refused.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Path, FileTime> each = all.next();
            if (!wrongNames.contains(each.getKey().getFileName().toString())) {
                all.remove();
                touch(each.getKey(), each.getValue());
            }
        }
    }

    private static void touch(Path file, FileTime asRefused) {
        try {
            if (Files.exists(file) && Files.getLastModifiedTime(file).equals(asRefused)) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            }
        } catch (IOException e) {
            LOG.warn("{} is good now and is not applied, since its time cannot be set: {}", file, e.toString());
        }
    }
}
