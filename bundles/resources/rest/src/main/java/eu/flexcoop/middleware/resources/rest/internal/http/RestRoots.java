package eu.flexcoop.middleware.resources.rest.internal.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.ResourceIndexes;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.media.CleanupSchedule;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaFiles;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/**
 * The API roots on the hub: the platform's own for as long as the component is there, and one for each {@link ApiRoot} service. Roots
 * come and go on a thread of their own, because the end of one waits for its requests in flight and its bundle must not.
 */
@Component(
        configurationPid = "eu.flexcoop.middleware.resources.rest",
        service = ResourceIndexes.class,
        immediate = true)
@Designate(ocd = RestConfig.class)
public final class RestRoots implements ResourceIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(RestRoots.class);
    /** Below everything that the platform serves, whatever address a root may have. */
    private static final int BELOW_ALL = -1000;

    private static final Duration SHUTDOWN = Duration.ofMinutes(1);

    private record Served(RestEndpoint endpoint, ServiceRegistration<HttpEndpoint> service) {
        void end() {
            try (RestEndpoint ending = endpoint) {
                service.unregister();
            }
        }
    }

    private final BundleContext context;
    private final MongoCollections mongo;
    private final MediaFiles media;
    private final CleanupSchedule cleanup;
    private final RestConfig config;
    private final RestSettings settings;
    private final AtomicReference<TokenVerifier> tokens = new AtomicReference<>();
    private final Whiteboard<String, ResourceSource> sources =
            new Whiteboard<>("Resource source", ResourceSource::name);
    private final ResourceRegistry registry;
    /** By {@link ApiRoot}; the platform's own by its registry. Changed by the thread below alone. */
    private final Map<Object, Served> roots = new ConcurrentHashMap<>();

    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final ExecutorService changes = Executors.newSingleThreadExecutor(run -> {
        Thread daemon = new Thread(run, "resources-rest-roots");
        daemon.setDaemon(true);
        return daemon;
    });

    @Activate
    public RestRoots(
            BundleContext context,
            @Reference ResourceRegistry registry,
            @Reference MongoCollections mongo,
            RestConfig config) {
        this.context = context;
        this.mongo = mongo;
        MediaFiles.claim(mongo);
        this.media = new MediaFiles(mongo.database(), config.maxFileBytes());
        this.cleanup = new CleanupSchedule(media.cleanup());
        this.config = config;
        this.registry = registry;
        this.settings = settings(config);
    }

    /** Roots are served from now on, when the sources that are there are known. */
    @Activate
    void open() {
        change(() -> serve(registry, "/" + config.version(), registry, settings, 0));
        opened.complete(null);
    }

    private RestSettings settings(RestConfig from) {
        return new RestSettings(
                new DateText(from.dateFormat()),
                from.pageSize(),
                from.pageLimit(),
                Duration.parse(from.queryTimeout()),
                from.explainErrors(),
                from.describeAll(),
                from.changeStreams(),
                this::isValid,
                from.maxDocumentBytes(),
                PlatformSettings.of(from),
                true);
    }

    /** Resources of other roots than the platform's are named with its address. */
    @Override
    public List<IndexStatus> list() {
        List<IndexStatus> all = new ArrayList<>();
        roots.forEach((of, served) -> served.endpoint()
                .indexes()
                .forEach(status -> all.add(
                        of == registry
                                ? status
                                : new IndexStatus(
                                        served.endpoint().address() + "/" + status.resource(),
                                        status.index(),
                                        status.state(),
                                        status.percent(),
                                        status.reason()))));
        all.sort(Comparator.comparing(IndexStatus::resource).thenComparing(IndexStatus::index));
        return all;
    }

    /** Later and in order. */
    private void change(Runnable change) {
        if (!changes.isShutdown()) {
            changes.execute(() -> {
                opened.join();
                change.run();
            });
        }
    }

    private void serve(Object root, String address, ResourceRegistry of, RestSettings with, int ranking) {
        try {
            RestEndpoint endpoint = new RestEndpoint(
                    address,
                    of,
                    new OpenResources(mongo, sources::find, media),
                    with,
                    config.maxBodyBytes(),
                    config.maxImportBytes());
            Dictionary<String, Object> properties = new Hashtable<>(Map.of(Constants.SERVICE_RANKING, ranking));
            roots.put(root, new Served(endpoint, context.registerService(HttpEndpoint.class, endpoint, properties)));
        } catch (RuntimeException e) { // one bad root must not keep the others away
            LOG.error("API root {} is not served: {}", address, e.getMessage(), e);
        }
    }

    private void end(Object root) {
        Served leaving = roots.remove(root);
        if (leaving != null) {
            leaving.end();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addRoot(ApiRoot root) {
        change(() -> serve(root, root.address(), root.resources(), settings.of(root.settings()), BELOW_ALL));
    }

    public void removeRoot(ApiRoot root) {
        change(() -> end(root));
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
            verifier.requireValid(authorization.replaceFirst("(?i)^Bearer\\s+", ""));
            return true;
        } catch (MiddlewareException e) {
            // a verifier that cannot decide at the moment says nothing against the token
            return e.status() != 401;
        }
    }

    @Deactivate
    public void close() {
        cleanup.close();
        change(() -> List.copyOf(roots.keySet()).forEach(this::end));
        changes.shutdown();
        try {
            if (!changes.awaitTermination(SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Requests to the API roots are still running after {}", SHUTDOWN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
