package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page with the figures: text that people write, and below a marker one section for each part that was measured, with the
 * machine and the time of its latest run. A run replaces its own sections and keeps the others.
 */
final class BenchmarkPage {
    static final String MARKER = "<!-- written by ./flexcoop bench --write-docs from here on -->";

    private static final String HEADING = "### ";
    private static final String START =
            """
            ## Measured

            Each section says where and when it was measured. Everything, the bench included, shares the machine.
            """;

    private final Path page;

    BenchmarkPage(Path page) {
        this.page = page;
    }

    void write(List<Figure> figures, Plan plan, Machine machine, Instant at) throws IOException {
        String present = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n\n" + MARKER + "\n";
        Files.writeString(page, merged(present, sections(figures, plan, machine, at)));
    }

    /**
     * The page with these sections, by heading.
     *
     * @throws IllegalStateException if the page lacks the marker: then nobody's text is overwritten
     */
    static String merged(String present, Map<String, String> measured) {
        int marker = present.indexOf(MARKER);
        if (marker < 0) {
            throw new IllegalStateException(
                    "The page holds no line '%s' below which figures may be written".formatted(MARKER));
        }
        Map<String, String> sections = parsed(present.substring(marker + MARKER.length()));
        sections.putAll(measured);
        StringBuilder merged = new StringBuilder(present.substring(0, marker))
                .append(MARKER)
                .append("\n\n")
                .append(START);
        sections.forEach((heading, text) -> merged.append('\n')
                .append(HEADING)
                .append(heading)
                .append("\n\n")
                .append(text.strip())
                .append('\n'));
        return merged.toString();
    }

    /** Sections below the marker, in their order. */
    private static Map<String, String> parsed(String text) {
        Map<String, String> sections = new LinkedHashMap<>();
        String heading = "";
        List<String> lines = new ArrayList<>();
        for (String line : (text + "\n" + HEADING).lines().toList()) {
            if (line.startsWith(HEADING.strip() + ' ') || line.equals(HEADING)) {
                if (!heading.isEmpty()) {
                    sections.put(heading, String.join("\n", lines));
                }
                heading = line.substring(HEADING.length());
                lines.clear();
            } else {
                lines.add(line);
            }
        }
        return sections;
    }

    static Map<String, String> sections(List<Figure> figures, Plan plan, Machine machine, Instant at) {
        String where = "%s; %s, commit %s; %d boxes, %d REST clients, %d s per measurement after %d s of warm-up."
                .formatted(
                        machine,
                        at.truncatedTo(ChronoUnit.MINUTES),
                        plan.commit(),
                        plan.boxes(),
                        plan.clients(),
                        plan.measured().toSeconds(),
                        plan.warmUp().toSeconds());
        Map<String, List<Figure>> bySection = figures.stream()
                .collect(Collectors.groupingBy(Figure::section, LinkedHashMap::new, Collectors.toList()));
        Map<String, String> sections = new LinkedHashMap<>();
        bySection.forEach((section, rows) -> sections.put(section, where + "\n\n" + FigureTable.markdown(rows)));
        return sections;
    }
}
