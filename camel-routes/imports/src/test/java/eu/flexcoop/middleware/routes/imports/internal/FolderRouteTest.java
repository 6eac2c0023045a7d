package eu.flexcoop.middleware.routes.imports.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.imports.api.FileImport;
import eu.flexcoop.middleware.imports.api.FileRefusedException;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.imports.api.ImportReport;
import eu.flexcoop.middleware.imports.api.Refusals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What becomes of files; the format is lines of text here, of which some words have a meaning. */
class FolderRouteTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private final Lines lines = new Lines();
    private final List<CamelContext> nodes = new ArrayList<>();

    private static final class Lines implements FileImport {
        final List<String> taken = new CopyOnWriteArrayList<>();
        volatile boolean away;
        volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public ImportReport take(ImportFile file) {
            try {
                String content = Files.readString(file.content()).strip();
                taken.add(content);
                hold.await();
                if (away) {
                    throw new UnavailableException("The database is away", null);
                }
                if (content.equals("malformed")) {
                    throw new FileRefusedException("Line 1: not a line", "Write lines.");
                }
                if (content.equals("defect")) {
                    throw new IllegalStateException("a defect");
                }
                Refusals refusals = new Refusals();
                if (content.equals("bad")) {
                    refusals.add("line 1", 1, "a bad line");
                }
                return refusals.report(1);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnavailableException("interrupted", e);
            }
        }
    }

    @AfterEach
    void stop() {
        lines.hold.countDown();
        nodes.forEach(CamelContext::stop);
    }

    private CamelContext start() throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        node.addRoutes(new FolderRoute(
                "lines", lines, folder.toString(), Duration.ofMillis(50), SETTLED, Duration.ofDays(30)));
        nodes.add(node);
        return node;
    }

    private void drop(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private Path awaitFile(String path) {
        Path file = folder.resolve(path);
        await(path).atMost(TIMEOUT).until(() -> Files.exists(file));
        return file;
    }

    private String reason(String name) throws IOException {
        return Files.readString(awaitFile("failed/" + name + ".reason.txt"));
    }

    @Test
    void aFileThatIsTakenInIsMovedToDone() throws Exception {
        drop("a.txt", "good");
        start();

        awaitFile("done/a.txt");
        assertThat(folder.resolve("a.txt")).doesNotExist();
        assertThat(folder.resolve("failed")).doesNotExist();
        assertThat(lines.taken).containsExactly("good");
    }

    @Test
    void aFileThatIsRefusedIsMovedToFailedBesideItsReason() throws Exception {
        drop("malformed.txt", "malformed");
        drop("bad.txt", "bad");
        drop("defect.txt", "defect");
        start();

        awaitFile("failed/malformed.txt");
        awaitFile("failed/bad.txt");
        awaitFile("failed/defect.txt");
        assertThat(reason("malformed.txt")).contains("Line 1: not a line", "Write lines.");
        assertThat(reason("bad.txt")).contains("1 values are stored, 1 are refused", "line 1 (1 values): a bad line");
        assertThat(reason("defect.txt")).contains("a defect");
    }

    @Test
    void aFileThatIsCorrectedAndMovedBackIsTakenIn() throws Exception {
        drop("a.txt", "bad");
        start();
        Path failed = awaitFile("failed/a.txt");

        Files.writeString(failed, "good");
        Files.move(failed, folder.resolve("a.txt"));

        awaitFile("done/a.txt");
        assertThat(folder.resolve("failed")).isEmptyDirectory();
    }

    @Test
    void aFileWaitsWhileAServerIsAway() throws Exception {
        lines.away = true;
        drop("a.txt", "good");
        start();
        await().atMost(TIMEOUT).until(() -> lines.taken.size() >= 2);
        assertThat(folder.resolve("a.txt")).exists();

        lines.away = false;

        awaitFile("done/a.txt");
    }

    @Test
    void aFileOfTheSameNameIsTakenInAgain() throws Exception {
        start();
        drop("a.txt", "first");
        awaitFile("done/a.txt");

        drop("a.txt", "second");

        await().atMost(TIMEOUT)
                .until(() -> Files.readString(folder.resolve("done/a.txt")).equals("second"));
        assertThat(lines.taken).containsExactly("first", "second");
    }

    @Test
    void whatIsStillWrittenIsNotRead() throws Exception {
        start();
        drop("renamed.txt.part", "half");
        Path growing = folder.resolve("growing.txt");
        for (int i = 0; i < 12; i++) {
            Files.writeString(growing, "x".repeat(i + 1));
            Thread.sleep(SETTLED.toMillis() / 3);
        }

        awaitFile("done/growing.txt");
        assertThat(lines.taken).containsExactly("x".repeat(12));
        assertThat(folder.resolve("renamed.txt.part")).exists();
    }

    /** A process that is killed leaves the file and the lock of camel-file. */
    @Test
    void whatAProcessThatWasKilledLeavesIsTakenInAgain() throws Exception {
        lines.hold = new CountDownLatch(1);
        drop("a.txt", "good");
        start();
        await().atMost(TIMEOUT).until(() -> lines.taken.size() == 1);
        Path copy = Files.createDirectory(folder.resolve("left"));
        for (String name : List.of("a.txt", "a.txt.camelLock")) {
            Files.copy(folder.resolve(name), copy.resolve(name));
        }
        lines.hold.countDown();
        awaitFile("done/a.txt");
        nodes.forEach(CamelContext::stop);

        folder = copy;
        start();

        awaitFile("done/a.txt");
        assertThat(lines.taken).hasSize(2);
    }

    @Test
    void filesAreKeptForATime() throws Exception {
        start();
        drop("a.txt", "good");
        Path old = awaitFile("done/a.txt");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        drop("b.txt", "good");

        await().atMost(TIMEOUT).until(() -> !Files.exists(old));
        awaitFile("done/b.txt");
    }

    @Test
    void withoutAFolderThereIsNoRoute() throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        nodes.add(node);
        node.start();
        node.addRoutes(new FolderRoute("lines", lines, "", Duration.ofMillis(50), SETTLED, Duration.ofDays(30)));

        assertThat(node.getRoutes()).isEmpty();
        assertThatThrownBy(() -> new FolderRoute("lines", lines, "/a?b", SETTLED, SETTLED, SETTLED))
                .hasMessageContaining("question mark");
    }
}
