package eu.flexcoop.middleware.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Entry point: fuzzes the targets one after the other. Exit code 0 only if there is no finding. */
public final class Fuzz {
    private static final int USAGE = 2;

    private Fuzz() {}

    /** Arguments: folder of the corpus, seconds per target, names of targets (all if there are none). */
    public static void main(String... arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            System.err.println("Usage: CORPUS SECONDS [TARGET...]");
            System.exit(USAGE);
        }
        Path corpus = Path.of(arguments[0]);
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[1]));
        List<Target> targets = arguments.length == 2
                ? List.of(Target.values())
                : Arrays.stream(arguments).skip(2).map(Target::named).toList();
        Path work = Files.createTempDirectory("flexcoop-fuzz");
        int findings = 0;
        for (Target target : targets) {
            FuzzRun.Outcome outcome = new FuzzRun(target, corpus, work).of(time);
            System.out.printf(
                    "  %-12s %s%n", target.folder(), outcome.clean() ? "no finding" : "FINDING, see " + outcome.log());
            findings += outcome.clean() ? 0 : 1;
        }
        System.exit(findings == 0 ? 0 : 1);
    }
}
