package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calls the script {@code flexcoop} as an operator does; its environment says which instance is meant. */
final class Operator {
    private static final long LONGEST_SECONDS = 300;
    /** Both routes between the samples and HBase. */
    private static final String ROUTES =
            "eu.flexcoop.middleware.routes.telemetry.ingest eu.flexcoop.middleware.routes.telemetry.longterm";

    private final Path script;
    private final Map<String, String> environment;

    /** @param environment added to that of this process */
    Operator(Path script, Map<String, String> environment) {
        this.script = script;
        this.environment = Map.copyOf(environment);
    }

    /** @throws IllegalStateException where the plan names no script, as the scenario needs it */
    static Operator of(Plan plan) {
        return new Operator(
                plan.flexcoop()
                        .orElseThrow(
                                () -> new IllegalStateException("It restarts processes: not possible with --here")),
                Map.of());
    }

    /** Until the instance is ready. */
    void start() throws IOException, InterruptedException {
        run("start", "--no-build");
    }

    void stop() throws IOException, InterruptedException {
        run("stop");
    }

    /** Samples are accepted and wait; after a restart of the container the routes run again. */
    void stopRoutes() throws IOException, InterruptedException {
        run("shell", "bundle:stop -t " + ROUTES);
    }

    void startRoutes() throws IOException, InterruptedException {
        run("shell", "bundle:start " + ROUTES);
    }

    /** @throws IOException with what the script said, if it fails or takes too long */
    private void run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        Path output = Files.createTempFile("flexcoop-bench", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("FLEXCOOP_BENCH_"));
            builder.environment().putAll(environment);
            Process process = builder.redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                throw new IOException("%s did not end within %d s".formatted(command, LONGEST_SECONDS));
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        "%s: %s".formatted(command, Files.readString(output).strip()));
            }
        } finally {
            Files.delete(output);
        }
    }
}
