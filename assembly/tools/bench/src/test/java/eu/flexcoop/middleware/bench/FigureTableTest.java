package eu.flexcoop.middleware.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.jar.JarInputStream;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.bench.Figure.Latency;

import static org.assertj.core.api.Assertions.assertThat;

class FigureTableTest {
    private static final Figure POLLS = new Figure(
            "OpenADR",
            "polls",
            1234.5,
            "1/s",
            Optional.of(new Latency(1.23, 4.5, 120.4, 300)),
            OptionalDouble.of(0.4567),
            0,
            "");

    @Test
    void aLineHoldsRateLatencyAndCpu() {
        assertThat(FigureTable.line(POLLS).strip().split(" {2,}"))
                .containsExactly("polls", "1 235 1/s", "1.2", "4.5", "120", "300", "0.457");
    }

    @Test
    void errorsAreNotOverlooked() {
        assertThat(FigureTable.line(Figure.failed("REST", "POST", "no answer"))).endsWith("1 ERRORS: no answer");
        assertThat(FigureTable.markdown(List.of(Figure.failed("REST", "POST", "a|b"))))
                .contains("1 ERRORS: a\\|b");
    }

    @Test
    void sectionsWithoutRequestsHaveNoColumnsForLatency() {
        assertThat(FigureTable.markdown(List.of(Figure.plain("Start", "cold", 61.5, "s", ""))))
                .contains("| cold | 61.5 | s |  |  |")
                .doesNotContain("p50");
        assertThat(FigureTable.markdown(List.of(POLLS)))
                .contains("| polls | 1 235 | 1/s | 1.2 | 4.5 | 120 | 300 | 0.457 |  |");
    }

    @Test
    void theBundleOfTheBenchIsAConfigBundle() throws IOException {
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(HotDeploy.jar()))) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Flexcoop-Resources"))
                    .isEqualTo("OSGI-INF/resources/*.json");
            assertThat(jar.getNextJarEntry().getName()).isEqualTo("OSGI-INF/resources/bench_bundle.json");
        }
    }
}
