package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
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
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.InvalidRidException;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

/**
 * Keeps devices in MongoDB and those of the boxes that talk in memory. What another node registers is seen here after
 * {@code refresh} at the latest, and at once when a sample names a point that is not known here.
 */
@Component(
        service = {DeviceDirectory.class, StoredDeviceDirectory.class},
        configurationPid = "eu.flexcoop.middleware.telemetry.devices")
@Designate(ocd = StoredDeviceDirectory.Config.class)
public final class StoredDeviceDirectory implements DeviceDirectory {
    /** How much is kept in memory. */
    @ObjectClassDefinition(name = "Flexcoop telemetry devices")
    public @interface Config {
        @AttributeDefinition(description = "Boxes whose data points are kept in memory")
        int boxesInMemory() default 20_000;

        @AttributeDefinition(description = "How long they are kept before they are read again, ISO-8601")
        String refresh() default "PT30S";
    }

    private static final Logger LOG = LoggerFactory.getLogger(StoredDeviceDirectory.class);
    /** A box that names unknown points again and again costs at most one look at the store in this time. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final BulkWriteOptions IN_ORDER = new BulkWriteOptions();

    private final TelemetryStore store;
    private final AnonymousIds ids;
    private final Clock clock;
    private final Cache<VenId, Registration> boxes;
    private final Cache<DeviceId, VenId> boxOfDevice;

    @Activate
    public StoredDeviceDirectory(@Reference TelemetryStore store, Config config) {
        this(store, config.boxesInMemory(), Duration.parse(config.refresh()), Clock.systemUTC());
    }

    StoredDeviceDirectory(TelemetryStore store, int boxesInMemory, Duration refresh, Clock clock) {
        this.store = store;
        this.ids = new AnonymousIds(store);
        this.clock = clock;
        this.boxes = Caffeine.newBuilder()
                .maximumSize(boxesInMemory)
                .expireAfterWrite(refresh)
                .build();
        // a device never moves to another box: its id is made from the box and the rID
        this.boxOfDevice =
                Caffeine.newBuilder().maximumSize(10L * boxesInMemory).build();
    }

    @Override
    public List<Device> register(BoxOwner owner, List<DataPoint> dataPoints) {
        Map<String, Rid> rids = new LinkedHashMap<>();
        dataPoints.forEach(point -> rids.put(point.rid(), Rid.parse(point.rid())));
        return TelemetryStore.reach("store the devices of box " + owner.ven(), () -> {
            Map<String, DeviceId> known = ids.named(
                    owner.ven(),
                    rids.values().stream().map(Rid::prefix).distinct().toList());
            Map<String, Point> points = new LinkedHashMap<>();
            dataPoints.forEach(point -> {
                Rid rid = rids.get(point.rid());
                points.put(point.rid(), new Point(point, rid, known.get(rid.prefix()), owner));
            });
            requireDistinctMetrics(points.values());
            Registration registration = Registration.of(points.values(), clock.instant());
            replace(store.dataPoints, owner.ven(), ReportKind.TELEMETRY_USAGE, points.values());
            replace(store.devices, owner.ven(), ReportKind.TELEMETRY_STATUS, points.values());
            boxes.put(owner.ven(), registration);
            LOG.info(
                    "Box {} reports {} data points of {} devices",
                    owner.ven(),
                    points.size(),
                    registration.devices().size());
            return registration.devices();
        });
    }

    /** Writes first and removes then: whoever is stopped in between leaves too much and not too little. */
    private void replace(
            MongoCollection<Document> collection, VenId ven, ReportKind kind, Collection<Point> allPoints) {
        Map<DeviceId, List<Point>> byDevice = new LinkedHashMap<>();
        allPoints.stream().filter(point -> point.dataPoint().kind() == kind).forEach(point -> byDevice.computeIfAbsent(
                        point.device(), any -> new ArrayList<>())
                .add(point));
        Instant now = clock.instant();
        List<WriteModel<Document>> writes = new ArrayList<>();
        byDevice.values().forEach(points -> writes.add(DataPointDocument.upsert(kind, points, now)));
        writes.add(new DeleteManyModel<>(Filters.and(
                Filters.eq(TelemetryStore.VEN_ID, ven.value()),
                Filters.nin(
                        TelemetryStore.DEVICE_ID,
                        byDevice.keySet().stream().map(DeviceId::value).toList()))));
        collection.bulkWrite(writes, IN_ORDER);
    }

    private static void requireDistinctMetrics(Collection<Point> points) {
        Map<DeviceId, Map<String, String>> ridByMetric = new HashMap<>();
        for (Point point : points) {
            String rid = point.dataPoint().rid();
            String other = ridByMetric
                    .computeIfAbsent(point.device(), any -> new HashMap<>())
                    .putIfAbsent(point.metric(), rid);
            if (other != null) {
                throw new InvalidRidException(
                        rid, "the device already has '%s' for metric %s".formatted(other, point.metric()));
            }
        }
    }

    @Override
    public List<DataPoint> dataPoints(VenId ven) {
        return registration(ven).points().values().stream()
                .map(Point::dataPoint)
                .toList();
    }

    @Override
    public List<Device> devices(VenId ven) {
        return registration(ven).devices();
    }

    @Override
    public Optional<Device> device(DeviceId id) {
        VenId ven = boxOfDevice.get(id, this::findBox);
        return ven == null ? Optional.empty() : registration(ven).device(id);
    }

    private VenId findBox(DeviceId id) {
        return TelemetryStore.reach("find device " + id, () -> {
            Document found = store.mapId
                    .find(Filters.eq(TelemetryStore.DEVICE_ID, id.value()))
                    .projection(Projections.include(TelemetryStore.VEN_ID))
                    .first();
            return found == null ? null : new VenId(found.getString(TelemetryStore.VEN_ID));
        });
    }

    /** What the box can report, from memory where possible. */
    Registration registration(VenId ven) {
        return boxes.get(ven, this::load);
    }

    /** As {@link #registration}, read anew if what is in memory is not from this very moment. */
    Registration latestRegistration(VenId ven) {
        return boxes.asMap()
                .compute(
                        ven,
                        (key, known) ->
                                known == null || known.loadedAt().plus(PATIENCE).isBefore(clock.instant())
                                        ? load(key)
                                        : known);
    }

    private Registration load(VenId ven) {
        return TelemetryStore.reach("read the devices of box " + ven, () -> {
            Instant now = clock.instant();
            Map<DeviceId, String> prefixes = new HashMap<>();
            ids.all(ven).forEach((prefix, id) -> prefixes.put(id, prefix));
            Map<ReportKind, MongoCollection<Document>> collections = new EnumMap<>(
                    Map.of(ReportKind.TELEMETRY_USAGE, store.dataPoints, ReportKind.TELEMETRY_STATUS, store.devices));
            List<Point> points = new ArrayList<>();
            collections.forEach((kind, collection) -> collection
                    .find(Filters.eq(TelemetryStore.VEN_ID, ven.value()))
                    .forEach(document -> points.addAll(DataPointDocument.points(kind, document, prefixes))));
            return Registration.of(points, now);
        });
    }
}
