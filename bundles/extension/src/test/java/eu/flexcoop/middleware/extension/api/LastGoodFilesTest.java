package eu.flexcoop.middleware.extension.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A value is the text of its file; each is published under the name {@code n}, and "bad" is refused. */
class LastGoodFilesTest {
    @TempDir
    Path folder;

    private final List<String> changes = new ArrayList<>();
    private BundleFiles<String> files = started();

    private BundleFiles<String> started() {
        changes.clear();
        BundleFiles<String> started = new BundleFiles<>(
                "Value", LastGoodFilesTest::read, value -> List.of("n"), new BundleFiles.Listener<>() {
                    @Override
                    public void published(FileStatus<String> status) {
                        changes.add("+" + status.value().orElseThrow());
                    }

                    @Override
                    public void withdrawn(FileStatus<String> status) {
                        changes.add("-" + status.value().orElseThrow());
                    }

                    @Override
                    public void replaced(FileStatus<String> before, FileStatus<String> now) {
                        changes.add(
                                before.value().orElseThrow() + ">" + now.value().orElseThrow());
                    }
                });
        return started;
    }

    private static Optional<String> read(BundleFile file) throws FileRefusedException, IOException {
        try (InputStream in = file.url().openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (text.equals("bad")) {
                throw new FileRefusedException("it is bad");
            }
            return Optional.of(text);
        }
    }

    private void add(String text) throws IOException {
        URL url = Files.writeString(folder.resolve("file"), text).toUri().toURL();
        files.add("b", 7, List.of(url));
    }

    private LastGoodFiles copies() {
        return new LastGoodFiles(folder.resolve("copies"));
    }

    @Test
    void anUpdateReplacesTheValueWithoutAGap() throws IOException {
        add("one");
        add("two");
        assertThat(changes).containsExactly("+one", "one>two");
    }

    @Test
    void theLastGoodVersionStaysInUseWhileAnUpdateIsRefused() throws IOException {
        files.keepLastGood(copies());
        add("one");
        add("bad");
        add("bad");

        assertThat(files.published()).containsExactly("one");
        assertThat(changes).containsExactly("+one");
        assertThat(files.all())
                .extracting(FileStatus::state)
                .containsExactly(FileStatus.State.PUBLISHED, FileStatus.State.REFUSED);
        assertThat(files.all().get(1).reason()).contains("it is bad; the version before stays in use");

        add("two");
        assertThat(files.published()).containsExactly("two");
        assertThat(files.all()).hasSize(1);
    }

    @Test
    void theLastGoodVersionIsThereAfterARestart() throws IOException {
        files.keepLastGood(copies());
        add("one");
        files = started();
        files.keepLastGood(copies());
        add("bad");

        assertThat(files.published()).containsExactly("one");
    }

    @Test
    void aBundleThatIsGoneLeavesNothing() throws IOException {
        files.keepLastGood(copies());
        add("one");
        files.remove(7);
        assertThat(files.all()).isEmpty();
        copies().clean(id -> false);
        add("bad");
        assertThat(files.published()).isEmpty();
        assertThat(files.all().get(0).reason()).contains("it is bad");
    }

    @Test
    void withoutCopiesABundleWithAnErrorIsOut() throws IOException {
        add("one");
        add("bad");
        assertThat(files.published()).isEmpty();
    }
}
