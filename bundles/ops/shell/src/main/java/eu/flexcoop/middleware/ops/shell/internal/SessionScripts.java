package eu.flexcoop.middleware.ops.shell.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scripts that Karaf runs at the beginning of each session: {@code shell.init.script} and those of {@code scripts/} in {@code etc}. */
final class SessionScripts {
    private final Path etc;

    SessionScripts(Path etc) {
        this.etc = etc;
    }

    /**
     * Whether a text is the whole of one of them. Karaf's parser writes a script anew before it runs: other white space, and without some of
     * the comments. Reads files only for texts of several lines, which users rarely enter.
     */
    boolean contain(CharSequence text) {
        String entered = text.toString();
        if (entered.indexOf('\n') < 0) {
            return false;
        }
        try (Stream<Path> files =
                Files.find(etc, 2, (path, file) -> path.toString().endsWith(".script"))) {
            return files.anyMatch(file -> isTextOf(file, entered));
        } catch (IOException | UncheckedIOException e) { // then it is told to the audit log
            return false;
        }
    }

    private static boolean isTextOf(Path file, String text) {
        try {
            return commands(Files.readString(file)).equals(commands(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commands(String script) {
        return script.lines()
                .filter(line -> !line.strip().startsWith("//"))
                .collect(Collectors.joining())
                .replaceAll("[\\s;]+", "");
    }
}
