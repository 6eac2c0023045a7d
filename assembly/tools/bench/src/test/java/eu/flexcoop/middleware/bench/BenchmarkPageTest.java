package eu.flexcoop.middleware.bench;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchmarkPageTest {
    private static final String PAGE = "# Benchmarks\n\nHow to read them.\n\n" + BenchmarkPage.MARKER + "\n";

    @Test
    void whatPeopleWroteOnThePageStays() {
        assertThat(BenchmarkPage.merged(PAGE, Map.of("Polls", "figures")))
                .startsWith("# Benchmarks\n\nHow to read them.\n\n" + BenchmarkPage.MARKER + "\n\n## Measured\n")
                .endsWith("\n\n### Polls\n\nfigures\n");
        assertThatThrownBy(() -> BenchmarkPage.merged("# Something else", Map.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRunReplacesItsOwnSectionsAndKeepsTheOthers() {
        String first = BenchmarkPage.merged(PAGE, Map.of("Polls", "| old |"));
        String second = BenchmarkPage.merged(first, Map.of("Reports", "| r |"));
        String third = BenchmarkPage.merged(second, Map.of("Polls", "| new |"));

        assertThat(third)
                .contains("### Polls\n\n| new |\n\n### Reports\n\n| r |\n")
                .doesNotContain("old");
        assertThat(third).containsOnlyOnce("## Measured\n").containsOnlyOnce(BenchmarkPage.MARKER);
        assertThat(BenchmarkPage.merged(third, Map.of())).isEqualTo(third);
    }
}
