package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/** All data points of a box in one document of {@code telemetry_registration}, so that loading them is one find. */
final class RegistrationDocument {
    static final String REVISION = "revision";

    private static final String POINTS = "points";
    private static final String FACTOR = "factor";
    private static final String OFFSET = "offset";
    private static final String COUNTER = "counter";

    private RegistrationDocument() {}

    /** Update of the document with the box's id that replaces its points and raises its revision. */
    static Document update(BoxOwner owner, Collection<MappedPoint> points, Map<String, DeviceId> devices, Instant now) {
        List<Document> documents = points.stream()
                .map(point -> new Document(TelemetryFields.RID, point.point().rid())
                        .append(
                                DocumentFields.DEVICE_ID,
                                devices.get(point.deviceKey()).value())
                        .append(TelemetryFields.DEVICE_CLASS, point.deviceClass())
                        .append(TelemetryFields.METRIC, point.metric())
                        .append(TelemetryFields.UNIT, point.unit())
                        .append(FACTOR, point.conversion().factor())
                        .append(OFFSET, point.conversion().offset())
                        .append(COUNTER, point.counter()))
                .toList();
        return new Document("$inc", new Document(REVISION, 1L))
                .append(
                        "$set",
                        new Document(DocumentFields.ACCOUNT_ID, owner.account().value())
                                .append(
                                        DocumentFields.AGGREGATOR_ID,
                                        owner.aggregator().value())
                                .append(POINTS, documents)
                                .append(TelemetryFields.UNANNOUNCED, true)
                                .append(DocumentFields.UPDATED, Date.from(now)))
                .append("$setOnInsert", new Document(DocumentFields.CREATED, Date.from(now)));
    }

    static Registration registration(Document document, VenId ven, Instant now) {
        Map<String, Point> points = new HashMap<>();
        for (Document point : document.getList(POINTS, Document.class)) {
            points.put(
                    point.getString(TelemetryFields.RID),
                    new Point(
                            new DeviceId(point.getString(DocumentFields.DEVICE_ID)),
                            point.getString(TelemetryFields.DEVICE_CLASS).intern(),
                            point.getString(TelemetryFields.METRIC).intern(),
                            point.getString(TelemetryFields.UNIT).intern(),
                            new Conversion(point.getDouble(FACTOR), point.getDouble(OFFSET)),
                            point.getBoolean(COUNTER)));
        }
        BoxOwner owner = new BoxOwner(
                ven,
                new AccountId(document.getString(DocumentFields.ACCOUNT_ID)),
                new AggregatorId(document.getString(DocumentFields.AGGREGATOR_ID)));
        return new Registration(document.getLong(REVISION), Optional.of(owner), points, now);
    }
}
