package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.api.RegisteredDevice;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * What a box registered, read from the documents of {@code data_points} and {@code devices}. A registration that was just stored is
 * read from the documents that it wrote, so that it is told as it would be found later.
 */
final class RegisteredDocuments {
    private final Map<String, List<Document>> byDevice = new LinkedHashMap<>();
    private final Map<String, String> units;

    /** @param units of the stored values, by rID */
    RegisteredDocuments(Map<String, String> units) {
        this.units = units;
    }

    static Map<String, String> units(Collection<MappedPoint> points) {
        Map<String, String> units = new HashMap<>();
        points.forEach(point -> units.put(point.point().rid(), point.unit()));
        return units;
    }

    static Map<String, String> units(Registration registration) {
        Map<String, String> units = new HashMap<>();
        registration.points().forEach((rid, point) -> units.put(rid, point.unit()));
        return units;
    }

    /** Documents of kind usage are to be added first. */
    void add(Document document) {
        byDevice.computeIfAbsent(document.getString(DocumentFields.DEVICE_ID), any -> new ArrayList<>())
                .add(document);
    }

    RegisteredBox box(BoxOwner owner, long revision) {
        return new RegisteredBox(
                owner, revision, byDevice.values().stream().map(this::device).toList());
    }

    private RegisteredDevice device(List<Document> documents) {
        Document any = documents.get(0);
        String id = any.getString(DocumentFields.DEVICE_ID);
        Set<String> names = new LinkedHashSet<>();
        documents.forEach(document -> names.addAll(document.getList(TelemetryFields.RESOURCE_IDS, String.class)));
        names.remove(id);
        names.add(id);
        return new RegisteredDevice(
                new DeviceId(id),
                any.getString(TelemetryFields.DEVICE_CLASS),
                any.getList(DataPointDocument.SPACES, String.class),
                List.copyOf(names),
                documents.stream().flatMap(this::points).toList());
    }

    private Stream<RegisteredPoint> points(Document document) {
        ReportKind kind = DataPointDocument.kind(document);
        Document items = document.get(DataPointDocument.itemsField(kind), Document.class);
        return items.keySet().stream().map(name -> point(kind, name, items.get(name, Document.class)));
    }

    private RegisteredPoint point(ReportKind kind, String name, Document item) {
        String rid = item.getString(DataPointDocument.OADR_RID);
        return new RegisteredPoint(
                rid,
                kind,
                name,
                item.getString(DataPointDocument.OADR_NAME),
                item.getString(TelemetryFields.METRIC),
                units.getOrDefault(rid, ""),
                item.getString(DataPointDocument.REPORT),
                item.getString(DataPointDocument.REPORT_TYPE),
                item.getString(DataPointDocument.READING_TYPE),
                Optional.ofNullable(item.getString(DataPointDocument.UNITS)),
                Optional.ofNullable(item.getString(DataPointDocument.MIN_PERIOD))
                        .map(Duration::parse));
    }
}
