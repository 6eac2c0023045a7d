package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import com.mongodb.MongoClientSettings;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.archive.ArchivedDocuments;

/**
 * One metric of one device in a period: what the row keys of the samples can find. Anything else would read all of them.
 *
 * @param from first instant, inclusive
 * @param to end, exclusive
 * @param descending the latest sample first
 */
record SampleQuery(DeviceId device, String metric, Instant from, Instant to, boolean descending) {
    private static final Set<String> BOUNDS = Set.of("$gt", "$gte", "$lt", "$lte");

    /**
     * @param longest period
     * @throws SampleQueryException if the filter or the order is another one
     */
    static SampleQuery of(SourceQuery query, Duration longest) {
        Conditions conditions = new Conditions(longest);
        conditions.read(query.filter().toBsonDocument(Document.class, MongoClientSettings.getDefaultCodecRegistry()));
        return conditions.query(isDescending(query.sort()));
    }

    private static boolean isDescending(Document sort) {
        for (String field : sort.keySet()) {
            if (!field.equals(TelemetryFields.TIMESTAMP)) {
                throw new SampleQueryException("they are not in the order of '%s'".formatted(field));
            }
        }
        return sort.get(TelemetryFields.TIMESTAMP) instanceof Number order && order.intValue() < 0;
    }

    private static final class Conditions {
        private final Duration longest;
        private String device;
        private String metric;
        private Instant from;
        private Instant to;

        Conditions(Duration longest) {
            this.longest = longest;
        }

        void read(BsonDocument filter) {
            for (Map.Entry<String, BsonValue> condition : filter.entrySet()) {
                BsonValue value = condition.getValue();
                switch (condition.getKey()) {
                    case "$and" -> value.asArray().forEach(each -> read(each.asDocument()));
                    case DocumentFields.DEVICE_ID -> device = text(DocumentFields.DEVICE_ID, value, device);
                    case TelemetryFields.METRIC -> metric = text(TelemetryFields.METRIC, value, metric);
                    case TelemetryFields.TIMESTAMP -> period(value);
                    default -> throw new SampleQueryException(
                            "'%s' is not part of their key".formatted(condition.getKey()));
                }
            }
        }

        private static String text(String field, BsonValue value, String known) {
            BsonValue wanted = value.isDocument() ? value.asDocument().get("$eq") : value;
            if (wanted == null || !wanted.isString()) {
                throw new SampleQueryException("%s is not one text".formatted(field));
            }
            String text = wanted.asString().getValue();
            if (known != null && !known.equals(text)) {
                throw new SampleQueryException("%s is to be '%s' and '%s'".formatted(field, known, text));
            }
            return text;
        }

        private void period(BsonValue value) {
            if (!value.isDocument()) {
                Instant at = instant(value);
                bounds(at, at.plusMillis(1));
                return;
            }
            for (Map.Entry<String, BsonValue> bound : value.asDocument().entrySet()) {
                if (!BOUNDS.contains(bound.getKey())) {
                    throw new SampleQueryException("%s has no meaning for a period".formatted(bound.getKey()));
                }
                Instant at = instant(bound.getValue());
                switch (bound.getKey()) {
                    case "$gte" -> bounds(at, null);
                    case "$gt" -> bounds(at.plusMillis(1), null);
                    case "$lt" -> bounds(null, at);
                    default -> bounds(null, at.plusMillis(1));
                }
            }
        }

        /** Narrows the period; null where it stays as it is. */
        private void bounds(Instant earliest, Instant end) {
            from = earliest == null || from != null && from.isAfter(earliest) ? from : earliest;
            to = end == null || to != null && to.isBefore(end) ? to : end;
        }

        private static Instant instant(BsonValue value) {
            if (!value.isDateTime()) {
                throw new SampleQueryException("timestamp is compared with a value that is not a date");
            }
            return Instant.ofEpochMilli(value.asDateTime().getValue());
        }

        SampleQuery query(boolean descending) {
            require(device, DocumentFields.DEVICE_ID);
            require(metric, TelemetryFields.METRIC);
            if (ArchivedDocuments.isSeries(metric)) {
                throw new SampleQueryException("'%s' is not a metric".formatted(metric));
            }
            require(from, "the beginning of the timestamp");
            require(to, "the end of the timestamp");
            if (from.isBefore(Instant.EPOCH)) {
                from = Instant.EPOCH; // there are no earlier samples
            }
            if (from.isBefore(to) && Duration.between(from, to).compareTo(longest) > 0) {
                throw new SampleQueryException("the period is longer than %d days".formatted(longest.toDays()));
            }
            return new SampleQuery(new DeviceId(device), metric, from, to, descending);
        }

        private static void require(Object value, String what) {
            if (value == null) {
                throw new SampleQueryException(what + " is missing");
            }
        }
    }
}
