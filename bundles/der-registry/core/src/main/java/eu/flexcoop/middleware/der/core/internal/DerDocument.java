package eu.flexcoop.middleware.der.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.der.api.Der;
import eu.flexcoop.middleware.der.api.DerKind;
import eu.flexcoop.middleware.der.api.DerType;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.api.RegisteredDevice;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

/** Documents of {@code der}: what a registration makes of them, and how they are read. */
final class DerDocument {
    private static final String NO_NAME = "NO NAME";
    private static final String AVAILABLE = "yes";
    /** Reports that the device is there; it cannot be set. */
    private static final String RESOURCE_STATUS = "resource_status";

    private DerDocument() {}

    /**
     * The document after a registration. What a person has set stays, unless the device has another owner now: then that person's name,
     * place and rights are gone.
     *
     * @param stored the document before; empty if there is none
     */
    static Document registered(Optional<Document> stored, RegisteredBox box, RegisteredDevice device, Instant now) {
        Optional<Document> same = stored.filter(document -> isOf(document, box.owner()));
        Document next = same.map(Document::new).orElseGet(() -> blank(device.id(), now));
        next.append(DocumentFields.VEN_ID, box.owner().ven().value())
                .append(DocumentFields.ACCOUNT_ID, box.owner().account().value())
                .append(DocumentFields.AGGREGATOR_ID, box.owner().aggregator().value())
                .append(DerFields.DEVICE_CLASS, device.deviceClass())
                .append(DerFields.RESOURCE_IDS, device.resourceIds())
                .append(DerFields.MEASURED_BY, measuredBy(device))
                .append(DerFields.STEERED_BY, steeredBy(device))
                .append(
                        DerFields.DERIVED,
                        new Document(DerFields.KIND, Derivation.kind(device).key())
                                .append(DerFields.SPACES, device.spaces()))
                .append(DerFields.REVISION, box.revision());
        Document status = status(device);
        if (status.isEmpty()) {
            next.remove(DerFields.STATUS);
        } else {
            next.append(DerFields.STATUS, status);
        }
        next.remove(DerFields.RETIRED_AT);
        settle(next);
        return stamped(stored, next, now);
    }

    /** The document after a registration that the device is not part of any more. */
    static Document retired(Document stored, long revision, Instant now) {
        Document next = new Document(stored).append(DerFields.REVISION, revision);
        next.putIfAbsent(DerFields.RETIRED_AT, Date.from(now));
        return stamped(Optional.of(stored), next, now);
    }

    private static Document blank(DeviceId id, Instant now) {
        return new Document(DerFields.ID, id.value())
                .append(DocumentFields.DEVICE_ID, id.value())
                .append(DerFields.CORRECTED, List.of())
                .append(DocumentFields.CREATED, Date.from(now));
    }

    private static boolean isOf(Document document, BoxOwner owner) {
        return owner.account().value().equals(document.getString(DocumentFields.ACCOUNT_ID))
                && owner.aggregator().value().equals(document.getString(DocumentFields.AGGREGATOR_ID));
    }

    /** Gives the fields that no person has set the value that follows from the registration and the other fields. */
    static void settle(Document der) {
        Document derived = der.get(DerFields.DERIVED, Document.class);
        Set<String> corrected = corrected(der);
        if (!corrected.contains(DerFields.KIND)) {
            der.append(DerFields.KIND, derived.get(DerFields.KIND));
        }
        if (!corrected.contains(DerFields.SPACES)) {
            der.append(DerFields.SPACES, derived.get(DerFields.SPACES));
        }
        if (!corrected.contains(DerFields.TYPE)) {
            Derivation.type(kind(der))
                    .ifPresentOrElse(type -> der.append(DerFields.TYPE, type.key()), () -> der.remove(DerFields.TYPE));
        }
        der.putIfAbsent(DerFields.NAME, NO_NAME);
        der.putIfAbsent(DerFields.AVAILABILITY, AVAILABLE);
    }

    /** With a new ETag if clients see a difference. */
    static Document stamped(Optional<Document> before, Document next, Instant now) {
        boolean same = before.map(document -> new Document(document)
                        .append(DerFields.REVISION, next.get(DerFields.REVISION))
                        .equals(next))
                .orElse(false);
        return same
                ? next
                : next.append(DocumentFields.UPDATED, Date.from(now))
                        .append(DocumentFields.ETAG, UUID.randomUUID().toString());
    }

    private static List<Document> measuredBy(RegisteredDevice device) {
        return device.points(ReportKind.TELEMETRY_USAGE).stream()
                .map(point -> new Document(DerFields.RID, point.rid())
                        .append(DerFields.METRIC, point.metric())
                        .append(DerFields.UNIT, point.unit()))
                .toList();
    }

    private static List<Document> steeredBy(RegisteredDevice device) {
        return device.points(ReportKind.TELEMETRY_STATUS).stream()
                .filter(point -> !point.metric().equals(RESOURCE_STATUS))
                .map(point -> new Document(DerFields.RID, point.rid()).append(DerFields.ITEM, point.item()))
                .toList();
    }

    /** As the platform's {@code devices} show it. */
    private static Document status(RegisteredDevice device) {
        Document items = new Document();
        device.points(ReportKind.TELEMETRY_STATUS).forEach(point -> items.append(point.item(), item(point)));
        return items;
    }

    private static Document item(RegisteredPoint point) {
        Document item = new Document("oadr_name", point.nameWithinDevice())
                .append("oadr_rid", point.rid())
                .append(DerFields.METRIC, point.metric())
                .append("report", point.specifierId())
                .append("report_type", point.reportType())
                .append("reading_type", point.readingType());
        point.reportedUnit().ifPresent(unit -> item.append("units", unit));
        point.minPeriod().ifPresent(period -> item.append("min_period", period.toString()));
        return item;
    }

    /** Names of the fields that a person has set. */
    static Set<String> corrected(Document der) {
        return new HashSet<>(der.getList(DerFields.CORRECTED, String.class, List.of()));
    }

    static DerKind kind(Document der) {
        return DerKind.ofKey(der.getString(DerFields.KIND)).orElse(DerKind.OTHER);
    }

    static Der read(Document der) {
        return new Der(
                new DeviceId(der.getString(DerFields.ID)),
                new Der.Owner(
                        new VenId(der.getString(DocumentFields.VEN_ID)),
                        new AccountId(der.getString(DocumentFields.ACCOUNT_ID)),
                        new AggregatorId(der.getString(DocumentFields.AGGREGATOR_ID))),
                der.getString(DerFields.DEVICE_CLASS),
                der.getString(DerFields.NAME),
                kind(der),
                text(der, DerFields.TYPE).flatMap(DerType::ofKey),
                new Der.Rating(
                        number(der, DerFields.MAX_CAPACITY),
                        number(der, DerFields.AVAILABLE_CAPACITY),
                        number(der, DerFields.PHASES).map(Double::intValue)),
                Optional.ofNullable(der.get(DerFields.FLEXIBILITY, Document.class))
                        .map(DerDocument::flexibility),
                new Der.Place(der.getList(DerFields.SPACES, String.class), position(der)),
                new Der.Availability(
                        der.getString(DerFields.AVAILABILITY),
                        text(der, DerFields.DR_AVAILABILITY),
                        text(der, DerFields.MARKETPLACE_AVAILABILITY)),
                der.getList(DerFields.MEASURED_BY, Document.class).stream()
                        .map(point -> new Der.MeasuringPoint(
                                point.getString(DerFields.RID),
                                point.getString(DerFields.METRIC),
                                point.getString(DerFields.UNIT)))
                        .toList(),
                der.getList(DerFields.STEERED_BY, Document.class).stream()
                        .map(point ->
                                new Der.SteeringPoint(point.getString(DerFields.RID), point.getString(DerFields.ITEM)))
                        .toList(),
                corrected(der),
                der.getDate(DocumentFields.UPDATED).toInstant(),
                Optional.ofNullable(der.getDate(DerFields.RETIRED_AT)).map(Date::toInstant));
    }

    private static Der.Flexibility flexibility(Document document) {
        return new Der.Flexibility(
                number(document, DerFields.UP_W),
                number(document, DerFields.DOWN_W),
                text(document, DerFields.MAX_DURATION).map(Duration::parse));
    }

    private static Optional<Der.Position> position(Document der) {
        return Optional.ofNullable(der.get(DerFields.LOCATION, Document.class)).map(location -> {
            List<Number> degrees = new ArrayList<>(location.getList(DerFields.COORDINATES, Number.class));
            return new Der.Position(degrees.get(0).doubleValue(), degrees.get(1).doubleValue());
        });
    }

    private static Optional<String> text(Document document, String field) {
        return Optional.ofNullable(document.getString(field));
    }

    private static Optional<Double> number(Document document, String field) {
        return Optional.ofNullable((Number) document.get(field)).map(Number::doubleValue);
    }
}
