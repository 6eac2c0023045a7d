package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.BoxResource;
import eu.flexcoop.middleware.telemetry.api.ResourceDirectory;
import eu.flexcoop.middleware.telemetry.api.StatusPoint;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/** Searches {@code data_points} and {@code devices}, which have a document for each device of a box. */
@Component(service = ResourceDirectory.class)
public final class StoredResourceDirectory implements ResourceDirectory {
    private static final int VALUES_PER_QUERY = 500;

    private final MongoCollection<Document> dataPoints;
    private final MongoCollection<Document> devices;

    @Activate
    public StoredResourceDirectory(@Reference TelemetryStore store) {
        dataPoints = store.dataPoints();
        devices = store.devices();
    }

    @Override
    public void named(Collection<String> names, Consumer<BoxResource> found) {
        Set<String> wanted = new HashSet<>(names);
        for (List<String> part : parts(wanted)) {
            find(Filters.in(TelemetryFields.RESOURCE_IDS, part), device -> ofNames(device, wanted, found));
        }
    }

    @Override
    public void named(Collection<String> names, Collection<VenId> vens, Consumer<BoxResource> found) {
        Set<String> wanted = new HashSet<>(names);
        for (List<String> part : parts(vens.stream().map(VenId::value).toList())) {
            // an index serves the boxes, each of which has few devices
            find(Filters.in(DocumentFields.VEN_ID, part), device -> ofNames(device, wanted, found));
        }
    }

    private static void ofNames(Document device, Set<String> wanted, Consumer<BoxResource> found) {
        List<String> ids = device.getList(TelemetryFields.RESOURCE_IDS, String.class, List.of());
        String deviceId = device.getString(DocumentFields.DEVICE_ID);
        for (String id : ids) {
            if (wanted.contains(id)) {
                found.accept(resource(id, id.equals(deviceId) ? ids.get(0) : id, device));
            }
        }
    }

    @Override
    public void ofClasses(Collection<String> deviceClasses, Consumer<BoxResource> found) {
        for (List<String> part : parts(deviceClasses)) {
            find(
                    Filters.in(TelemetryFields.DEVICE_CLASS, part),
                    device -> found.accept(resource(
                            device.getString(TelemetryFields.DEVICE_CLASS),
                            device.getList(TelemetryFields.RESOURCE_IDS, String.class)
                                    .get(0),
                            device)));
        }
    }

    private void find(Bson filter, Consumer<Document> each) {
        for (MongoCollection<Document> collection : List.of(dataPoints, devices)) {
            MongoCalls.call("find devices", () -> {
                collection
                        .find(filter)
                        .projection(Projections.include(
                                DocumentFields.VEN_ID,
                                DocumentFields.ACCOUNT_ID,
                                DocumentFields.AGGREGATOR_ID,
                                DocumentFields.DEVICE_ID,
                                TelemetryFields.DEVICE_CLASS,
                                TelemetryFields.RESOURCE_IDS))
                        .forEach(each::accept);
                return null;
            });
        }
    }

    private static BoxResource resource(String wanted, String resourceId, Document device) {
        return new BoxResource(
                wanted,
                resourceId,
                new DeviceId(device.getString(DocumentFields.DEVICE_ID)),
                DataPointDocument.owner(device));
    }

    @Override
    public List<StatusPoint> statusPoints(Collection<DeviceId> wanted) {
        List<StatusPoint> points = new ArrayList<>();
        for (List<String> part : parts(wanted.stream().map(DeviceId::value).toList())) {
            MongoCalls.call("find the status points of devices", () -> devices.find(
                                    Filters.in(DocumentFields.DEVICE_ID, part))
                            .map(DataPointDocument::statusPoints)
                            .into(new ArrayList<>()))
                    .forEach(points::addAll);
        }
        return points;
    }

    private static List<List<String>> parts(Collection<String> values) {
        List<String> all = values.stream().distinct().toList();
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += VALUES_PER_QUERY) {
            parts.add(all.subList(from, Math.min(all.size(), from + VALUES_PER_QUERY)));
        }
        return parts;
    }
}
