package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** Entry point: measures, prints a table, writes the figures. Exit code 0 only if nothing went wrong. */
public final class Bench {
    private static final int USAGE = 2;

    private Bench() {}

    public static void main(String... arguments) throws IOException {
        if (arguments.length == 0 || List.of(arguments).contains("--help")) {
            System.out.println(Plan.USAGE);
            return;
        }
        try {
            System.exit(measure(Plan.of(arguments)));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(USAGE);
        }
    }

    private static int measure(Plan plan) throws IOException {
        Machine machine = Machine.here();
        Instant began = Instant.now();
        System.out.println(machine);
        System.out.println(FigureTable.heading());
        String[] section = {""};
        List<Figure> figures;
        try (Measurements measurements = new Measurements(
                plan,
                Installation.in(plan.data()),
                token("FLEXCOOP_BENCH_TOKEN"),
                token("FLEXCOOP_BENCH_BOX_TOKEN"),
                figure -> {
                    if (!figure.section().equals(section[0])) {
                        section[0] = figure.section();
                        System.out.println(section[0]);
                    }
                    System.out.println(FigureTable.line(figure));
                })) {
            figures = measurements.run();
        }
        writeJson(plan.json(), new Run(machine, began.toString(), plan.commit(), figures));
        if (plan.page().isPresent()) {
            new BenchmarkPage(plan.page().get()).write(figures, plan, machine, began);
        }
        long errors = figures.stream().mapToLong(Figure::errors).sum();
        System.out.println(
                errors == 0 ? "No errors. Figures: " + plan.json() : "%d ERRORS, see above".formatted(errors));
        return errors == 0 ? 0 : 1;
    }

    private static String token(String variable) {
        String token = System.getenv(variable);
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException("There is no token in %s".formatted(variable));
        }
        return token;
    }

    private static void writeJson(Path file, Run run) throws IOException {
        new ObjectMapper()
                .registerModule(new Jdk8Module())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(file.toFile(), run);
    }

    /** What stands in the file. */
    private record Run(Machine machine, String began, String commit, List<Figure> figures) {}
}
