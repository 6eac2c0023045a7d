package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the process that works on a folder, so that one left over from an earlier life can be ended before the next one starts
 * there. A process counts as ours only if its command line names the folder and it began before the file was written.
 *
 * @param path the file, written by the guard
 * @param folder data folder that the command line of the process names
 */
record PidFile(Path path, Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);
    /** Clocks of file system and process table tick differently. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    OptionalLong pid() {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(path).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    Optional<ProcessHandle> livingProcess() {
        OptionalLong pid = pid();
        return pid.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(pid.getAsLong())
                        .filter(ProcessHandle::isAlive)
                        .filter(this::isOurs);
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            String commandLine = new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline")),
                    StandardCharsets.UTF_8);
            Instant written = Files.getLastModifiedTime(path).toInstant().plus(TOLERANCE);
            return commandLine.contains(folder.toString())
                    && process.info()
                            .startInstant()
                            .map(started -> !started.isAfter(written))
                            .orElse(true);
        } catch (NoSuchFileException e) {
            return false; // it ended meanwhile
        } catch (IOException e) {
            LOG.warn("Process {} cannot be looked at, it is left alone: {}", process.pid(), e.toString());
            return false;
        }
    }

    /** Ends a process of an earlier life and returns when it is gone. */
    void endStaleProcess(Duration grace) throws IOException {
        Optional<ProcessHandle> found = livingProcess();
        if (found.isEmpty()) {
            return;
        }
        ProcessHandle stale = found.get();
        LOG.warn("Process {} of an earlier life still works on {}, ending it", stale.pid(), folder);
        stale.destroy();
        if (!endsWithin(stale, grace)) {
            stale.destroyForcibly();
            if (!endsWithin(stale, grace)) {
                throw new IOException("process %d still works on %s and cannot be ended; end it by hand"
                        .formatted(stale.pid(), folder));
            }
        }
    }

    private static boolean endsWithin(ProcessHandle process, Duration time) throws IOException {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for process " + process.pid(), e);
        }
    }
}
