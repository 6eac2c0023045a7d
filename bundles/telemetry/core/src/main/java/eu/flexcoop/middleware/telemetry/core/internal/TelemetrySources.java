package eu.flexcoop.middleware.telemetry.core.internal;

import java.util.ArrayList;
import java.util.List;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;

/** Shows the collections of telemetry over REST, read-only, as {@code telemetry:<collection>}. */
@Component(
        service = {},
        immediate = true)
public final class TelemetrySources {
    private record Source(String collection) implements ResourceSource {
        @Override
        public String name() {
            return "telemetry:" + collection;
        }
    }

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    /** @param store makes sure that the collections and their indexes are there before anybody asks for them */
    @Activate
    public TelemetrySources(BundleContext bundle, @Reference TelemetryStore store) {
        List<String> collections = new ArrayList<>(MetricCatalogue.collections());
        collections.add(MetricCatalogue.MEASUREMENT);
        collections.add(TelemetryStore.DEVICES);
        collections.add(TelemetryStore.DATA_POINTS);
        for (String collection : collections) {
            registrations.add(bundle.registerService(ResourceSource.class, new Source(collection), null));
        }
    }

    @Deactivate
    public void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
