package eu.flexcoop.middleware.routes.imports.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder into which files are dropped: what was taken in is in {@value #DONE}, what was refused in {@value #FAILED} beside a text with
 * the reason. To try a refused file again, move it back. This is the only place that knows the names.
 */
final class DropFolder {
    static final String DONE = "done";
    static final String FAILED = "failed";
    /** What a file is called while it is still written. */
    static final String PART = ".part";

    private static final String REASON = ".reason.txt";
    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);

    private final Path folder;

    DropFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    /** Before the file is moved: whoever is stopped in between has the file taken in again. */
    void fail(String file, String reason) throws IOException {
        Files.createDirectories(folder.resolve(FAILED));
        Path draft = folder.resolve(FAILED).resolve(file + REASON + PART);
        Files.writeString(draft, reason);
        Files.move(draft, reason(file), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The reason of an earlier attempt is of no use any more. */
    void succeed(String file) throws IOException {
        Files.deleteIfExists(reason(file));
    }

    private Path reason(String file) {
        return folder.resolve(FAILED).resolve(file + REASON);
    }

    /** Deletes what was taken in longer ago than this. */
    void removeDone(Duration keep) {
        Path done = folder.resolve(DONE);
        Instant oldest = Instant.now().minus(keep);
        if (!Files.isDirectory(done)) {
            return;
        }
        try (Stream<Path> files = Files.list(done)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("Old files in {} cannot be deleted: {}", done, e.getMessage());
        }
    }

    /** Puts a file into the folder in one step. */
    void put(String name, Path content) throws IOException {
        Files.createDirectories(folder);
        Path draft = folder.resolve(name + PART);
        Files.move(content, draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
