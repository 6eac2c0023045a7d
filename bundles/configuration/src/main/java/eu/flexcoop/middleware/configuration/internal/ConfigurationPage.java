package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of the documentation with all keys, as Markdown. */
final class ConfigurationPage {
    private static final Pattern VARIABLE = Pattern.compile("env:([A-Z0-9_]+)");
    private static final String HEAD =
            """
            # Configuration

            Every key of every file in `etc/`. This page is generated from the bundles (`./flexcoop check --write-docs`); do not edit it.

            A file can be changed while the middleware runs. It is checked as a whole before it is applied: the type and range of each value,
            keys that nobody knows, and what contradicts something else. A file with a problem is not applied, and what it said before stays in
            use. The log, the health check `configuration` (critical) and the command `config:check` say which file, key and value, and what is
            accepted; `./flexcoop check` checks all files without a running middleware. If a file is wrong at the very first start, the defaults
            of the keys that are wrong are used, and of a file such as `…issuer-default.cfg`, of which there may be several, nothing.

            Keys are written as here, also their capitals. Most values can be given by an environment variable, which `${env:NAME:-default}` in the file names; it is checked in the same way.
            Files for access to commands of the shell (`org.apache.karaf.command.acl.*`) and for the log (`org.ops4j.pax.logging.cfg`) are
            Karaf's and are not checked.
            """;

    private final Schemas schemas;
    private final Path folder;

    ConfigurationPage(Schemas schemas, Path folder) {
        this.schemas = schemas;
        this.folder = folder;
    }

    String text() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (Schema schema : schemas.all()) {
            List<Path> files = files(schema);
            if (!files.isEmpty()) {
                section(schema, files, page);
            }
        }
        return page.toString();
    }

    private List<Path> files(Schema schema) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(ConfigurationFile::isOne)
                    .filter(file -> schemas.find(new ConfigurationFile(file).configuration())
                            .filter(schema::equals)
                            .isPresent())
                    .sorted()
                    .toList();
        }
    }

    private static void section(Schema schema, List<Path> files, StringBuilder page) throws IOException {
        String content = files.stream().map(ConfigurationPage::read).collect(Collectors.joining("\n"));
        page.append("\n## ")
                .append(schema.pid())
                .append("\n\n")
                .append(schema.title())
                .append(". ");
        page.append(
                schema.factory() ? "Any number of files `%s-NAME.cfg`; there are ".formatted(schema.pid()) : "File ");
        page.append(
                files.stream().map(file -> "`etc/" + file.getFileName() + "`").collect(Collectors.joining(", ")));
        page.append(".\n\n| Key | Default | Accepted | Variable | Meaning |\n|---|---|---|---|---|\n");
        schema.attributes().stream()
                .sorted(Comparator.comparing(Attribute::key, String.CASE_INSENSITIVE_ORDER))
                .forEach(attribute -> page.append("| `%s` | %s | %s | %s | %s |%n"
                        .formatted(
                                attribute.shownKey(),
                                defaultOf(attribute),
                                cell(accepted(attribute)),
                                variables(attribute, content),
                                cell(attribute.description()))));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String defaultOf(Attribute attribute) {
        return attribute.defaultValue().isEmpty()
                ? ""
                : "`" + cell(attribute.defaultValue().replace(",", ", ").replace(",  ", ", ")) + "`";
    }

    private static String accepted(Attribute attribute) {
        String accepted = (attribute.list() ? "with commas between: " : "") + ValueCheck.accepted(attribute);
        String most = attribute.atMost().isEmpty() ? "" : "; at most `" + attribute.atMost() + "`";
        String below = attribute.below().isEmpty() ? "" : "; less than `" + attribute.below() + "`";
        return accepted + most + below + (attribute.needs().isEmpty() ? "" : "; needs `" + attribute.needs() + "`");
    }

    private static String variables(Attribute attribute, String content) {
        Matcher line = Pattern.compile("(?m)^#?\\s*" + Pattern.quote(attribute.key()) + "\\s*=(.*)$")
                .matcher(content);
        if (!line.find()) {
            return "";
        }
        return VARIABLE.matcher(line.group(1))
                .results()
                .map(found -> "`" + found.group(1) + "`")
                .collect(Collectors.joining(", "));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
    }
}
