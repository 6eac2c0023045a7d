package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

/**
 * What one device can report, as it lies in {@code data_points} (usage) and {@code devices} (status): one document per
 * device with an entry per metric. Field names are the platform's, where {@code rid} means the class of the device.
 */
final class DataPointDocument {
    private static final String USAGE_ITEMS = "reporting_items";
    private static final String STATUS_ITEMS = "status";
    private static final String SPACES = "spaces";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private DataPointDocument() {}

    /** Write of one device's document; what others added to it, such as a name, stays. */
    static WriteModel<Document> upsert(ReportKind kind, List<Point> points, Instant now) {
        Point any = points.get(0);
        Document items = new Document();
        points.forEach(point -> items.append(itemName(point), item(point)));
        Document set = new Document(TelemetryStore.VEN_ID, any.owner().ven().value())
                .append(RawDocument.ACCOUNT_ID, any.owner().account().value())
                .append(RawDocument.AGGREGATOR_ID, any.owner().aggregator().value())
                .append(RawDocument.RID, any.rid().deviceClass())
                .append(RawDocument.DEVICE_CLASS, any.rid().deviceClass())
                .append("report", any.dataPoint().specifierId())
                .append(SPACES, any.rid().spaces())
                .append(itemsField(kind), items)
                .append("_updated", Date.from(now));
        Document setOnInsert = new Document("_created", Date.from(now));
        if (kind == ReportKind.TELEMETRY_STATUS) {
            setOnInsert.append("device_name", "NO NAME").append("availability", "yes");
        }
        return new UpdateOneModel<>(
                new Document(TelemetryStore.DEVICE_ID, any.device().value()),
                new Document("$set", set).append("$setOnInsert", setOnInsert),
                UPSERT);
    }

    /** Reads the points back. */
    static List<Point> points(ReportKind kind, Document document, Map<DeviceId, String> prefixes) {
        DeviceId device = new DeviceId(document.getString(TelemetryStore.DEVICE_ID));
        BoxOwner owner = new BoxOwner(
                new VenId(document.getString(TelemetryStore.VEN_ID)),
                new AccountId(document.getString(RawDocument.ACCOUNT_ID)),
                new AggregatorId(document.getString(RawDocument.AGGREGATOR_ID)));
        List<Point> points = new ArrayList<>();
        Document items = document.get(itemsField(kind), Document.class);
        for (String name : items.keySet()) {
            Document item = items.get(name, Document.class);
            String rid = prefixes.get(device) + '_' + item.getString("oadr_name");
            DataPoint dataPoint = new DataPoint(
                    rid,
                    kind,
                    item.getString("report"),
                    item.getString("report_type"),
                    item.getString("reading_type"),
                    Optional.ofNullable(item.getString("units")),
                    Optional.ofNullable(item.getString("min_period")).map(Duration::parse));
            points.add(new Point(dataPoint, Rid.parse(rid), device, owner));
        }
        return points;
    }

    /** Key of a point among the items of its device. */
    static String itemName(Point point) {
        return point.dataPoint().kind() == ReportKind.TELEMETRY_STATUS
                ? point.rid().metricName()
                : point.rid().metric();
    }

    private static String itemsField(ReportKind kind) {
        return kind == ReportKind.TELEMETRY_STATUS ? STATUS_ITEMS : USAGE_ITEMS;
    }

    private static Document item(Point point) {
        DataPoint dataPoint = point.dataPoint();
        Document item = new Document("oadr_name", point.rid().metricName())
                .append("report", dataPoint.specifierId())
                .append("report_type", dataPoint.reportType())
                .append("reading_type", dataPoint.readingType());
        dataPoint.unit().ifPresent(unit -> item.append("units", unit));
        dataPoint.minPeriod().ifPresent(period -> item.append("min_period", period.toString()));
        return item;
    }
}
