package eu.flexcoop.middleware.imports.api;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A complete file that no one writes any more.
 *
 * @param content where it is
 * @param name what its sender calls it; the endings say what it is, such as {@code .csv} or {@code .json.gz}
 */
public record ImportFile(Path content, String name) {
    private static final String COMPRESSED = ".gz";

    public ImportFile {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(name, "name");
    }

    /** Under its own name. */
    public static ImportFile of(Path content) {
        return new ImportFile(content, content.getFileName().toString());
    }

    /** The content, decompressed if the name ends with {@code .gz}; the caller closes it. */
    public InputStream open() throws IOException {
        InputStream raw = Files.newInputStream(content);
        try {
            return new BufferedInputStream(isCompressed() ? new GZIPInputStream(raw) : raw);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** The name in lower case without {@code .gz}. */
    public String plainName() {
        String lower = name.toLowerCase(Locale.ROOT);
        return isCompressed() ? lower.substring(0, lower.length() - COMPRESSED.length()) : lower;
    }

    private boolean isCompressed() {
        return name.toLowerCase(Locale.ROOT).endsWith(COMPRESSED);
    }
}
