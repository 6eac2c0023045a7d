package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy;
import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.registration.Point;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;

/** Reads the energy of boxes from the 15-minute documents of their devices. */
@Component
public final class StoredBoxEnergy implements BoxEnergy {
    private static final String KWH = "kwh";

    private final TelemetryStore store;
    private final StoredDeviceDirectory directory;

    @Activate
    public StoredBoxEnergy(@Reference TelemetryStore store, @Reference StoredDeviceDirectory directory) {
        this.store = store;
        this.directory = directory;
    }

    @Override
    public List<String> points(VenId ven) {
        return directory.latestRegistration(ven).points().entrySet().stream()
                .filter(each -> isEnergy(each.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean isEnergy(Point point) {
        return MetricCatalogue.metric(point.metric())
                .filter(metric -> metric.kind() == Metric.Kind.ENERGY)
                .isPresent();
    }

    /** A device has one metric of energy at most, see {@code PointMappings}. */
    @Override
    public List<QuarterHour> energy(VenId ven, Collection<String> rids, Instant from, Instant to) {
        Map<String, Point> points = directory.latestRegistration(ven).points();
        Map<String, String> byDevice = new HashMap<>();
        for (String rid : rids) {
            Point point = points.get(rid);
            if (point != null && isEnergy(point)) {
                byDevice.put(point.device().value(), rid);
            }
        }
        return MongoCalls.call("read the energy of VEN " + ven, () -> store.quarterHours(MetricCatalogue.METER)
                .find(Filters.and(
                        Filters.in(DocumentFields.DEVICE_ID, byDevice.keySet()),
                        Filters.gte(TelemetryFields.TIMESTAMP, Date.from(from)),
                        Filters.lt(TelemetryFields.TIMESTAMP, Date.from(to)),
                        Filters.exists(KWH)))
                .sort(Sorts.ascending(TelemetryFields.TIMESTAMP, DocumentFields.DEVICE_ID))
                .map(document -> new QuarterHour(
                        byDevice.get(document.getString(DocumentFields.DEVICE_ID)),
                        document.getDate(TelemetryFields.TIMESTAMP).toInstant(),
                        ((Number) document.get(KWH)).doubleValue(),
                        document.getBoolean(MetricCatalogue.VERIFIED_KWH, false)))
                .into(new ArrayList<>()));
    }
}
