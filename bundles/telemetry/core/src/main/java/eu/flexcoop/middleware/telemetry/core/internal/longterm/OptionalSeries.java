package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.series.api.SeriesStore;

/** The long-term store as far as this node has a connection to it; nodes of some roles have none. Thread-safe. */
@Component(service = OptionalSeries.class)
public final class OptionalSeries {
    private final AtomicReference<SeriesStore> series = new AtomicReference<>();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void setSeries(SeriesStore store) {
        series.set(store);
    }

    public void unsetSeries(SeriesStore store) {
        series.compareAndSet(store, null);
    }

    public Optional<SeriesStore> get() {
        return Optional.ofNullable(series.get());
    }
}
