package eu.flexcoop.middleware.routes.imports.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.imports.api.FileImport;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.imports.api.ImportReport;
import eu.flexcoop.middleware.imports.api.Refusal;

/**
 * Takes in the files that are dropped into a folder, one after the other, by camel-file. A file stays where it is until it was taken
 * in, also while a server is away and when the process is killed; then it is taken in again, which changes nothing. One route
 * per configuration {@code eu.flexcoop.middleware.routes.imports.folder-<name>}.
 */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "eu.flexcoop.middleware.routes.imports.folder",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FolderRoute.Config.class, factory = true)
public final class FolderRoute extends RouteBuilder {
    /** Which files are taken in. */
    @ObjectClassDefinition(name = "Flexcoop route import-folder")
    public @interface Config {
        @Accepts(Form.NAME)
        @AttributeDefinition(description = "Name of the route")
        String name() default "files";

        @AttributeDefinition(description = "Filter of the format of the files, for example (format=amon)")
        String importer_target() default "(format=none)";

        @Accepts(Form.NEW_FOLDER)
        @AttributeDefinition(description = "Folder that is looked at; nothing is taken in if it is empty")
        String folder() default "";

        @AttributeDefinition(description = "Pause between two looks, ISO-8601")
        String period() default "PT5S";

        @AttributeDefinition(
                min = "PT0S",
                description = "How long a file must not have changed before it is read, ISO-8601")
        String settled() default "PT2S";

        @AttributeDefinition(description = "How long files that were taken in are kept, ISO-8601")
        String keep() default "P30D";
    }

    private static final Logger LOG = LoggerFactory.getLogger(FolderRoute.class);
    private static final String OUTCOME = "outcome";
    /** How many times {@code settled} a file that is still written keeps the others waiting. */
    private static final int WAITS_FOR_LOCK = 2;

    private final String name;
    private final FileImport importer;
    private final DropFolder folder;
    private final boolean enabled;
    private final Duration period;
    private final Duration settled;
    private final Duration keep;

    @Activate
    public FolderRoute(@Reference(name = "importer") FileImport importer, Config config) {
        this(
                config.name(),
                importer,
                config.folder().strip(),
                Duration.parse(config.period()),
                Duration.parse(config.settled()),
                Duration.parse(config.keep()));
    }

    FolderRoute(String name, FileImport importer, String folder, Duration period, Duration settled, Duration keep) {
        if (folder.contains("?")) {
            throw new IllegalArgumentException(
                    "folder: the path %s must not contain a question mark".formatted(folder));
        }
        this.name = name;
        this.importer = importer;
        this.folder = new DropFolder(Path.of(folder).toAbsolutePath());
        this.enabled = !folder.isEmpty();
        this.period = period;
        this.settled = settled;
        this.keep = keep;
    }

    @Override
    public void configure() {
        if (!enabled) {
            return;
        }
        // spotless:off
        from(uri())
                .routeId("import-folder-" + name)
                // camel-file leaves the file in its place and comes back to it
                .onException(UnavailableException.class).handled(false).end()
                .onException(MiddlewareException.class)
                    .handled(true)
                    .process(exchange -> fail(exchange, reason(exchange)))
                .end()
                .onException(RuntimeException.class)
                    .handled(true)
                    .process(this::failUnexpectedly)
                .end()
                .process(this::take);
        // spotless:on
    }

    /** One at a time and the oldest first, so that corrections come after what they correct. */
    private String uri() {
        return ("file:%s?delay=%d&sortBy=file:modified&maxMessagesPerPoll=1&antExclude=*%s"
                        + "&readLock=changed&readLockMinAge=%d&readLockCheckInterval=%d&readLockTimeout=%d&readLockLoggingLevel=DEBUG"
                        + "&move=${exchangeProperty.%s}/${file:onlyname}")
                .formatted(
                        folder.path(),
                        period.toMillis(),
                        DropFolder.PART,
                        settled.toMillis(),
                        Math.max(1, settled.toMillis() / 2),
                        WAITS_FOR_LOCK * settled.toMillis() + 1,
                        OUTCOME);
    }

    private void take(Exchange exchange) throws IOException {
        Path file = exchange.getMessage().getBody(File.class).toPath();
        ImportReport report = importer.take(ImportFile.of(file));
        if (report.refused() > 0 || !report.refusals().isEmpty()) {
            fail(exchange, reason(report));
        } else {
            folder.succeed(name(exchange));
            exchange.setProperty(OUTCOME, DropFolder.DONE);
            LOG.info("{} is taken in with {} values", file, report.accepted());
        }
        folder.removeDone(keep);
    }

    private void failUnexpectedly(Exchange exchange) throws IOException {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.error("{} cannot be taken in", name(exchange), error);
        fail(exchange, "An unexpected error, see the log: " + error);
    }

    private void fail(Exchange exchange, String reason) throws IOException {
        folder.fail(name(exchange), reason + System.lineSeparator());
        exchange.setProperty(OUTCOME, DropFolder.FAILED);
        LOG.warn("{} is in folder {} with the reason: {}", name(exchange), DropFolder.FAILED, firstLine(reason));
    }

    private static String firstLine(String reason) {
        return reason.lines().findFirst().orElse("");
    }

    private static String name(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.FILE_NAME_ONLY, String.class);
    }

    private static String reason(Exchange exchange) {
        MiddlewareException error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, MiddlewareException.class);
        return error.getMessage() + System.lineSeparator() + error.advice();
    }

    private static String reason(ImportReport report) {
        String list =
                report.refusals().stream().map(Refusal::toString).collect(Collectors.joining(System.lineSeparator()));
        return "%d values are stored, %d are refused; correct them and move the file back, which stores each value once:%n%s"
                .formatted(report.accepted(), report.refused(), list);
    }
}
