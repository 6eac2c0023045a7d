package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.LimitedStream;
import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.bulk.BulkFormat;
import eu.flexcoop.middleware.resources.rest.internal.form.FormBody;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.IndexBuilder;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;

/** One API root on the hub: its requests, and the indexes of its collections. Made and closed by {@link RestRoots}. */
final class RestEndpoint implements HttpEndpoint, AutoCloseable {
    private static final Duration NEW_DEFINITIONS = Duration.ofSeconds(2);

    private final String address;
    private final Router router;
    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final IndexBuilder indexes;
    private final long maxBodyBytes;
    private final long maxImportBytes;

    /** @param resources of this root alone, since resources of two roots may have one name */
    RestEndpoint(
            String address,
            ResourceRegistry registry,
            OpenResources resources,
            RestSettings settings,
            long maxBodyBytes,
            long maxImportBytes) {
        this.address = address;
        this.registry = registry;
        this.resources = resources;
        this.router = new Router(registry, resources, settings);
        this.indexes = new IndexBuilder(registry, resources, NEW_DEFINITIONS);
        this.maxBodyBytes = maxBodyBytes;
        this.maxImportBytes = maxImportBytes;
    }

    @Override
    public void close() {
        router.close();
        indexes.close();
        resources.close();
    }

    /** Of the resources of this root. */
    List<IndexStatus> indexes() {
        return resources.indexes(List.copyOf(registry.published()));
    }

    @Override
    public String address() {
        return address;
    }

    /** Some methods of some resources are public, and preflight requests of browsers have no token. */
    @Override
    public Access access() {
        return Access.TOKEN_AS_ASKED;
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
        Map<String, String> query;
        try {
            query = RestRequest.query(exchange.rawQuery());
        } catch (Problem e) {
            return router.refused(request(exchange, Map.of()), e);
        }
        RestRequest request = request(exchange, query);
        try {
            return router.answer(request, () -> (Caller) exchange.authenticate(), exchange::operation);
        } catch (RuntimeException e) {
            // the hub answers, and pages of other origins may read that as well
            router.crossOrigin(request).forEach(exchange::setHeader);
            throw e;
        }
    }

    private RestRequest request(HttpExchange exchange, Map<String, String> query) throws IOException {
        String type = exchange.header("Content-Type");
        boolean streamed = BulkFormat.sent(type).isPresent() || FormBody.isMultipart(type);
        long limit = streamed ? maxImportBytes : maxBodyBytes;
        // the hub counts bodies up to the larger of the two limits
        InputStream body = limit == maxBodyBytes()
                ? exchange.body()
                : new LimitedStream(exchange.body(), limit, Problem::bodyTooLarge);
        return new RestRequest(
                exchange.method(), exchange.path(), query, exchange::header, body, null, exchange.base());
    }
}
