package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class GuardedProcessTest {
    private static final Duration GRACE = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private PidFile pidFile;
    private GuardedProcess process;

    @BeforeEach
    void choosePidFile() {
        pidFile = new PidFile(folder.resolve("test.pid"), folder);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (process != null) {
            process.stop();
            process.cleanUp();
        }
    }

    /** A shell whose command line names the folder, as those of the servers do. */
    private GuardedProcess start(String script) throws IOException {
        process = GuardedProcess.start(
                List.of("/bin/sh", "-c", script, folder.toString()),
                Map.of("GREETING", "hello"),
                folder.resolve("output"),
                pidFile,
                GRACE);
        await().until(() -> process.pid().isPresent());
        return process;
    }

    @Test
    void tellsTheProcessBehindTheGuardAndHowItEnded() throws Exception {
        start("echo $GREETING; exit 3");
        assertThat(process.onExit().get(5, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(folder.resolve("output")).hasContent("hello");
    }

    @Test
    void asksFirst() throws Exception {
        start("trap 'echo asked; exit 0' TERM; echo waiting; while :; do sleep 0.05; done");
        await().until(() -> Files.readString(folder.resolve("output")).contains("waiting"));
        process.stop();
        assertThat(folder.resolve("output")).content().contains("asked");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void killsWhatDoesNotListen() throws Exception {
        start("trap '' TERM; echo waiting; while :; do sleep 0.05; done");
        await().until(() -> Files.readString(folder.resolve("output")).contains("waiting"));
        long pid = process.pid().orElseThrow();
        process.stop();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void endsAProcessWhoseGuardWasKilled() throws Exception {
        start("exec sleep 60");
        ProcessHandle child = ProcessHandle.of(process.pid().orElseThrow()).orElseThrow();
        child.parent().orElseThrow().destroyForcibly();
        process.onExit().get(5, TimeUnit.SECONDS);
        process.stop();
        process.cleanUp();
        child.onExit().get(5, TimeUnit.SECONDS);
    }

    @Test
    void endsAProcessOfAnEarlierLifeOnTheSameFolderOnly() throws Exception {
        Process ours = new ProcessBuilder("/bin/sh", "-c", "while :; do sleep 0.05; done", folder.toString()).start();
        Process foreign = new ProcessBuilder("/bin/sh", "-c", "while :; do sleep 0.05; done").start();
        try {
            Files.writeString(pidFile.path(), foreign.pid() + "\n");
            pidFile.endStaleProcess(GRACE);
            assertThat(foreign.isAlive()).isTrue();
            Files.writeString(pidFile.path(), ours.pid() + "\n");
            pidFile.endStaleProcess(GRACE);
            assertThat(ours.waitFor(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            ours.destroyForcibly();
            foreign.destroyForcibly();
        }
    }

    @Test
    void leavesAProcessThatBeganAfterThePidFileWasWritten() throws Exception {
        Process younger =
                new ProcessBuilder("/bin/sh", "-c", "while :; do sleep 0.05; done", folder.toString()).start();
        try {
            Files.writeString(pidFile.path(), Long.toString(younger.pid()));
            Files.setLastModifiedTime(
                    pidFile.path(), FileTime.from(Instant.now().minusSeconds(60)));
            pidFile.endStaleProcess(GRACE);
            assertThat(younger.isAlive()).isTrue();
        } finally {
            younger.destroyForcibly();
        }
    }
}
