package eu.flexcoop.middleware.resources.rest.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.mongo.internal.PrivateMongod;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.core.internal.PublishedResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** Replays requests that were recorded from Python Eve, where the recordings lie beside the repository. */
class RecordedCasesTest {
    private static final int STANDARD_CASES = 155;
    private static final Caller ADMIN =
            new Caller("admin", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.empty());

    @Test
    @Timeout(120)
    void everyCaseOfThePlatformsProfileIsAnsweredAsRecorded() throws Exception {
        Settings settings =
                new Settings(new DateText("%Y-%m-%dT%H:%M:%S.%fZ"), 25, 300, 1 << 24, Duration.ofSeconds(10), false);
        assertThat(replay("flex", settings, "/1/", "exact")).contains("13 passed, 0 failed");
    }

    /** The wider profile is not complete yet; what works shall go on working. */
    @Test
    @Timeout(240)
    void noCaseOfTheStandardProfileThatOnceWorkedIsLost() throws Exception {
        Settings settings =
                new Settings(new DateText("%a, %d %b %Y %H:%M:%S GMT"), 25, 50, 1 << 24, Duration.ofSeconds(10), false);
        String report = replay("std", settings, "/", "structural");
        Matcher passed = Pattern.compile("(\\d+) passed, \\d+ failed").matcher(report);
        assertThat(passed.find()).as(report).isTrue();
        assertThat(Integer.parseInt(passed.group(1))).as(report).isGreaterThanOrEqualTo(STANDARD_CASES);
    }

    /** @return the report of the replay, which also lies in {@code target} */
    private static String replay(String profile, Settings settings, String root, String level) throws Exception {
        Path recordings = recordings();
        Path report = Path.of("target", "cases-" + profile + ".txt");
        try (PrivateMongod mongod = PrivateMongod.startOrSkip()) {
            OpenResources resources = new OpenResources(mongod, name -> Optional.empty());
            ResourceRegistry registry = published(recordings.resolve("profiles/" + profile + "/resources"));
            Router router = new Router(registry, resources, settings);
            try (PlainHttpServer server = new PlainHttpServer(router, ADMIN, root)) {
                Process process = new ProcessBuilder(
                                "python3",
                                recordings.resolve("run_cases.py").toString(),
                                "--base",
                                server.base(),
                                "--cases",
                                recordings.resolve("cases-" + profile + ".json").toString(),
                                "--level",
                                level,
                                "-q")
                        .redirectErrorStream(true)
                        .redirectOutput(report.toFile())
                        .start();
                assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
                return Files.readString(report);
            }
        }
    }

    private static ResourceRegistry published(Path folder) throws IOException {
        PublishedResources registry = new PublishedResources();
        long id = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                registry.add(
                        file.getFileName().toString(),
                        id++,
                        List.of(file.toUri().toURL()));
            }
        }
        return registry;
    }

    private static Path recordings() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared/rest"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "Skipped: no recordings beside the repository (../shared/rest)");
        return folder.resolve("shared/rest");
    }
}
