package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/**
 * The results of the installed modules: opens the collection of each and registers it as source {@code analytics:<module>}. The
 * results stay when a module is uninstalled.
 */
@Component(service = ResultSources.class)
public final class ResultSources {
    private static final Logger LOG = LoggerFactory.getLogger(ResultSources.class);
    private static final OwnerFields OWNERS = OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);

    private final BundleContext context;
    private final MongoCollections mongo;
    private final Map<String, Opened> opened = new ConcurrentHashMap<>();

    private record Opened(MongoCollection<Document> collection, ServiceRegistration<ResourceSource> source) {}

    @Activate
    public ResultSources(BundleContext context, @Reference MongoCollections mongo) {
        this.context = context;
        this.mongo = mongo;
    }

    @Deactivate
    public void stop() {
        opened.keySet().forEach(this::close);
    }

    /**
     * Opens the results of a module and registers their source, if that has not been done.
     *
     * @throws MiddlewareException if the collection cannot be opened
     */
    MongoCollection<Document> open(ModuleDescriptor module) {
        return opened.computeIfAbsent(module.name(), name -> register(module)).collection();
    }

    /** Does the same, but a failure is logged and does not keep the module from being installed; its next run tries again. */
    void tryOpen(ModuleDescriptor module) {
        try {
            open(module);
        } catch (MiddlewareException e) {
            LOG.warn("Results of module '{}' are not shown before its next run: {}", module.name(), e.getMessage());
        }
    }

    void close(String module) {
        Opened left = opened.remove(module);
        if (left != null) {
            left.source().unregister();
        }
    }

    private Opened register(ModuleDescriptor module) {
        MongoCollection<Document> collection = StoredResults.open(mongo, module);
        MongoSource source = new MongoSource("analytics:" + module.name(), collection, OWNERS);
        return new Opened(collection, context.registerService(ResourceSource.class, source, null));
    }
}
