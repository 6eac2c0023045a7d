package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import eu.flexcoop.middleware.configuration.api.CheckedConfiguration;

/** Checks all files without a container, for {@code ./flexcoop check}, or writes the page of all keys. */
public final class CheckMain {
    private CheckMain() {}

    /**
     * Takes the folder of the distribution and that of the files, and optionally the file to write the page to. Ends with 1 if a file has
     * a problem.
     */
    public static void main(String... arguments) throws IOException {
        Schemas schemas = Schemas.of(Path.of(arguments[0], "system"));
        Path folder = Path.of(arguments[1]);
        if (arguments.length > 2) {
            Files.writeString(Path.of(arguments[2]), new ConfigurationPage(schemas, folder).text());
            return;
        }
        CheckedConfiguration.Report report =
                new CheckedFolder(folder, schemas, System::getProperty, new RefusedFiles()).check();
        report.problems().forEach(System.out::println);
        System.out.printf(
                "%d files in %s, %d problems%n",
                report.files(), folder, report.problems().size());
        System.exit(report.problems().isEmpty() ? 0 : 1);
    }
}
