package eu.flexcoop.middleware.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of Jazzer over one target, in a process of its own, as libFuzzer ends the process with the first finding.
 *
 * @param corpus folder with a folder of inputs per target, only read
 * @param work folder for what the run finds
 */
record FuzzRun(Target target, Path corpus, Path work) {
    private static final int LONGEST_INPUT_SECONDS = 10;
    /** In a short run most of the first input is the start of the code, beside other tests. */
    private static final int LONGEST_INPUT_OF_SHORT_RUN_SECONDS = 60;

    private static final int LONGEST_INPUT_BYTES = 1 << 16;
    private static final int HEAP_MB = 512;
    private static final Duration START_AND_END = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofSeconds(30);

    /** @param log what the fuzzer has printed */
    record Outcome(boolean clean, Path log) {}

    /**
     * Fuzzes for that time.
     *
     * @return not clean after an exception that is no refusal, an input that took ten seconds, or exhausted memory; the input is then
     *     in the working folder
     */
    Outcome of(Duration time) throws IOException, InterruptedException {
        boolean isShort = time.compareTo(SHORT) < 0;
        Path own = Files.createDirectories(work.resolve(target.folder()));
        Path found = Files.createDirectories(own.resolve("corpus"));
        Path log = own.resolve("fuzzer.log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx" + HEAP_MB + "m",
                        "-XX:+UseSerialGC",
                        // a short run is over before thorough compilation is paid back
                        "-XX:TieredStopAtLevel=" + (isShort ? 1 : 4),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.code().getName(),
                        "--instrumentation_includes=eu.flexcoop.**",
                        // elsewhere the hooks cost ten seconds of every start
                        "--custom_hook_includes=eu.flexcoop.**:org.keycloak.**:com.nimbusds.**",
                        "--disabled_hooks=" + String.join(":", target.intended()),
                        "--reproducer_path=" + own,
                        "-artifact_prefix=" + own + "/",
                        "-max_total_time=" + time.toSeconds(),
                        "-timeout=" + (isShort ? LONGEST_INPUT_OF_SHORT_RUN_SECONDS : LONGEST_INPUT_SECONDS),
                        "-max_len=" + LONGEST_INPUT_BYTES,
                        "-rss_limit_mb=0", // the heap is limited; the JVM's own memory is not the input's
                        found.toString(),
                        corpus.resolve(target.folder()).toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Thread ending = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(ending); // whoever ends this program ends the run with it
        try {
            boolean ended = process.waitFor(time.plus(START_AND_END).toSeconds(), TimeUnit.SECONDS);
            return new Outcome(ended && process.exitValue() == 0, log);
        } finally {
            process.destroyForcibly();
            try {
                Runtime.getRuntime().removeShutdownHook(ending);
            } catch (IllegalStateException e) {
                // the hook is at work
            }
        }
    }
}
