package eu.flexcoop.middleware.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import eu.flexcoop.middleware.security.oauth.internal.TokenBenchmark;

/** Verification of tokens by JMH, in a JVM of its own with one thread. */
final class TokenSpeed {
    static final String SECTION = "Verification of tokens";

    private static final int WARM_UP_ITERATIONS = 5;
    private static final int ITERATIONS = 5;
    private static final int SECONDS_OF_WARM_UP = 2;

    private final Plan plan;

    TokenSpeed(Plan plan) {
        this.plan = plan;
    }

    List<Figure> measure() throws RunnerException {
        TimeValue iteration = TimeValue.milliseconds(plan.measured().toMillis() / ITERATIONS);
        return figures(new Runner(new OptionsBuilder()
                        .include("\\b" + TokenBenchmark.class.getSimpleName() + "\\b")
                        .forks(1)
                        .jvmArgs("-Xmx256m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
                        .warmupIterations(WARM_UP_ITERATIONS)
                        .warmupTime(TimeValue.seconds(SECONDS_OF_WARM_UP))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(iteration)
                        .addProfiler(CpuTime.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run().stream().sorted(Comparator.comparing(TokenSpeed::name)).toList());
    }

    private static List<Figure> figures(List<RunResult> results) {
        List<Figure> figures = new ArrayList<>();
        for (RunResult result : results) {
            double cpu = result.getSecondaryResults().get(CpuTime.NAME).getScore();
            figures.add(Figure.plain(
                    SECTION,
                    name(result),
                    cpu,
                    "us CPU",
                    String.format(
                            Locale.ROOT,
                            "%.1f us on the clock, ± %.1f (99.9 %%)",
                            result.getPrimaryResult().getScore(),
                            result.getPrimaryResult().getScoreError())));
        }
        return figures;
    }

    private static String name(RunResult result) {
        return result.getPrimaryResult().getLabel().equals("hit")
                ? "a token that was seen before, with its hash"
                : "a token that is seen for the first time, RS256 with 2048 bits";
    }
}
