package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoints;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/** Keeps devices and data points in MongoDB, and those of the boxes that report in memory. */
@Component(
        service = {DeviceDirectory.class, StoredDeviceDirectory.class},
        configurationPid = "eu.flexcoop.middleware.telemetry.devices")
@Designate(ocd = StoredDeviceDirectory.Config.class)
public final class StoredDeviceDirectory implements DeviceDirectory {
    /** How much is kept in memory. */
    @ObjectClassDefinition(name = "Flexcoop telemetry devices")
    public @interface Config {
        @AttributeDefinition(
                min = "1",
                description = "Data points kept in memory, about 250 bytes each; enough for the boxes that report")
        int pointsInMemory() default 300_000;
    }

    private static final Logger LOG = LoggerFactory.getLogger(StoredDeviceDirectory.class);
    private static final int IDS_PER_QUERY = 500;

    private final TelemetryStore store;
    private final AnonymousIds ids;
    private final Clock clock;
    private final Registrations registrations;
    private final Announcements announcements;

    @Activate
    public StoredDeviceDirectory(
            @Reference TelemetryStore store, @Reference Announcements announcements, Config config) {
        this(store, announcements, config.pointsInMemory(), Clock.systemUTC());
    }

    public StoredDeviceDirectory(TelemetryStore store, Announcements announcements, int pointsInMemory, Clock clock) {
        this.store = store;
        this.announcements = announcements;
        this.ids = new AnonymousIds(store);
        this.clock = clock;
        this.registrations = new Registrations(store, pointsInMemory, clock);
    }

    /** No constructor: with two public ones of three parameters, declarative services log an error for the one that they do not take. */
    public static StoredDeviceDirectory withoutListeners(TelemetryStore store, int pointsInMemory, Clock clock) {
        return new StoredDeviceDirectory(
                store, new Announcements(store, new StoredRegisteredBoxes(store)), pointsInMemory, clock);
    }

    /** The points that samples are matched with are replaced last: until then they are those of the last registration. */
    @Override
    public RegisteredPoints register(BoxOwner owner, List<DataPoint> dataPoints) {
        PointMappings mappings = PointMappings.of(dataPoints);
        Map<String, List<MappedPoint>> byDevice = mappings.byDevice();
        RegisteredDocuments documents = new RegisteredDocuments(
                RegisteredDocuments.units(mappings.points().values()));
        RegisteredPoints registered = MongoCalls.call("store the devices of VEN " + owner.ven(), () -> {
            Map<String, DeviceId> devices = ids.named(owner.ven(), byDevice.keySet());
            replace(store.dataPoints(), owner, ReportKind.TELEMETRY_USAGE, byDevice, devices, documents);
            replace(store.devices(), owner, ReportKind.TELEMETRY_STATUS, byDevice, devices, documents);
            Registration registration = registrations.store(
                    owner.ven(),
                    RegistrationDocument.update(owner, mappings.points().values(), devices, clock.instant()));
            LOG.info(
                    "VEN {} reports {} data points of {} devices, {} were refused",
                    owner.ven(),
                    mappings.points().size(),
                    byDevice.size(),
                    mappings.refused().size());
            return new RegisteredPoints(registration.revision(), devices(owner, byDevice, devices), mappings.refused());
        });
        announcements.announce(documents.box(owner, registered.revision()));
        return registered;
    }

    private static List<Device> devices(
            BoxOwner owner, Map<String, List<MappedPoint>> byDevice, Map<String, DeviceId> ids) {
        List<Device> devices = new ArrayList<>();
        byDevice.forEach((key, points) -> {
            TreeSet<String> metrics = new TreeSet<>();
            points.forEach(point -> metrics.add(point.metric()));
            MappedPoint any = points.get(0);
            devices.add(new Device(ids.get(key), owner, any.deviceClass(), any.spaces(), List.copyOf(metrics)));
        });
        return devices;
    }

    /** Writes first and removes then: whoever is stopped in between leaves too much and not too little. */
    private void replace(
            MongoCollection<Document> collection,
            BoxOwner owner,
            ReportKind kind,
            Map<String, List<MappedPoint>> byDevice,
            Map<String, DeviceId> devices,
            RegisteredDocuments documents) {
        Instant now = clock.instant();
        List<WriteModel<Document>> writes = new ArrayList<>();
        List<String> remaining = new ArrayList<>();
        byDevice.forEach((key, all) -> {
            List<MappedPoint> points =
                    all.stream().filter(point -> point.point().kind() == kind).toList();
            if (!points.isEmpty()) {
                Document document = DataPointDocument.of(kind, owner, devices.get(key), points);
                documents.add(document);
                writes.add(DataPointDocument.upsert(document, now));
                remaining.add(devices.get(key).value());
            }
        });
        writes.add(new DeleteManyModel<>(Filters.and(
                Filters.eq(DocumentFields.VEN_ID, owner.ven().value()),
                Filters.nin(DocumentFields.DEVICE_ID, remaining))));
        collection.bulkWrite(writes);
    }

    @Override
    public Map<DeviceId, Device> devices(Collection<DeviceId> wanted) {
        List<String> all = wanted.stream().map(DeviceId::value).distinct().toList();
        Map<DeviceId, Device> devices = new HashMap<>();
        for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
            List<String> part = all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY));
            MongoCalls.call("find %d devices".formatted(part.size()), () -> {
                find(store.dataPoints(), ReportKind.TELEMETRY_USAGE, part, devices);
                find(store.devices(), ReportKind.TELEMETRY_STATUS, part, devices);
                return null;
            });
        }
        return devices;
    }

    private static void find(
            MongoCollection<Document> collection, ReportKind kind, List<String> ids, Map<DeviceId, Device> into) {
        collection.find(Filters.in(DocumentFields.DEVICE_ID, ids)).forEach(document -> {
            Device device = DataPointDocument.device(kind, document);
            into.merge(device.id(), device, StoredDeviceDirectory::joined);
        });
    }

    /** A device that reports both usage and status. */
    private static Device joined(Device usage, Device status) {
        TreeSet<String> metrics = new TreeSet<>(usage.metrics());
        metrics.addAll(status.metrics());
        return new Device(usage.id(), usage.owner(), usage.deviceClass(), usage.spaces(), List.copyOf(metrics));
    }

    /** At least of the revision, from memory where possible. */
    public Registration registration(VenId ven, long revision) {
        return registrations.registration(ven, revision);
    }

    /** As it is stored now; see {@link Registrations#latest}. */
    public Registration latestRegistration(VenId ven) {
        return registrations.latest(ven);
    }
}
