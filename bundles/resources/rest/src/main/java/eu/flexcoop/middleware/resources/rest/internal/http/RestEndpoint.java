package eu.flexcoop.middleware.resources.rest.internal.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.ErrorResponses;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.IndexBuilder;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** The REST API: offers its resource to the hub and keeps the sources that are there. */
@Component(configurationPid = "eu.flexcoop.middleware.resources.rest", service = JaxrsEndpoint.class)
@Designate(ocd = RestEndpoint.Config.class)
public final class RestEndpoint implements JaxrsEndpoint {
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

        @AttributeDefinition(description = "QueryFilters that take longer are stopped and get 503, ISO-8601")
        String queryTimeout() default "PT10S";

        @AttributeDefinition(description = "Messages of bad requests give the reason; false gives Eve's generic ones")
        boolean explainErrors() default true;
    }

    private final String address;
    private static final Duration NEW_DEFINITIONS = Duration.ofSeconds(2);

    private final ResourceApi api;
    private final IndexBuilder indexes;
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
                config.maxBodyBytes(),
                Duration.parse(config.queryTimeout()),
                config.explainErrors());
        this.address = "/" + config.version();
        OpenResources resources = new OpenResources(mongo, sources::find);
        this.indexes = new IndexBuilder(registry, resources, NEW_DEFINITIONS);
        this.api =
                new ResourceApi(new Router(registry, resources, settings), new ErrorResponses(config.explainErrors()));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addSource(ResourceSource source, Map<String, ?> properties) {
        sources.add(source, properties);
    }

    public void removeSource(ResourceSource source) {
        sources.remove(source);
    }

    @Deactivate
    public void close() {
        indexes.close();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public List<Object> resources() {
        return List.of(api);
    }

    @Override
    public List<Object> providers() {
        return List.of(new MethodOverride());
    }
}
