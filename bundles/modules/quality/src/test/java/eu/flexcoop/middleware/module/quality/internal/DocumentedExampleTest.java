package eu.flexcoop.middleware.module.quality.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;

import static org.assertj.core.api.Assertions.assertThat;

/** The page on writing a module quotes this module; what it quotes is what is compiled and tested here. */
class DocumentedExampleTest {
    private static final Path ROOT = root();
    private static final Pattern QUOTED_FILE =
            Pattern.compile("<!-- copy of (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern QUOTED_POM = Pattern.compile("<!-- pom -->\n```xml\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern DEPENDENCY_OR_PLUGIN = Pattern.compile(
            "<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");

    private final String page = read("docs/writing-an-analytics-module.md");

    @Test
    void thePageQuotesTheFilesOfThisModuleAsTheyAre() {
        List<MatchResult> quotes = QUOTED_FILE.matcher(page).results().toList();

        assertThat(quotes).hasSize(4).allSatisfy(quote -> assertThat(quote.group(2))
                .as("copy %s into docs/writing-an-analytics-module.md", quote.group(1))
                .isEqualTo(read(quote.group(1))));
    }

    @Test
    void thePageListsTheMetricsOfTheLongTermStore() {
        String table = MetricCatalogue.collections().stream()
                .flatMap(collection -> MetricCatalogue.longTermFields(collection).stream())
                .map(field ->
                        "| `%s` | %s |\n".formatted(field.name(), field.unit().isEmpty() ? "–" : field.unit()))
                .reduce("| Metric | Unit |\n|---|---|\n", String::concat);

        assertThat(page)
                .as("table of metrics in docs/writing-an-analytics-module.md")
                .contains(table + "\n");
    }

    @Test
    void thePomOfThePageNamesTheVersionsOfThisBuild() {
        MatchResult pom = QUOTED_POM.matcher(page).results().findFirst().orElseThrow();
        String build = read("pom.xml");
        String version = valueOf("version", build.substring(build.indexOf("<artifactId>middleware</artifactId>")));

        assertThat(valueOf("middleware.version", pom.group(1))).isEqualTo(version);
        Stream<MatchResult> parts = DEPENDENCY_OR_PLUGIN.matcher(pom.group(1)).results();
        assertThat(parts.filter(part -> !part.group(1).startsWith("org.example")))
                .hasSize(6)
                .allSatisfy(part -> assertThat(part.group(3)).isEqualTo(expectedVersion(part.group(2), build)));
    }

    private static String expectedVersion(String artifact, String build) {
        if (artifact.startsWith("middleware-")) {
            return "${middleware.version}";
        }
        String after = build.substring(build.indexOf("<artifactId>%s</artifactId>".formatted(artifact)));
        String version = valueOf("version", after);
        return version.startsWith("${") ? valueOf(version.substring(2, version.length() - 1), build) : version;
    }

    private static String valueOf(String element, String xml) {
        int start = xml.indexOf("<%s>".formatted(element)) + element.length() + 2;
        return xml.substring(start, xml.indexOf('<', start));
    }

    private static String read(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException e) {
            throw new IllegalStateException("%s cannot be read".formatted(path), e);
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/writing-an-analytics-module.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
