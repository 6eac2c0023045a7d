package eu.flexcoop.middleware.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A part of the benchmark that can be chosen by its name. The list is a file because {@code ./flexcoop bench --help} shows it too.
 *
 * @param usual whether it is part of a run for which no names were given
 * @param minutes how long it takes with the defaults
 */
record Scenario(String name, boolean usual, double minutes, String text) {
    private static final List<Scenario> ALL = read();

    static List<Scenario> all() {
        return ALL;
    }

    static List<String> names() {
        return ALL.stream().map(Scenario::name).toList();
    }

    private static List<Scenario> read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Scenario.class.getResourceAsStream("/scenarios.txt"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(Scenario::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Scenario of(String line) {
        String[] fields = line.split("\\|", 4);
        return new Scenario(
                fields[0].strip(),
                fields[1].strip().equals("yes"),
                Double.parseDouble(fields[2].strip()),
                fields[3].strip());
    }
}
