package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Document filter = filter(ranges);
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

    private record Period(Instant from, Instant to) {}

    /**
     * Devices with the same period are one part of the query: usually all, as the routes keep up. The server plans each part
     * on its own, against every index that could serve it.
     */
    private static Document filter(Collection<ClaimedRange> ranges) {
        Map<Period, List<String>> devices = new LinkedHashMap<>();
        periods(ranges)
                .forEach((device, periods) ->
                        periods.forEach(period -> devices.computeIfAbsent(period, any -> new ArrayList<>())
                                .add(device)));
        List<Document> parts = new ArrayList<>(devices.size());
        devices.forEach((period, its) -> parts.add(new Document(DocumentFields.DEVICE_ID, new Document("$in", its))
                .append(
                        TelemetryFields.TIMESTAMP,
                        new Document("$gte", Date.from(QuarterHour.of(period.from())))
                                .append("$lt", Date.from(period.to())))));
        return parts.size() == 1 ? parts.get(0) : new Document("$or", parts);
    }

    /** Ranges of a device that follow each other are one period. */
    private static Map<String, List<Period>> periods(Collection<ClaimedRange> ranges) {
        Map<String, List<Period>> byDevice = new LinkedHashMap<>();
        ranges.stream().sorted(Comparator.comparing(ClaimedRange::from)).forEach(range -> {
            List<Period> periods = byDevice.computeIfAbsent(range.device().value(), any -> new ArrayList<>());
            Period last = periods.isEmpty() ? null : periods.get(periods.size() - 1);
            if (last == null || range.from().isAfter(last.to())) {
                periods.add(new Period(range.from(), range.to()));
            } else if (range.to().isAfter(last.to())) {
                periods.set(periods.size() - 1, new Period(last.from(), range.to()));
            }
        });
        return byDevice;
    }
}
