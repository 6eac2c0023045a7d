package eu.flexcoop.middleware.ops.shell.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.LegacyFormat;
import eu.flexcoop.middleware.series.api.LegacyImport;
import eu.flexcoop.middleware.series.api.LegacyProgress;
import eu.flexcoop.middleware.series.api.LegacyTables;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.series.api.TableStatistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SeriesCommandsTest {
    private static final Instant FIRST = Instant.parse("2026-11-27T00:00:00Z");

    @TempDir
    Path folder;

    /** Three quarter hours of one device. */
    private static final class ThreeValues implements SeriesStore {
        private final List<SeriesPoint> points = List.of(
                point(0, SeriesValue.of(0.25)),
                point(900, SeriesValue.of(0.5)),
                point(1800, SeriesValue.of("a \"b\"")));

        private static SeriesPoint point(int seconds, SeriesValue value) {
            return new SeriesPoint(new DeviceId("d1"), "kwh", FIRST.plusSeconds(seconds), value, seconds != 900);
        }

        @Override
        public void write(Collection<SeriesPoint> written, Collection<SeriesKey> removed) {
            throw new UnsupportedOperationException("Commands only read");
        }

        @Override
        public void range(DeviceId device, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer) {
            points.stream()
                    .filter(point ->
                            point.device().equals(device) && point.metric().equals(metric))
                    .filter(point -> !point.at().isBefore(from) && point.at().isBefore(to))
                    .forEach(consumer);
        }

        @Override
        public Optional<Instant> first(DeviceId device, String metric, Instant from, Instant to) {
            throw new UnsupportedOperationException("No command asks for it");
        }

        @Override
        public Optional<Instant> last(DeviceId device, String metric, Instant from, Instant to) {
            throw new UnsupportedOperationException("No command asks for it");
        }

        @Override
        public TableStatistics statistics() {
            return new TableStatistics("samples", 16, 2, 5L << 20, 3L << 20, 7, 8);
        }
    }

    private static ShellFixture shell() throws Exception {
        return new ShellFixture().with(SeriesStore.class, new ThreeValues(), 0);
    }

    private static <T extends SeriesCommand> T of(T command) {
        command.device = "d1";
        command.metric = "kwh";
        command.to = "2026-11-28";
        return command;
    }

    @Test
    void aScanShowsTheLatestValuesOfThePeriod() throws Exception {
        SeriesScanCommand scan = of(new SeriesScanCommand());
        scan.limit = 2;
        assertThat(shell().run(scan))
                .contains("2026-11-27T00:15:00Z", "0.5", "no", "a \"b\"", "latest 2 of 3 values")
                .doesNotContain("0.25");

        SeriesScanCommand before = of(new SeriesScanCommand());
        before.to = "2026-11-27T00:15:00Z";
        assertThat(shell().run(before)).contains("0.25").doesNotContain("0.5", "latest");

        SeriesScanCommand none = of(new SeriesScanCommand());
        none.metric = "watts";
        assertThat(shell().run(none)).contains("no value of watts of device d1");
    }

    @Test
    void aPeriodThatIsNoneIsRefused() throws Exception {
        SeriesScanCommand scan = of(new SeriesScanCommand());
        scan.from = "2026-11-28";
        ShellFixture shell = shell();
        assertThatThrownBy(() -> shell.run(scan)).hasMessageContaining("is not before");
        SeriesScanCommand unlimited = of(new SeriesScanCommand());
        unlimited.limit = 0;
        assertThatThrownBy(() -> shell.run(unlimited)).hasMessageContaining("--limit");
    }

    @Test
    void anExportWritesEveryValueAndReplacesNoFileUnasked() throws Exception {
        SeriesExportCommand export = of(new SeriesExportCommand());
        Path file = folder.resolve("kwh.csv");
        export.file = file.toString();
        assertThat(shell().run(export)).contains("3 values", file.toString());
        assertThat(file)
                .hasContent(
                        """
                        at,value,verified
                        2026-11-27T00:00:00Z,0.25,true
                        2026-11-27T00:15:00Z,0.5,false
                        2026-11-27T00:30:00Z,"a ""b""\",true
                        """);

        ShellFixture shell = shell();
        assertThatThrownBy(() -> shell.run(export)).hasMessageContaining("exists already");
        export.force = true;
        export.to = "2026-11-27T00:15:00Z";
        assertThat(shell.run(export)).contains("1 values");
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void statisticsShowSizeAndUse() throws Exception {
        assertThat(shell().run(new SeriesStatCommand())).contains("samples", "16", "2", "5", "3", "7", "8");
    }

    /** A table with one row that is not understood. */
    private LegacyProgress readTable(
            LegacyImport wanted, Consumer<LegacyProgress> progress, BiConsumer<String, String> refused) {
        assertThat(wanted)
                .isEqualTo(new LegacyImport(
                        "edinet_x",
                        LegacyFormat.METERING,
                        "kwh",
                        Optional.of(Instant.parse("2020-01-01T00:00:00Z")),
                        true));
        refused.accept("a~b", "'a' is \"not\" a time");
        return new LegacyProgress(3, 2, 1, 0, "c");
    }

    @Test
    void anImportSaysWhatItStoredAndWhatItRefused() throws Exception {
        SeriesImportCommand command = new SeriesImportCommand();
        command.table = "edinet_x";
        command.format = "Metering";
        command.before = "2020-01-01";
        command.again = true;
        Path file = folder.resolve("refused.csv");
        command.refusedFile = file.toString();
        ShellFixture shell = new ShellFixture().with(LegacyTables.class, this::readTable, 0);
        assertThat(shell.run(command))
                .contains("Row 'a~b' is refused: 'a' is \"not\" a time", "3 rows: 2 values stored, 1 rows refused");
        assertThat(file).hasContent("a~b,\"'a' is \"\"not\"\" a time\"\n");

        command.format = "gas";
        assertThatThrownBy(() -> shell.run(command)).hasMessageContaining("use one of metering, billing, meteo");
    }
}
