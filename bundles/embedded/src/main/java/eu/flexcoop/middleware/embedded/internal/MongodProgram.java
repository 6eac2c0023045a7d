package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the mongod of this machine: the configured one, one on the PATH from 5.0 on, or the downloaded one. */
final class MongodProgram {
    private static final Pattern VERSION = Pattern.compile("db version v(\\d+)\\.");
    private static final int OLDEST = 5;

    private final String configured;
    private final String searchPath;
    private final Path downloaded;

    /**
     * @param configured path that the operator chose, empty for none
     * @param searchPath folders as in the environment variable PATH
     * @param downloaded where {@code ./flexcoop} puts the one that it fetches
     */
    MongodProgram(String configured, String searchPath, Path downloaded) {
        this.configured = configured;
        this.searchPath = searchPath == null ? "" : searchPath;
        this.downloaded = downloaded;
    }

    Path find() throws MissingServerException {
        if (!configured.isBlank()) {
            Path path = Path.of(configured.strip());
            if (!Files.isExecutable(path)) {
                throw new MissingServerException(
                        "%s, the configured mongod (FLEXCOOP_MONGOD), is no program".formatted(path));
            }
            return path;
        }
        Optional<Path> installed = Arrays.stream(searchPath.split(":"))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "mongod"))
                .filter(Files::isExecutable)
                .findFirst()
                .filter(MongodProgram::isRecent);
        if (installed.isPresent()) {
            return installed.get();
        }
        if (Files.isExecutable(downloaded)) {
            return downloaded;
        }
        throw new MissingServerException(
                "there is no mongod of version %d or newer: install MongoDB, or name one in FLEXCOOP_MONGOD, or start with ./flexcoop, which fetches one to %s, or give a running server in FLEXCOOP_MONGODB_URI"
                        .formatted(OLDEST, downloaded));
    }

    private static boolean isRecent(Path program) {
        Process process = null;
        try {
            process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                return false;
            }
            Matcher version =
                    VERSION.matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return version.find() && Integer.parseInt(version.group(1)) >= OLDEST;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
