package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows the results of each installed module over REST as {@code analytics:<module>}; they stay when the module leaves. */
@Component(service = ResultSources.class)
public final class ResultSources {
    private static final OwnerFields OWNERS = OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);

    private final BundleContext context;
    private final MongoCollections mongo;
    private final Map<String, ServiceRegistration<ResourceSource>> sources = new ConcurrentHashMap<>();

    @Activate
    public ResultSources(BundleContext context, @Reference MongoCollections mongo) {
        this.context = context;
        this.mongo = mongo;
    }

    @Deactivate
    public void stop() {
        sources.keySet().forEach(this::close);
    }

    void open(ModuleDescriptor module) {
        sources.computeIfAbsent(
                module.name(),
                name -> context.registerService(
                        ResourceSource.class,
                        new MongoSource(
                                "analytics:" + name, mongo.database().getCollection(module.resultCollection()), OWNERS),
                        null));
    }

    void close(String module) {
        ServiceRegistration<ResourceSource> source = sources.remove(module);
        if (source != null) {
            source.unregister();
        }
    }
}
