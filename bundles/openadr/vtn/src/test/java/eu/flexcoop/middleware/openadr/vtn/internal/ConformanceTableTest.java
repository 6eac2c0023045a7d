package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.vtn.internal.docs.PageSamples;

import static org.assertj.core.api.Assertions.assertThat;

/** The conformance table of docs/openadr.md: every message of the codec, and tests that exist and are about the message. */
class ConformanceTableTest {
    private static final Pattern ROW =
            Pattern.compile("\\| `(oadr\\w+)` \\| (VEN → VTN|VTN → VEN) \\| (yes|no|partly)(: [^|]+)? \\| ([^|]*)\\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+)`");

    private static final List<Row> ROWS = PageSamples.linesOf("docs/openadr.md").stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(Row::of)
            .toList();

    private record Row(String message, String implemented, List<String> tests) {
        static Row of(MatchResult row) {
            return new Row(
                    row.group(1),
                    row.group(3),
                    TEST.matcher(row.group(5))
                            .results()
                            .map(test -> test.group(1))
                            .toList());
        }
    }

    @Test
    void everyMessageHasARow() {
        assertThat(ROWS.stream().map(Row::message).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(MessageType.values())
                        .map(MessageType::root)
                        .toList());
    }

    @Test
    void whatIsImplementedIsTested() throws IOException {
        for (Row row : ROWS) {
            assertThat(row.tests().isEmpty())
                    .as("%s has no test", row)
                    .isEqualTo(row.implemented().equals("no"));
            for (String test : row.tests()) {
                String about = row.message().substring("oadr".length()).toLowerCase(Locale.ROOT);
                assertThat(Files.readString(source(test))
                                .toLowerCase(Locale.ROOT)
                                .contains(about))
                        .as("%s is about %s", test, about)
                        .isTrue();
            }
        }
    }

    private static Path source(String test) throws IOException {
        for (Path sources : testSources()) {
            try (Stream<Path> files = Files.find(sources, 20, (path, attributes) -> path.endsWith(test + ".java"))) {
                Optional<Path> found = files.findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw new AssertionError("There is no test " + test);
    }

    private static List<Path> testSources() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String modules : List.of("bundles", "itests")) {
            Path root = PageSamples.repository().resolve(modules);
            // modules are at most two levels deep
            try (Stream<Path> found = Files.find(root, 5, (path, attributes) -> path.endsWith("src/test/java"))) {
                found.forEach(folders::add);
            }
        }
        return folders;
    }
}
