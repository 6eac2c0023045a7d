package eu.flexcoop.middleware.telemetry.core.internal;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;

/** Shows the collections of telemetry over REST, read-only, as {@code telemetry:<collection>}. */
@Component(
        service = {},
        immediate = true)
public final class TelemetrySources {
    private static final OwnerFields OWNERS = OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public TelemetrySources(BundleContext bundle, @Reference TelemetryStore store) {
        List<String> quarterHours = new ArrayList<>(MetricCatalogue.collections());
        quarterHours.add(MetricCatalogue.MEASUREMENT);
        quarterHours.add(TelemetryStore.DATA_QUALITY);
        quarterHours.forEach(name -> register(bundle, name, store.quarterHours(name)));
        register(bundle, TelemetryStore.DATA_POINTS, store.dataPoints());
    }

    private void register(BundleContext bundle, String name, MongoCollection<Document> collection) {
        MongoSource source = new MongoSource("telemetry:" + name, collection, OWNERS);
        registrations.add(bundle.registerService(ResourceSource.class, source, null));
    }

    @Deactivate
    public void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
