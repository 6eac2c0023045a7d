package eu.flexcoop.middleware.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.cyclonedx.model.Component;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The list of known advisories in {@code docs/security.md} is about the versions that are packed, and about all of them. */
class AdvisoriesTest {
    private static final String HEADING = "### Known advisories";
    private static final int COLUMNS = 5;
    private static final Pattern ADVISORY = Pattern.compile("CVE-\\d{4}-\\d{4,}|GHSA(-[23456789cfghjmpqrvwx]{4}){3}");

    private static List<Row> rows;
    private static Map<String, Set<String>> packed;

    /** One line of the table: artifact, versions, advisories, the first version with all fixes or empty, the reason. */
    private record Row(
            String artifact, List<String> versions, List<String> advisories, String fixedIn, String reason) {}

    @BeforeAll
    static void read() throws Exception {
        rows = rows();
        packed = PackedFiles.of("standalone").components().stream()
                .collect(Collectors.groupingBy(
                        Component::getName,
                        Collectors.mapping(component -> String.valueOf(component.getVersion()), Collectors.toSet())));
    }

    @Test
    void everyLineNamesAdvisoriesAndTheReasonWhyTheyDoNotMatter() {
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row.advisories()).as(row.artifact()).isNotEmpty().allMatch(ADVISORY.asMatchPredicate());
            assertThat(row.reason()).as(row.artifact()).hasSizeGreaterThan(20);
        });
    }

    @Test
    void everyVersionThatIsListedIsPacked() {
        assertThat(rows).allSatisfy(row -> assertThat(packed.getOrDefault(row.artifact(), Set.of()))
                .as("versions of %s in the bill of materials", row.artifact())
                .containsAll(row.versions()));
    }

    /** So an update that does not reach the fix has to be judged again, and one that does has its line removed. */
    @Test
    void everyPackedVersionOfAListedComponentIsListedOrHasTheFix() {
        for (Row row : rows) {
            Set<String> open = new TreeSet<>(packed.getOrDefault(row.artifact(), Set.of()));
            open.removeAll(row.versions());
            open.removeIf(version -> hasFix(version, row.fixedIn()));
            assertThat(open)
                    .as("versions of %s without the fix of %s", row.artifact(), row.advisories())
                    .isEmpty();
            assertThat(row.versions())
                    .as("versions of %s before %s", row.artifact(), row.fixedIn())
                    .noneMatch(version -> hasFix(version, row.fixedIn()));
        }
    }

    @Test
    void versionsAreComparedByTheirNumbers() {
        assertThat(hasFix("2.12.7.1", "2.15.0")).isFalse();
        assertThat(hasFix("33.4.8-jre", "32.0.0")).isTrue();
        assertThat(hasFix("4.1.123.Final", "4.1.137")).isFalse();
        assertThat(hasFix("1.2", "")).isFalse();
    }

    private static boolean hasFix(String version, String fixedIn) {
        return !fixedIn.isEmpty() && Arrays.compare(numbers(version), numbers(fixedIn)) >= 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("[^0-9]+"))
                .filter(part -> !part.isEmpty() && part.length() < 8)
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static List<Row> rows() throws IOException {
        List<String> lines = Files.readAllLines(PackedFiles.ROOT.resolve("docs/security.md"));
        int heading = lines.indexOf(HEADING);
        assertThat(heading).as("'%s' in docs/security.md", HEADING).isNotNegative();
        List<Row> found = new ArrayList<>();
        for (String line : lines.subList(heading + 1, lines.size())) {
            if (line.startsWith("#")) {
                break;
            }
            if (line.startsWith("| `")) {
                String[] cells = line.substring(1).split("\\|");
                assertThat(cells).as(line).hasSize(COLUMNS);
                found.add(new Row(
                        cells[0].strip().replace("`", ""),
                        list(cells[1]),
                        list(cells[2]),
                        cells[3].strip().replace("none", ""),
                        cells[4].strip()));
            }
        }
        return found;
    }

    private static List<String> list(String cell) {
        return Arrays.stream(cell.split(",")).map(String::strip).toList();
    }
}
