package eu.flexcoop.middleware.routes.imports.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/**
 * Fetches a file over HTTP again and again and puts it into a drop folder, whose route takes it in; so it is kept while a server is
 * away, and a refused one can be looked at. One route per configuration {@code eu.flexcoop.middleware.routes.imports.http-<name>}.
 */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "eu.flexcoop.middleware.routes.imports.http",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PollRoute.Config.class, factory = true)
public final class PollRoute extends RouteBuilder {
    /** What is fetched, and how often. */
    @ObjectClassDefinition(name = "Flexcoop route import-http")
    public @interface Config {
        @Accepts(Form.NAME)
        @AttributeDefinition(description = "Name of the route and beginning of the names of the files")
        String name() default "poll";

        @Accepts(value = Form.URL, needs = "folder")
        @AttributeDefinition(description = "Address of the file, http or https; nothing is fetched if it is empty")
        String url() default "";

        @AttributeDefinition(
                type = AttributeType.PASSWORD,
                description = "Header with the credentials that the server asks for: Name: value")
        String header() default "";

        @Accepts(Form.NEW_FOLDER)
        @AttributeDefinition(description = "Drop folder that the file is put into")
        String folder() default "";

        @AttributeDefinition(
                options = {
                    @Option(label = ".json", value = ".json"),
                    @Option(label = ".csv", value = ".csv"),
                    @Option(label = ".json.gz", value = ".json.gz"),
                    @Option(label = ".csv.gz", value = ".csv.gz")
                },
                description = "End of the name of the file, which says what it is: .json, .csv, .json.gz, .csv.gz")
        String suffix() default ".json";

        @AttributeDefinition(description = "Pause between two requests, ISO-8601")
        String period() default "PT1H";

        @AttributeDefinition(description = "How long the server may take, ISO-8601")
        String timeout() default "PT1M";

        @AttributeDefinition(min = "1", max = "100000", description = "Longest file in MiB")
        int maxMiB() default 64;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PollRoute.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int PIECE = 65_536;

    private final Config config;
    private final Duration timeout;
    private final HttpClient client;

    @Activate
    public PollRoute(Config config) {
        this.config = config;
        this.timeout = Duration.parse(config.timeout());
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public void configure() {
        if (config.url().isBlank()) {
            return;
        }
        if (config.folder().isBlank()) {
            throw new IllegalArgumentException(
                    "folder is empty: name the drop folder into which %s is put".formatted(config.url()));
        }
        from("timer:import-http-%s?includeMetadata=false&delay=1000&period=%d"
                        .formatted(
                                config.name(), Duration.parse(config.period()).toMillis()))
                .routeId("import-http-" + config.name())
                .process(this::fetch);
    }

    private void fetch(Exchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(config.url().strip())).timeout(timeout);
        String[] header = config.header().split(":", 2);
        if (header.length == 2) {
            request.header(header[0].strip(), header[1].strip());
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            // the timeout of the request ends with the headers
            CompletableFuture<Void> deadline = CompletableFuture.runAsync(
                    () -> close(body), CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
            if (response.statusCode() != 200) {
                throw new IOException("%s answers with status %d".formatted(config.url(), response.statusCode()));
            }
            keep(body);
            deadline.cancel(false);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            LOG.debug("A response that took too long cannot be closed", e);
        }
    }

    private void keep(InputStream body) throws IOException {
        DropFolder folder = new DropFolder(Path.of(config.folder().strip()));
        Files.createDirectories(folder.path());
        Path draft = folder.path().resolve(config.name() + ".fetched" + DropFolder.PART);
        try {
            copy(body, draft);
            folder.put(config.name() + '-' + TIME.format(Clock.systemUTC().instant()) + config.suffix(), draft);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void copy(InputStream body, Path file) throws IOException {
        long left = (long) config.maxMiB() << 20;
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = new byte[PIECE];
            for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
                left -= read;
                if (left < 0) {
                    throw new IOException("%s is longer than %d MiB (maxMiB)".formatted(config.url(), config.maxMiB()));
                }
                out.write(piece, 0, read);
            }
        }
    }
}
