package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The administrator's file, followed by its time and size. Confined to one thread. */
final class RulesFile {
    private static final Logger LOG = LoggerFactory.getLogger(RulesFile.class);

    /** Receives the file when it is new or changed, and when it is gone or was never there. */
    interface Listener {
        void changed(Path file);

        void removed();
    }

    private record Seen(FileTime modified, long size, Object key) {}

    private final Path file;
    private final Listener listener;
    private Optional<Seen> before = Optional.empty();
    private boolean looked;

    RulesFile(Path file, Listener listener) {
        this.file = file;
        this.listener = listener;
    }

    /** Looks once. A file that cannot be read now is looked at again the next time. */
    void look() {
        Optional<Seen> now;
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            now = Optional.of(
                    new Seen(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
        } catch (NoSuchFileException e) {
            now = Optional.empty();
        } catch (IOException e) {
            LOG.warn("File {} cannot be looked at; the cleaning stays as it is", file, e);
            return;
        }
        if (!looked || !now.equals(before)) {
            looked = true;
            before = now;
            if (now.isPresent()) {
                listener.changed(file);
            } else {
                listener.removed();
            }
        }
    }
}
