package eu.flexcoop.middleware.extension.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
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

/** A value is a list of names, one per word of the file; a file that holds "bad" is refused and "off" does not count. */
class BundleFilesTest {
    @TempDir
    Path folder;

    private final List<String> changes = new ArrayList<>();
    private final BundleFiles<List<String>> files =
            new BundleFiles<>("Value", BundleFilesTest::read, value -> value, new BundleFiles.Listener<>() {
                @Override
                public void published(FileStatus<List<String>> status) {
                    changes.add("+" + status.file().bundleId() + status.value().orElseThrow());
                }

                @Override
                public void withdrawn(FileStatus<List<String>> status) {
                    changes.add("-" + status.file().bundleId() + status.value().orElseThrow());
                }
            });

    private static Optional<List<String>> read(BundleFile file) throws FileRefusedException, IOException {
        try (InputStream in = file.url().openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (text.contains("bad")) {
                throw new FileRefusedException("'bad' is no name");
            }
            return text.equals("off") ? Optional.empty() : Optional.of(List.of(text.split(" ")));
        }
    }

    private URL file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toUri().toURL();
    }

    private List<FileStatus.State> states() {
        return files.all().stream().map(FileStatus::state).toList();
    }

    @Test
    void theOlderBundleKeepsANameAndTheYoungerTakesOver() throws IOException {
        files.add("young", 9, List.of(file("y", "a b")));
        files.add("old", 5, List.of(file("o", "b c")));
        assertThat(files.find("b")).contains(List.of("b", "c"));
        assertThat(files.find("a")).isEmpty();
        assertThat(files.all().get(1).reason()).contains("b belongs to the older bundle old (5)");
        files.remove(5);
        assertThat(files.find("b")).contains(List.of("a", "b"));
        assertThat(changes).containsExactly("+9[a, b]", "-9[a, b]", "+5[b, c]", "-5[b, c]", "+9[a, b]");
    }

    @Test
    void oneFileWithAnErrorKeepsTheWholeBundleOut() throws IOException {
        files.add("mixed", 1, List.of(file("good", "a"), file("wrong", "bad")));
        assertThat(states()).containsOnly(FileStatus.State.REFUSED);
        assertThat(files.all().get(0).reason().orElseThrow()).contains("wrong of the same bundle has an error");
        assertThat(files.all().get(1).reason()).contains("'bad' is no name");
        assertThat(files.describe(files.all().get(1)))
                .startsWith("Value ")
                .endsWith("wrong of bundle mixed (1) is refused: 'bad' is no name");
        assertThat(changes).isEmpty();
        files.add("good", 2, List.of(file("other", "a")));
        assertThat(files.published()).containsExactly(List.of("a"));
    }

    @Test
    void aNameThatABundleHasTwiceIsRefused() throws IOException {
        files.add("twice", 1, List.of(file("one", "a"), file("two", "a")));
        assertThat(states()).containsOnly(FileStatus.State.REFUSED);
    }

    @Test
    void aFileThatCannotBeReadIsRefusedAndOneThatDoesNotCountIsLeftOut() throws IOException {
        files.add("b", 1, List.of(missing(), file("off", "off")));
        assertThat(states()).containsExactly(FileStatus.State.REFUSED);
        assertThat(files.all().get(0).reason().orElseThrow()).startsWith("it cannot be read");
    }

    private URL missing() throws MalformedURLException {
        return folder.resolve("missing").toUri().toURL();
    }

    @Test
    void anotherBundleDoesNotDisturbWhatIsPublished() throws IOException {
        files.add("a", 1, List.of(file("a", "a")));
        files.add("b", 2, List.of(file("b", "b")));
        files.remove(2);
        files.remove(2);
        assertThat(changes).containsExactly("+1[a]", "+2[b]", "-2[b]");
    }
}
