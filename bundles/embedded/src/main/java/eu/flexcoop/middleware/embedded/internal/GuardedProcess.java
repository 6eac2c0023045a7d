package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process that cannot outlive this JVM. Its parent is a guard, a shell whose standard input is a pipe from this JVM; the
 * kernel closes the pipe when the JVM ends, even by {@code kill -9}. Then, or when {@link #stop} is called, the guard sends the
 * child SIGTERM, and SIGKILL after a grace period.
 */
final class GuardedProcess {
    private static final String GUARD = guard();

    private final Process shell;
    private final PidFile pidFile;
    private final Duration grace;

    private GuardedProcess(Process shell, PidFile pidFile, Duration grace) {
        this.shell = shell;
        this.pidFile = pidFile;
        this.grace = grace;
    }

    /**
     * @param output what the process prints is appended to this file
     * @param grace time between asking the process to end and killing it
     */
    static GuardedProcess start(
            List<String> command, Map<String, String> environment, Path output, PidFile pidFile, Duration grace)
            throws IOException {
        List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard"));
        guarded.add(pidFile.path().toString());
        guarded.add(Long.toString(Math.max(1, grace.toSeconds())));
        guarded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(guarded)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return new GuardedProcess(builder.start(), pidFile, grace);
    }

    private static String guard() {
        try (InputStream in = GuardedProcess.class.getResourceAsStream("guard.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("guard.sh is missing in this bundle", e);
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** The guarded process; empty until the guard has written the pid file. */
    OptionalLong pid() {
        return pidFile.pid();
    }

    /** Completes with the exit status, 128 + signal when the process was killed. */
    CompletableFuture<Integer> onExit() {
        return shell.onExit().thenApply(Process::exitValue);
    }

    /** Sends SIGTERM, and SIGKILL after the grace period. */
    void stop() {
        Optional<ProcessHandle> child = pidFile.livingProcess();
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            child.ifPresent(ProcessHandle::destroy); // the pipe is broken: the guard has ended and cannot do it
        }
        try {
            if (!shell.waitFor(grace.toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
                child.ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            child.ifPresent(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        shell.destroyForcibly();
    }

    /** After the guard has ended: ends the process if only the guard was killed. */
    void cleanUp() throws IOException {
        pidFile.endStaleProcess(grace);
        Files.deleteIfExists(pidFile.path());
    }
}
