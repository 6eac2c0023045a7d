package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.OptionalDouble;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourField;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/** Reads the values of 15-minute documents that belong into the long-term store. */
final class LongTermValues {
    private static final String KWH = "kwh";

    private final TelemetryStore store;

    LongTermValues(TelemetryStore store) {
        this.store = store;
    }

    List<QuarterHourValue> read(Collection<ClaimedRange> ranges) {
        if (ranges.isEmpty()) {
            return List.of();
        }
        Document filter = new Document("$or", stretches(ranges));
        List<QuarterHourValue> values = new ArrayList<>();
        for (String collection : MetricCatalogue.collections()) {
            List<String> fields = MetricCatalogue.longTermFields(collection).stream()
                    .map(QuarterHourField::name)
                    .toList();
            store.quarterHours(collection)
                    .find(filter)
                    .forEach(document -> fields.forEach(field -> add(document, field, field, values)));
        }
        store.quarterHours(MetricCatalogue.MEASUREMENT)
                .find(filter)
                .forEach(document ->
                        add(document, TelemetryFields.VALUE, document.getString(TelemetryFields.METRIC), values));
        return values;
    }

    private static void add(Document document, String field, String metric, List<QuarterHourValue> into) {
        Object value = document.get(field);
        List<String> cleared = document.getList(QuarterHourDocument.CLEARED, String.class, List.of());
        if (value instanceof Number number) {
            boolean verified = !field.equals(KWH) || document.getBoolean(MetricCatalogue.VERIFIED_KWH, false);
            into.add(value(document, metric, OptionalDouble.of(number.doubleValue()), verified));
        } else if (cleared.contains(field)) {
            into.add(value(document, metric, OptionalDouble.empty(), false));
        }
    }

    private static QuarterHourValue value(Document document, String metric, OptionalDouble value, boolean verified) {
        return new QuarterHourValue(
                new DeviceId(document.getString(DocumentFields.DEVICE_ID)),
                metric,
                document.getDate(TelemetryFields.TIMESTAMP).toInstant(),
                value,
                verified);
    }

    /** Hours of a device that follow each other are one part of the query. */
    private static List<Document> stretches(Collection<ClaimedRange> ranges) {
        List<ClaimedRange> sorted = ranges.stream()
                .sorted(Comparator.<ClaimedRange, String>comparing(
                                range -> range.device().value())
                        .thenComparing(ClaimedRange::from))
                .toList();
        List<Document> stretches = new ArrayList<>();
        ClaimedRange first = sorted.get(0);
        Instant to = first.to();
        for (ClaimedRange range : sorted) {
            boolean follows =
                    range.device().equals(first.device()) && !range.from().isAfter(to);
            if (!follows) {
                stretches.add(stretch(first, to));
                first = range;
                to = range.to();
            } else if (range.to().isAfter(to)) {
                to = range.to();
            }
        }
        stretches.add(stretch(first, to));
        return stretches;
    }

    private static Document stretch(ClaimedRange first, Instant to) {
        return new Document(DocumentFields.DEVICE_ID, first.device().value())
                .append(
                        TelemetryFields.TIMESTAMP,
                        new Document("$gte", Date.from(QuarterHour.of(first.from()))).append("$lt", Date.from(to)));
    }
}
