package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.LimitedStream;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.ResourceIndexes;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.bulk.BulkFormat;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.ErrorResponses;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.IndexBuilder;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/** The REST API on the hub, with the sources that are there. */
@Component(
        configurationPid = "eu.flexcoop.middleware.resources.rest",
        service = {HttpEndpoint.class, ResourceIndexes.class})
@Designate(ocd = RestEndpoint.Config.class)
public final class RestEndpoint implements HttpEndpoint, ResourceIndexes {
    @ObjectClassDefinition(name = "Flexcoop REST API")
    public @interface Config {
        @AttributeDefinition(description = "First part of every address")
        String version() default "1";

        @AttributeDefinition(description = "Dates in bodies and queries, in the letters of strftime; UTC")
        String dateFormat() default "%Y-%m-%dT%H:%M:%S.%fZ";

        @AttributeDefinition(description = "Documents of a page when the client does not say")
        int pageSize() default 25;

        @AttributeDefinition(description = "Most documents of a page; more are cut to this")
        int pageLimit() default 300;

        @AttributeDefinition(description = "Longest body in bytes; longer ones get 413")
        long maxBodyBytes() default 16_777_216;

        @AttributeDefinition(description = "Longest body of CSV or NDJSON in bytes; longer ones get 413")
        long maxImportBytes() default 1_073_741_824;

        @AttributeDefinition(description = "Queries that take longer are stopped and get 503, ISO-8601")
        String queryTimeout() default "PT10S";

        @AttributeDefinition(description = "Messages of bad requests give the reason; false gives Eve's generic ones")
        boolean explainErrors() default true;

        @AttributeDefinition(description = "openapi.json describes all resources for all roles to every caller")
        boolean describeAll() default false;

        @AttributeDefinition(description = "Streams of changes that one caller may have open")
        int changeStreams() default 10;
    }

    private static final Duration NEW_DEFINITIONS = Duration.ofSeconds(2);

    private final String address;
    private final AtomicReference<TokenVerifier> tokens = new AtomicReference<>();
    private final Router router;
    private final ErrorResponses errors;
    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final IndexBuilder indexes;
    private final long maxBodyBytes;
    private final long maxImportBytes;
    private final Whiteboard<String, ResourceSource> sources =
            new Whiteboard<>("Resource source", ResourceSource::name);

    @Activate
    public RestEndpoint(@Reference ResourceRegistry registry, @Reference MongoCollections mongo, Config config) {
        if (config.pageSize() < 1 || config.pageLimit() < config.pageSize()) {
            throw new IllegalArgumentException("pageSize %d and pageLimit %d: use 1 <= pageSize <= pageLimit"
                    .formatted(config.pageSize(), config.pageLimit()));
        }
        RestSettings settings = new RestSettings(
                new DateText(config.dateFormat()),
                config.pageSize(),
                config.pageLimit(),
                Duration.parse(config.queryTimeout()),
                config.explainErrors(),
                config.describeAll(),
                config.changeStreams(),
                this::isValid);
        this.address = "/" + config.version();
        this.registry = registry;
        this.resources = new OpenResources(mongo, sources::find);
        this.indexes = new IndexBuilder(registry, resources, NEW_DEFINITIONS);
        this.router = new Router(registry, resources, settings);
        this.errors = new ErrorResponses(config.explainErrors());
        this.maxBodyBytes = config.maxBodyBytes();
        this.maxImportBytes = config.maxImportBytes();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addSource(ResourceSource source, Map<String, ?> properties) {
        sources.add(source, properties);
    }

    public void removeSource(ResourceSource source) {
        sources.remove(source);
    }

    /** Without a verifier, the hub admits no request; streams that are open go on. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void setVerifier(TokenVerifier verifier) {
        tokens.set(verifier);
    }

    public void unsetVerifier(TokenVerifier verifier) {
        tokens.compareAndSet(verifier, null);
    }

    private boolean isValid(String authorization) {
        TokenVerifier verifier = tokens.get();
        if (verifier == null) {
            return true;
        }
        try {
            verifier.verify(authorization.replaceFirst("(?i)^Bearer\\s+", ""));
            return true;
        } catch (MiddlewareException e) {
            // a verifier that cannot decide at the moment says nothing against the token
            return e.status() != 401;
        }
    }

    @Deactivate
    public void close() {
        router.close();
        indexes.close();
        resources.close();
    }

    @Override
    public List<IndexStatus> list() {
        return resources.indexes(List.copyOf(registry.published()));
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public long maxBodyBytes() {
        return Math.max(maxBodyBytes, maxImportBytes);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (RestResponse response = answer(exchange)) {
            String contentType = response.headers().getOrDefault("Content-Type", "application/json");
            response.headers().forEach(exchange::setHeader);
            if (response.rest() instanceof RestResponse.Live live) {
                live.open(exchange.stream(response.status(), contentType, live::ended));
            } else if (response.body() == null) {
                exchange.answer(response.status());
            } else if (response.rest() == null) {
                exchange.answer(response.status(), contentType, response.body());
            } else {
                exchange.answer(response.status(), contentType, out -> {
                    out.write(response.body());
                    response.rest().writeTo(out);
                });
            }
        }
    }

    private RestResponse answer(HttpExchange exchange) throws IOException {
        if (!(exchange.caller().orElse(null) instanceof Caller caller)) {
            return errors.of(request(exchange, Map.of(), null), Problem.unauthorized());
        }
        try {
            return router.answer(request(exchange, RestRequest.query(exchange.rawQuery()), caller));
        } catch (Problem e) {
            return errors.of(request(exchange, Map.of(), caller), e);
        }
    }

    private RestRequest request(HttpExchange exchange, Map<String, String> query, Caller caller) throws IOException {
        long limit = BulkFormat.sent(exchange.header("Content-Type")).isPresent() ? maxImportBytes : maxBodyBytes;
        // the hub counts bodies up to the larger of the two limits
        InputStream body = limit == maxBodyBytes()
                ? exchange.body()
                : new LimitedStream(exchange.body(), limit, Problem::bodyTooLarge);
        return new RestRequest(
                exchange.method(), exchange.path(), query, exchange::header, body, caller, exchange.base());
    }
}
