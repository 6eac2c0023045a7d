package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.BoxResource;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.StatusPoint;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * What one device can report, in {@code data_points} (usage, shown over REST) and {@code devices} (status): one
 * document per device with an entry per metric. Field names are the platform's, where {@code rid} means the class of the
 * device.
 */
final class DataPointDocument {
    private static final String USAGE_ITEMS = "reporting_items";
    private static final String STATUS_ITEMS = "status";
    static final String SPACES = "spaces";
    static final String OADR_RID = "oadr_rid";
    static final String OADR_NAME = "oadr_name";
    static final String REPORT = "report";
    static final String REPORT_TYPE = "report_type";
    static final String READING_TYPE = "reading_type";
    static final String UNITS = "units";
    static final String MIN_PERIOD = "min_period";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private DataPointDocument() {}

    /** What one device can report now. */
    static Document of(ReportKind kind, BoxOwner owner, DeviceId device, List<MappedPoint> points) {
        MappedPoint any = points.get(0);
        Document items = new Document();
        points.forEach(point -> items.append(point.itemName(), item(point)));
        return new Document(DocumentFields.DEVICE_ID, device.value())
                .append(DocumentFields.VEN_ID, owner.ven().value())
                .append(DocumentFields.ACCOUNT_ID, owner.account().value())
                .append(DocumentFields.AGGREGATOR_ID, owner.aggregator().value())
                .append(TelemetryFields.RID, any.deviceClass())
                .append(TelemetryFields.DEVICE_CLASS, any.deviceClass())
                .append(TelemetryFields.RESOURCE_IDS, resourceIds(device, points))
                .append(REPORT, any.point().specifierId())
                .append(SPACES, any.spaces())
                .append(itemsField(kind), items);
    }

    /** Write of one device's document. */
    static WriteModel<Document> upsert(Document document, Instant now) {
        return new UpdateOneModel<>(
                new Document(DocumentFields.DEVICE_ID, document.get(DocumentFields.DEVICE_ID)),
                new Document("$set", new Document(document).append(DocumentFields.UPDATED, Date.from(now)))
                        .append("$setOnInsert", new Document(DocumentFields.CREATED, Date.from(now))),
                UPSERT);
    }

    /** Names by which commands may find the device; the first one is the box's own. */
    private static List<String> resourceIds(DeviceId device, List<MappedPoint> points) {
        Set<String> ids = new LinkedHashSet<>();
        points.forEach(
                point -> point.point().resourceId().filter(id -> !id.isBlank()).ifPresent(ids::add));
        points.forEach(point -> point.ridOfDevice().ifPresent(ids::add));
        ids.add(device.value());
        return List.copyOf(ids);
    }

    private static Document item(MappedPoint point) {
        DataPoint dataPoint = point.point();
        Document item = new Document(OADR_NAME, point.nameWithinDevice())
                .append(OADR_RID, dataPoint.rid())
                .append(TelemetryFields.METRIC, point.metric())
                .append(REPORT, dataPoint.specifierId())
                .append(REPORT_TYPE, dataPoint.reportType())
                .append(READING_TYPE, dataPoint.readingType());
        dataPoint
                .unit()
                .ifPresent(unit ->
                        item.append(UNITS, unit.scale().equals("none") ? unit.unit() : unit.scale() + unit.unit()));
        dataPoint.minPeriod().ifPresent(period -> item.append(MIN_PERIOD, period.toString()));
        return item;
    }

    static ReportKind kind(Document document) {
        return document.containsKey(STATUS_ITEMS) ? ReportKind.TELEMETRY_STATUS : ReportKind.TELEMETRY_USAGE;
    }

    static String itemsField(ReportKind kind) {
        return kind == ReportKind.TELEMETRY_STATUS ? STATUS_ITEMS : USAGE_ITEMS;
    }

    /** The device as far as this document describes it. */
    static Device device(ReportKind kind, Document document) {
        Document items = document.get(itemsField(kind), Document.class);
        List<String> metrics = new ArrayList<>();
        items.keySet()
                .forEach(name -> metrics.add(items.get(name, Document.class).getString(TelemetryFields.METRIC)));
        return new Device(
                new DeviceId(document.getString(DocumentFields.DEVICE_ID)),
                owner(document),
                document.getString(TelemetryFields.DEVICE_CLASS),
                document.getList(SPACES, String.class),
                metrics);
    }

    static BoxOwner owner(Document document) {
        return new BoxOwner(
                new VenId(document.getString(DocumentFields.VEN_ID)),
                new AccountId(document.getString(DocumentFields.ACCOUNT_ID)),
                new AggregatorId(document.getString(DocumentFields.AGGREGATOR_ID)));
    }

    /** Of a document of {@code devices}. */
    static List<StatusPoint> statusPoints(Document document) {
        String id = document.getString(DocumentFields.DEVICE_ID);
        String resourceId =
                document.getList(TelemetryFields.RESOURCE_IDS, String.class).get(0);
        BoxResource device = new BoxResource(id, resourceId, new DeviceId(id), owner(document));
        Document items = document.get(STATUS_ITEMS, Document.class);
        return items.keySet().stream()
                .map(name -> new StatusPoint(
                        device, name, items.get(name, Document.class).getString(OADR_RID)))
                .toList();
    }
}
