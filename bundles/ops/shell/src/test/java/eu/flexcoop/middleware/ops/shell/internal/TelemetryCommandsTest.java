package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.console.CommandLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.CleaningConfiguration;
import eu.flexcoop.middleware.telemetry.api.Reprocessing;
import eu.flexcoop.middleware.telemetry.api.UnknownPoint;
import eu.flexcoop.middleware.telemetry.api.UnknownPoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TelemetryCommandsTest {
    @Test
    void theStepsOfEachMetricAreListedWithFilesThatAreNotInForce() throws Exception {
        CleaningConfiguration configuration = new CleaningConfiguration() {
            @Override
            public List<MetricSteps> metrics() {
                return List.of(new MetricSteps("lux", List.of("quality", "range"), "etc/telemetry-cleaning.json"));
            }

            @Override
            public List<String> refused() {
                return List.of("a.json is refused");
            }
        };
        assertThat(new ShellFixture()
                        .with(CleaningConfiguration.class, configuration, 0)
                        .run(new CleaningListCommand()))
                .contains("lux", "quality, range", "etc/telemetry-cleaning.json", "a.json is refused");
    }

    /** Hours of a device that are computed one by one, each time somebody looks. */
    private static final class OneByOne implements Reprocessing {
        private long left;
        private final List<String> marked = new ArrayList<>();

        OneByOne(long hours) {
            left = hours;
        }

        @Override
        public long mark(DeviceId device, Instant from, Instant to) {
            marked.add("%s %s %s".formatted(device, from, to));
            return left;
        }

        @Override
        public long pending(DeviceId device, Instant from, Instant to) {
            return Math.max(0, --left);
        }

        @Override
        public List<DeviceId> devices(String prefix, int most) {
            return List.of(new DeviceId(prefix + "1"));
        }
    }

    private static ReprocessCommand reprocess(String from, String to) {
        ReprocessCommand command = new ReprocessCommand();
        command.devices = List.of("d1");
        command.from = from;
        command.to = to;
        command.everyMillis = 1;
        return command;
    }

    @Test
    void reprocessingMarksTheTimeAndShowsItsProgressUntilItsEnd() throws Exception {
        OneByOne hours = new OneByOne(3);
        String printed = new ShellFixture()
                .with(Reprocessing.class, hours, 0)
                .run(reprocess("2026-11-27", "2026-11-27T03:00:00Z"));
        assertThat(hours.marked).containsExactly("d1 2026-11-27T00:00:00Z 2026-11-27T03:00:00Z");
        assertThat(printed.lines())
                .containsExactly(
                        "3 hours with samples are marked",
                        "1 of 3 hours are computed",
                        "2 of 3 hours are computed",
                        "All 3 hours are computed");
    }

    @Test
    void reprocessingSaysWhenNothingIsStoredAndWhenItTakesTooLong() throws Exception {
        assertThat(new ShellFixture()
                        .with(Reprocessing.class, new OneByOne(0), 0)
                        .run(reprocess("2026-11-27", "2026-11-28")))
                .contains("Device d1 has no stored samples", "0 hours");
        ReprocessCommand command = reprocess("2026-11-27", "2026-11-28");
        command.timeoutSeconds = 0;
        ShellFixture shell = new ShellFixture().with(Reprocessing.class, new OneByOne(1_000), 0);
        assertThatThrownBy(() -> shell.run(command)).hasMessageContaining("hours still wait after 0 s");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-30, 2026-03-01, --from 2026-02-30",
        "2026-03-01, 2026-03-01T25:00:00Z, --to 2026-03-01T25:00:00Z",
        "2026-03-01, yesterday, --to yesterday",
        "2026-03-02, 2026-03-01, is not before"
    })
    void aTimeThatIsNoneIsRefused(String from, String to, String message) {
        ShellFixture shell = new ShellFixture().with(Reprocessing.class, new OneByOne(1), 0);
        assertThatThrownBy(() -> shell.run(reprocess(from, to))).hasMessageContaining(message);
    }

    @Test
    void theIdsOfDevicesAreCompleted() {
        DeviceIdCompleter completer = new DeviceIdCompleter();
        completer.bundleContext =
                new ShellFixture().with(Reprocessing.class, new OneByOne(1), 0).bundleContext();
        List<String> candidates = new ArrayList<>();
        CommandLine line =
                ShellFixture.proxy(CommandLine.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getCursorArgument" -> "abc";
                    case "getArgumentPosition" -> 3;
                    case "getBufferPosition" -> 3;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        completer.complete(null, line, candidates);
        assertThat(candidates).hasSize(1).first().asString().startsWith("abc1");
    }

    @Test
    void unknownRidsAreListedTakenInAndForgotten() throws Exception {
        List<String> calls = new ArrayList<>();
        Instant at = Instant.parse("2026-11-27T10:00:00Z");
        UnknownPoints unknown = new UnknownPoints() {
            @Override
            public List<UnknownPoint> list(Optional<VenId> ven, int most) {
                return List.of(new UnknownPoint(ven.orElseThrow(), "a\nb", 7, 5, at, at, 21.5));
            }

            @Override
            public long retry(VenId ven) {
                calls.add("retry " + ven);
                return 5;
            }

            @Override
            public long forget(VenId ven) {
                calls.add("forget " + ven);
                return 1;
            }
        };
        UnknownListCommand list = new UnknownListCommand();
        list.ven = "ven-1";
        assertThat(new ShellFixture().with(UnknownPoints.class, unknown, 0).run(list))
                .contains("ven-1", "a?b", "21.5");
        UnknownRetryCommand retry = new UnknownRetryCommand();
        retry.ven = "ven-1";
        retry.forget = true;
        assertThat(new ShellFixture().with(UnknownPoints.class, unknown, 0).run(retry))
                .contains("5 samples are taken in", "1 rIDs are forgotten");
        assertThat(calls).containsExactly("retry ven-1", "forget ven-1");
    }
}
