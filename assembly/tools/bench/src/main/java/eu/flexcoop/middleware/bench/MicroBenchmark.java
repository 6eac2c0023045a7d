package eu.flexcoop.middleware.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the methods of a class by JMH, in a JVM of its own with one thread, and shows the CPU time of each operation. */
final class MicroBenchmark {
    private static final int WARM_UP_ITERATIONS = 5;
    private static final int ITERATIONS = 5;
    private static final int SECONDS_OF_WARM_UP = 2;

    private final String section;
    private final Class<?> benchmark;
    private final Map<String, String> names;

    /** @param names what is shown for each method of the class */
    MicroBenchmark(String section, Class<?> benchmark, Map<String, String> names) {
        this.section = section;
        this.benchmark = benchmark;
        this.names = names;
    }

    /** @param measured time for each method */
    List<Figure> measure(Duration measured) throws RunnerException {
        List<Figure> figures = new ArrayList<>();
        new Runner(new OptionsBuilder()
                        .include("\\b" + benchmark.getSimpleName() + "\\b")
                        .forks(1)
                        .jvmArgs("-Xmx256m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
                        .warmupIterations(WARM_UP_ITERATIONS)
                        .warmupTime(TimeValue.seconds(SECONDS_OF_WARM_UP))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.milliseconds(measured.toMillis() / ITERATIONS))
                        .addProfiler(CpuTime.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run().stream()
                        .map(this::figure)
                        .sorted(Comparator.comparing(Figure::name))
                        .forEach(figures::add);
        return figures;
    }

    private Figure figure(RunResult result) {
        return Figure.plain(
                section,
                names.get(result.getPrimaryResult().getLabel()),
                result.getSecondaryResults().get(CpuTime.NAME).getScore(),
                "us CPU",
                String.format(
                        Locale.ROOT,
                        "%.2f us on the clock, ± %.2f (99.9 %%)",
                        result.getPrimaryResult().getScore(),
                        result.getPrimaryResult().getScoreError()));
    }
}
