package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands of a section of the documentation, run by bash as they are printed. */
final class DocumentedCommands {
    private static final String INDENT = "    ";

    private final List<String> lines;

    private DocumentedCommands(List<String> lines) {
        this.lines = lines;
    }

    /** The indented blocks below a heading, up to the next one. */
    static DocumentedCommands of(String page, String heading) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("flexcoop.root"), "docs", page));
        int start = lines.indexOf(heading);
        assertThat(start).as("'%s' in %s", heading, page).isNotNegative();
        List<String> section = lines.stream()
                .skip(start + 1L)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith(INDENT))
                .map(line -> line.substring(INDENT.length()))
                .toList();
        assertThat(section).as("commands below '%s' in %s", heading, page).isNotEmpty();
        return new DocumentedCommands(section);
    }

    /**
     * Runs them in one shell that ends at the first failure.
     *
     * @param replacements of what differs from the defaults, such as ports
     * @return what they printed
     */
    String run(Path folder, Map<String, String> replacements, Map<String, String> environment)
            throws IOException, InterruptedException {
        String script = "set -euo pipefail\n" + String.join("\n", lines) + "\n";
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            script = script.replace(replacement.getKey(), replacement.getValue());
        }
        Files.createDirectories(folder);
        Path output = folder.resolve("output.txt");
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment().putAll(environment);
        bash.environment().keySet().removeIf(name -> name.toLowerCase().endsWith("_proxy"));
        Process process = bash.start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0).as(printed).isTrue();
        return printed;
    }
}
