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
 * A child process that cannot outlive this JVM: a shell holds it on the leash of its standard input, a pipe that the kernel closes
 * when the JVM ends, even by {@code kill -9}. Then, or when {@link #stop} is called, the child is asked to end and is killed after
 * its time of grace.
 */
final class LeashedProcess {
    private static final String LEASH = leash();

    private final Process shell;
    private final PidFile pidFile;
    private final Duration grace;

    private LeashedProcess(Process shell, PidFile pidFile, Duration grace) {
        this.shell = shell;
        this.pidFile = pidFile;
        this.grace = grace;
    }

    /**
     * @param output what the process prints is appended to this file
     * @param grace time between asking the process to end and killing it
     */
    static LeashedProcess start(
            List<String> command, Map<String, String> environment, Path output, PidFile pidFile, Duration grace)
            throws IOException {
        List<String> leashed = new ArrayList<>(List.of("/bin/sh", "-c", LEASH, "leash"));
        leashed.add(pidFile.path().toString());
        leashed.add(Long.toString(Math.max(1, grace.toSeconds())));
        leashed.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(leashed)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return new LeashedProcess(builder.start(), pidFile, grace);
    }

    private static String leash() {
        try (InputStream in = LeashedProcess.class.getResourceAsStream("leash.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("leash.sh is missing in this bundle", e);
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** The process behind the leash; empty in its first milliseconds. */
    OptionalLong pid() {
        return pidFile.pid();
    }

    /** Completes with the exit status, 128 + signal when the process was killed. */
    CompletableFuture<Integer> onExit() {
        return shell.onExit().thenApply(Process::exitValue);
    }

    /** Asks the process to end, waits for it no longer than its time of grace and kills it then. */
    void stop() {
        Optional<ProcessHandle> child = pidFile.livingProcess();
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            child.ifPresent(ProcessHandle::destroy); // the pipe broke, so there is no shell that could do it
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

    /** After the shell ended: makes sure that the process did, too, which it did not when somebody killed only the shell. */
    void cleanUp() throws IOException {
        pidFile.endStaleProcess(grace);
        Files.deleteIfExists(pidFile.path());
    }
}
