package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The one folder below which everything of the embedded servers lies. It belongs to one middleware at a time. */
final class DataFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;

    private DataFolder(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Takes the folder into possession; the kernel gives it free when this JVM ends, however that happens.
     *
     * @throws IOException if it cannot be written or belongs to another middleware that runs
     */
    static DataFolder take(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        Files.createDirectories(root.resolve("run"));
        Files.createDirectories(root.resolve("logs"));
        FileChannel channel = FileChannel.open(
                root.resolve("run").resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DataFolder(root.toRealPath(), channel);
            }
        } catch (OverlappingFileLockException e) {
            // held by this very JVM, which is as bad
        }
        channel.close();
        throw new IOException(
                "data folder %s is used by another middleware that runs; stop it or set FLEXCOOP_DATA to another folder"
                        .formatted(root));
    }

    Path of(String name) {
        return root.resolve(name);
    }

    Path run() {
        return root.resolve("run");
    }

    Path log(String server) {
        return root.resolve("logs").resolve(server + ".log");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
