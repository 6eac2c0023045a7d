package eu.flexcoop.middleware.telemetry.core.internal;

import java.util.ArrayList;
import java.util.List;

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
import eu.flexcoop.middleware.telemetry.core.internal.archive.ArchiveBoundaries;
import eu.flexcoop.middleware.telemetry.core.internal.archive.QuarterHourSource;
import eu.flexcoop.middleware.telemetry.core.internal.longterm.OptionalSeries;

/** Shows the data of telemetry over REST, read-only, as {@code telemetry:<collection>}. */
@Component(
        service = {},
        immediate = true)
public final class TelemetrySources {
    private static final String PREFIX = "telemetry:";
    private static final OwnerFields OWNERS = OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public TelemetrySources(
            BundleContext bundle,
            @Reference TelemetryStore store,
            @Reference ArchiveBoundaries boundaries,
            @Reference OptionalSeries series) {
        for (String name : MetricCatalogue.collections()) {
            register(
                    bundle,
                    new QuarterHourSource(PREFIX + name, store.quarterHours(name), OWNERS, boundaries, series::get));
        }
        for (String name : List.of(MetricCatalogue.MEASUREMENT, TelemetryStore.DATA_QUALITY)) {
            register(bundle, new MongoSource(PREFIX + name, store.quarterHours(name), OWNERS));
        }
        register(bundle, new MongoSource(PREFIX + TelemetryStore.DATA_POINTS, store.dataPoints(), OWNERS));
    }

    private void register(BundleContext bundle, ResourceSource source) {
        registrations.add(bundle.registerService(ResourceSource.class, source, null));
    }

    @Deactivate
    public void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
