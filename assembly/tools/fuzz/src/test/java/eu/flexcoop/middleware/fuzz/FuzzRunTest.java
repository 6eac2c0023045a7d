package eu.flexcoop.middleware.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A short run over each target; the long one is {@code ./flexcoop bench fuzz}. */
class FuzzRunTest {
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Path CORPUS = Path.of("corpus");

    @TempDir
    Path work;

    /** Two at a time, as most of the time is that of starts. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(Target.class)
    void whateverIsSentIsReadOrRefused(Target target) throws Exception {
        FuzzRun.Outcome outcome = new FuzzRun(target, CORPUS, work).of(SHORT);

        String log = Files.readString(outcome.log());
        assertThat(outcome.clean()).as(log).isTrue();
        assertThat(log).as("it was measured what the inputs reach").contains("cov: ");
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void everyTargetHasACorpus(Target target) throws IOException {
        try (Stream<Path> inputs = Files.list(CORPUS.resolve(target.folder()))) {
            assertThat(inputs.toList()).hasSizeGreaterThan(3);
        }
    }

    @Test
    void targetsAreFoundByTheirNames() {
        assertThat(Stream.of("csr", "token").map(Target::named)).isEqualTo(List.of(Target.CSR, Target.TOKEN));
        assertThatThrownBy(() -> Target.named("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openadr");
    }
}
