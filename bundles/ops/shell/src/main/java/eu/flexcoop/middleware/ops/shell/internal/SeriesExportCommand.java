package eu.flexcoop.middleware.ops.shell.internal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** Writes a series of the long-term store into a file. */
@Service
@Command(
        scope = "series",
        name = "export",
        description = "Writes the values of a series in the long-term store into a CSV file of the node")
public class SeriesExportCommand extends SeriesCommand {
    @Argument(
            index = 2,
            name = "file",
            description = "CSV file with the columns at, value and verified",
            required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(name = "--force", description = "Replaces a file that exists")
    boolean force;

    @Override
    void run() throws IOException {
        Path target = Path.of(file).toAbsolutePath();
        OpenOption mode = force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW;
        long[] written = new long[1];
        try (BufferedWriter out = Files.newBufferedWriter(
                target, StandardCharsets.UTF_8, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, mode)) {
            out.write("at,value,verified\n");
            read(point -> {
                try {
                    out.write("%s,%s,%s%n"
                            .formatted(point.at(), CsvFields.quoted(text(point.value())), point.verified()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                written[0]++;
            });
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailedException("%s exists already; --force replaces it".formatted(target));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        say("%d values of %s of device %s are in %s".formatted(written[0], metric, device, target));
    }
}
