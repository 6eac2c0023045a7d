package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.FindIterable;
import org.bson.Document;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.DocumentCopy;
import eu.flexcoop.middleware.telemetry.api.LongTermContent;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourField;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.archive.ArchivedDocuments;

/** Reads what the long-term store is to have of the 15-minute documents. */
final class LongTermValues {
    private final TelemetryStore store;

    LongTermValues(TelemetryStore store) {
        this.store = store;
    }

    LongTermContent read(Collection<ClaimedRange> ranges) {
        if (ranges.isEmpty()) {
            return LongTermContent.NONE;
        }
        Document filter = filter(ranges);
        List<QuarterHourValue> values = new ArrayList<>();
        List<DocumentCopy> copies = new ArrayList<>();
        for (String collection : MetricCatalogue.collections()) {
            String series = ArchivedDocuments.series(collection);
            List<String> fields = MetricCatalogue.longTermFields(collection).stream()
                    .map(QuarterHourField::name)
                    .toList();
            documents(collection, filter).forEach(raw -> {
                LongTermDocument document = LongTermDocument.of(raw);
                fields.forEach(field -> document.addTo(values, field, field));
                copies.add(new DocumentCopy(document.device(), series, document.at(), ArchivedDocuments.content(raw)));
            });
        }
        documents(MetricCatalogue.MEASUREMENT, filter).forEach(raw -> {
            LongTermDocument document = LongTermDocument.of(raw);
            document.addTo(values, TelemetryFields.VALUE, document.metric());
        });
        return new LongTermContent(values, copies);
    }

    private FindIterable<RawBsonDocument> documents(String collection, Document filter) {
        return store.quarterHours(collection)
                .withDocumentClass(RawBsonDocument.class)
                .find(filter);
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
