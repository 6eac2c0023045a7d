package eu.flexcoop.middleware.ops.shell.internal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.series.api.LegacyFormat;
import eu.flexcoop.middleware.series.api.LegacyImport;
import eu.flexcoop.middleware.series.api.LegacyProgress;
import eu.flexcoop.middleware.series.api.LegacyTables;

/** Reads a table of the platform's first implementation into the long-term store. */
@Service
@Command(
        scope = "series",
        name = "import",
        description = "Reads a table of the platform's first implementation into the long-term store; called again, it"
                + " goes on where it ended")
public class SeriesImportCommand extends OperatorCommand {
    private static final int SHOWN = 20;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Argument(index = 0, name = "table", description = "Name of the table in HBase", required = true)
    String table;

    @Argument(
            index = 1,
            name = "format",
            description = "metering (time~device), billing (begin~end~device) or meteo (time~station)",
            required = true)
    String format;

    @Option(name = "--metric", description = "Metric under which the values are stored (default: kwh)")
    String metric = "kwh";

    @Option(
            name = "--before",
            description = "Leaves values from this instant on out, for example that at which this middleware took over")
    String before;

    @Option(name = "--again", description = "Reads the table from its beginning")
    boolean again;

    @Option(name = "--refused", description = "CSV file for all rows that are not understood, and why")
    @Completion(FileCompleter.class)
    String refusedFile;

    private long shownAt = System.nanoTime();
    private int shown;

    @Override
    void run() throws IOException {
        LegacyImport wanted = new LegacyImport(
                table,
                parsedFormat(),
                metric,
                Optional.ofNullable(before).map(text -> TimeArgument.instant("--before", text)),
                again);
        try (BufferedWriter refused = refusedFile == null
                ? null
                : Files.newBufferedWriter(Path.of(refusedFile).toAbsolutePath(), StandardCharsets.UTF_8)) {
            LegacyProgress done =
                    service(LegacyTables.class).read(wanted, this::show, (key, reason) -> refuse(refused, key, reason));
            say(text(done));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (UnavailableException e) {
            throw new CommandFailedException(
                    e.getMessage() + "; the same command goes on behind the last row that was stored");
        }
    }

    private LegacyFormat parsedFormat() {
        return Arrays.stream(LegacyFormat.values())
                .filter(each -> each.name().equalsIgnoreCase(format))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("There is no format '%s', use one of %s"
                        .formatted(
                                format,
                                String.join(
                                        ", ",
                                        Arrays.stream(LegacyFormat.values())
                                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                                .toList()))));
    }

    private void show(LegacyProgress progress) {
        if (System.nanoTime() - shownAt > PAUSE.toNanos()) {
            shownAt = System.nanoTime();
            say(text(progress) + ", at " + progress.position());
        }
    }

    private static String text(LegacyProgress progress) {
        return "%d rows: %d values stored, %d rows refused%s"
                .formatted(
                        progress.rows(),
                        progress.values(),
                        progress.refused(),
                        progress.late() == 0 ? "" : ", %d left out by --before".formatted(progress.late()));
    }

    private void refuse(BufferedWriter file, String key, String reason) {
        if (shown++ < SHOWN) {
            say("Row '%s' is refused: %s".formatted(key, reason));
        } else if (shown == SHOWN + 1 && file == null) {
            say("More rows are refused; --refused FILE lists all of them");
        }
        if (file != null) {
            try {
                file.write("%s,%s%n".formatted(CsvFields.quoted(key), CsvFields.quoted(reason)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
