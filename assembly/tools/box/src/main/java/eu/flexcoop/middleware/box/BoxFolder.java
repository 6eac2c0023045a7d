package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** The folder of one box: settings, state, key and certificates. Files are replaced as a whole, never half written. */
public final class BoxFolder {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    public BoxFolder(Path folder) {
        this.folder = folder;
    }

    /** Folders of boxes directly below the given one, by name. */
    public static List<BoxFolder> below(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child -> Files.exists(child.resolve("box.json")))
                    .sorted()
                    .map(BoxFolder::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("No boxes can be read from " + parent, e);
        }
    }

    public Path path() {
        return folder;
    }

    public BoxSettings settings() {
        try {
            return JSON.readValue(Files.readAllBytes(folder.resolve("box.json")), BoxSettings.class);
        } catch (IOException e) {
            throw new UncheckedIOException("No box settings in " + folder, e);
        }
    }

    public void save(BoxSettings settings) {
        save("box.json", settings);
    }

    public BoxState state() {
        try {
            return JSON.readValue(Files.readAllBytes(folder.resolve("state.json")), BoxState.class);
        } catch (NoSuchFileException e) {
            return BoxState.NEW;
        } catch (IOException e) {
            throw new UncheckedIOException("No box state can be read from " + folder, e);
        }
    }

    void save(BoxState state) {
        save("state.json", state);
    }

    /** PKCS#12 file with the private key and the certificate of the box. */
    Path keyStore() {
        return folder.resolve("box.p12");
    }

    /** PKCS#12 file with the certificates of the authority. */
    Path trustStore() {
        return folder.resolve("authority.p12");
    }

    public boolean isEnrolled() {
        return Files.exists(keyStore()) && Files.exists(trustStore());
    }

    /** Creates or replaces a file, readable by its owner only; on the disk when it returns. */
    void write(Path file, byte[] content) {
        try {
            Files.createDirectories(folder);
            Path temporary = folder.resolve(file.getFileName() + ".tmp");
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    private void save(String name, Object value) {
        try {
            write(folder.resolve(name), JSON.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + folder.resolve(name), e);
        }
    }
}
