package eu.flexcoop.middleware.openadr.vtn.internal.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fenced samples of a Markdown page, in their order.
 *
 * @param language first word after the fence
 * @param role what follows it: a service, {@code answer}, {@code envelope} or nothing
 * @param line where the sample begins, counted from 1
 */
public record PageSamples(String language, String role, String text, int line) {
    private static final String FENCE = "```";

    /** The samples of a file of the repository, for example {@code docs/openadr-messages.md}. */
    public static List<PageSamples> of(String file) {
        List<PageSamples> samples = new ArrayList<>();
        List<String> lines = linesOf(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                String[] info = lines.get(i).substring(FENCE.length()).strip().split(" ", 2);
                int first = i + 1;
                do {
                    i++;
                } while (!lines.get(i).equals(FENCE));
                samples.add(new PageSamples(
                        info[0],
                        info.length > 1 ? info[1] : "",
                        String.join("\n", lines.subList(first, i)),
                        first + 1));
            }
        }
        return samples;
    }

    /** The lines of a file of the repository. */
    public static List<String> linesOf(String file) {
        try {
            return Files.readAllLines(repository().resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The folder that holds the whole source tree. */
    public static Path repository() {
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("mvnw")))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("No folder above " + Path.of("").toAbsolutePath() + " has mvnw"));
    }
}
