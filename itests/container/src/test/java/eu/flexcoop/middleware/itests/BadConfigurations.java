package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Makes each configuration file of a running middleware bad and good again, one at a time. */
final class BadConfigurations {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WRONG = "?";
    /** Its only key accepts any text. */
    private static final String WITHOUT_WRONG_VALUES = "eu.flexcoop.middleware.imports.weather.cfg";

    private static final String UNKNOWN = "noSuchKeyAnywhere";

    private final Middleware middleware;
    private final ServingLoad load;

    BadConfigurations(Middleware middleware, ServingLoad load) {
        this.middleware = middleware;
        this.load = load;
    }

    /** The files of the middleware itself, and of Karaf's those that are checked. */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(middleware.home().resolve("etc"))) {
            return all.filter(file -> file.getFileName()
                            .toString()
                            .matches("(eu\\.flexcoop|org\\.apache\\.karaf\\.shell).*\\.cfg"))
                    .sorted()
                    .toList();
        }
    }

    void change(Path file) throws Exception {
        String good = Files.readString(file);
        try {
            if (!file.endsWith(WITHOUT_WRONG_VALUES)) {
                refused(file, good.replaceAll("(?m)^([\\w.-]+)\\s*=.*$", "$1 = " + WRONG), "accepted");
            }
            refused(file, good + "\n" + UNKNOWN + " = 1\n", UNKNOWN + " = 1: unknown key");
        } finally {
            Files.writeString(file, good);
        }
    }

    private void refused(Path file, String bad, String named) throws Exception {
        String name = file.getFileName().toString();
        long before = refusals(name, named);
        Files.writeString(file, bad);
        await(name + " to be refused")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> refusals(name, named) > before);
        assertThat(middleware.get("/health?tag=configuration", "").body()).contains(name + ": ", named);
        load.expectMoreAnswers();
    }

    private long refusals(String file, String named) throws IOException {
        try (Stream<String> lines = Files.lines(middleware.home().resolve("data/log/karaf.log"))) {
            return lines.filter(
                            line -> line.contains(file + ": ") && line.contains(named) && line.contains("stays in use"))
                    .count();
        }
    }
}
