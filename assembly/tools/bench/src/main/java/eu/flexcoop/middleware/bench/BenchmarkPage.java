package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The page with the figures: text that people write, and below a marker what was measured last. */
final class BenchmarkPage {
    static final String MARKER = "<!-- written by ./flexcoop bench --write-docs from here on -->";

    private final Path page;

    BenchmarkPage(Path page) {
        this.page = page;
    }

    void write(List<Figure> figures, Plan plan, Machine machine, Instant at) throws IOException {
        String present = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n\n" + MARKER + "\n";
        Files.writeString(page, merged(present, text(figures, plan, machine, at)));
    }

    /** @throws IllegalStateException if the page lacks the marker: then nobody's text is overwritten */
    static String merged(String present, String measured) {
        int marker = present.indexOf(MARKER);
        if (marker < 0) {
            throw new IllegalStateException(
                    "The page holds no line '%s' below which figures may be written".formatted(MARKER));
        }
        return present.substring(0, marker) + MARKER + "\n\n" + measured;
    }

    static String text(List<Figure> figures, Plan plan, Machine machine, Instant at) {
        return """
                ## Measured

                %s

                %s, commit %s. %d boxes, %d REST clients, %d s each after %d s of warm-up. Everything, the bench included, shares
                this machine.
                %s"""
                .formatted(
                        machine,
                        at.truncatedTo(ChronoUnit.MINUTES),
                        plan.commit(),
                        plan.boxes(),
                        plan.clients(),
                        plan.measured().toSeconds(),
                        plan.warmUp().toSeconds(),
                        FigureTable.markdown(figures));
    }
}
