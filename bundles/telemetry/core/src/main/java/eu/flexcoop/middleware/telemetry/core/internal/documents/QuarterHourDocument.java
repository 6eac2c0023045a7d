package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.BsonArray;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourField;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.DocumentKey;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

/**
 * One 15-minute document on its way to its collection. It carries the cluster time after which its samples were read. A
 * document with a later time is not replaced: the write then fails with a duplicate key, and its range is processed again
 * (docs/adr/0016).
 */
final class QuarterHourDocument {
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final UpdateOptions IF_PRESENT = new UpdateOptions();
    private static final BsonArray NONE = new BsonArray();
    /** Fields by collection. */
    private static final Map<String, Set<String>> FIELDS = MetricCatalogue.all().stream()
            .map(Metric::field)
            .collect(groupingBy(QuarterHourField::collection, mapping(QuarterHourField::name, toSet())));
    /** Fields that go to the long-term store, by collection. */
    private static final Map<String, List<String>> LONG_TERM = longTermFields();

    private static Map<String, List<String>> longTermFields() {
        Map<String, List<String>> fields = new HashMap<>();
        MetricCatalogue.collections()
                .forEach(collection -> fields.put(
                        collection,
                        MetricCatalogue.longTermFields(collection).stream()
                                .map(QuarterHourField::name)
                                .toList()));
        fields.put(MetricCatalogue.MEASUREMENT, List.of(TelemetryFields.VALUE));
        fields.put(TelemetryStore.DATA_QUALITY, List.of());
        return Map.copyOf(fields);
    }

    private final ObjectId id;
    private final DocumentKey key;
    private final SampleBucket bucket;
    private final Map<String, Object> fields;
    private final Document content;
    private final BsonTimestamp readAfter;
    private final Date now;

    /**
     * @param bucket bucket of the device: states whose the document is
     * @param fields values by field; without any, a document that exists loses the values that it had and none is made
     * @param readAfter cluster time after which the samples were read
     */
    QuarterHourDocument(
            DocumentKey key,
            SampleBucket bucket,
            Instant quarterHour,
            Map<String, Object> fields,
            BsonTimestamp readAfter,
            Instant now) {
        this.id = id(key, bucket.device(), quarterHour);
        this.key = key;
        this.bucket = bucket;
        this.fields = fields;
        this.readAfter = readAfter;
        this.now = Date.from(now);
        this.content = content(quarterHour);
    }

    ObjectId id() {
        return id;
    }

    String collection() {
        return key.collection();
    }

    DeviceId device() {
        return bucket.device();
    }

    private Document content(Instant quarterHour) {
        Document document = new Document(
                        DocumentFields.DEVICE_ID, bucket.device().value())
                .append(DocumentFields.ACCOUNT_ID, bucket.account().value())
                .append(DocumentFields.AGGREGATOR_ID, bucket.aggregator().value())
                .append(TelemetryFields.DEVICE_CLASS, bucket.deviceClass())
                .append(TelemetryFields.TIMESTAMP, Date.from(quarterHour));
        if (!key.metric().isEmpty()) {
            document.append(TelemetryFields.METRIC, key.metric())
                    .append(TelemetryFields.UNIT, bucket.unit(key.metric()));
        }
        document.putAll(fields);
        return document.append(DocumentFields.UPDATED, now).append(TelemetryFields.REVISION, readAfter);
    }

    /** The write where no document was found, or none if there is nothing to be stored. */
    Optional<WriteModel<Document>> insert() {
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Document inserted = new Document(TelemetryFields.ID, id);
        inserted.putAll(content);
        return Optional.of(new InsertOneModel<>(inserted.append(DocumentFields.CREATED, now)));
    }

    /** Whether a stored document was made of samples that were read later. */
    boolean isOlderThan(RawBsonDocument stored) {
        BsonValue revision = stored.get(TelemetryFields.REVISION);
        return revision != null && revision.asTimestamp().compareTo(readAfter) > 0;
    }

    /** Whether a stored document has a value that this one lacks, in a collection whose documents have several. */
    boolean lacksFieldOf(RawBsonDocument stored) {
        return key.metric().isEmpty()
                && FIELDS.get(key.collection()).stream()
                        .anyMatch(field -> !fields.containsKey(field) && stored.containsKey(field));
    }

    /** The write where a document was found; it fails if that was replaced since, and makes one if it was removed since. */
    WriteModel<Document> replace(RawBsonDocument stored) {
        Document renewed = new Document(TelemetryFields.ID, id);
        renewed.putAll(content);
        BsonValue created = stored.get(DocumentFields.CREATED);
        renewed.append(DocumentFields.CREATED, created == null ? now : created);
        List<String> cleared = cleared(stored);
        if (!cleared.isEmpty()) {
            renewed.append(TelemetryFields.CLEARED, cleared);
        }
        Bson asFound = Filters.and(
                Filters.eq(TelemetryFields.ID, id),
                Filters.eq(TelemetryFields.REVISION, stored.get(TelemetryFields.REVISION)));
        // "many", though an id is one document: the server keeps no record for retryable writes, which is half of its
        // work and not needed where whoever writes repeats everything anyway.
        // Literal, because the class of a device is whatever its box states and could look like the name of a field.
        return new UpdateManyModel<>(
                asFound,
                List.of(new Document("$replaceWith", new Document("$literal", renewed))),
                fields.isEmpty() ? IF_PRESENT : UPSERT);
    }

    /** Long-term fields without a value that the stored document has, or had before. */
    private List<String> cleared(RawBsonDocument stored) {
        List<String> cleared = new ArrayList<>();
        for (String field : LONG_TERM.get(key.collection())) {
            if (!fields.containsKey(field)
                    && (stored.containsKey(field)
                            || stored.getArray(TelemetryFields.CLEARED, NONE).contains(new BsonString(field)))) {
                cleared.add(field);
            }
        }
        return cleared;
    }

    /**
     * Made from device, metric and time, because an update by {@code _id} needs no plan: any other is planned anew each time
     * that it finds nothing. The time comes first, so that new documents are neighbours in the index.
     */
    private static ObjectId id(DocumentKey key, DeviceId device, Instant quarterHour) {
        String name = key.metric().isEmpty() ? device.value() : device.value() + '/' + key.metric();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new ObjectId(ByteBuffer.allocate(12)
                    .putInt((int) (quarterHour.getEpochSecond() / QuarterHour.LENGTH.toSeconds()))
                    .put(hash, 0, 8)
                    .flip());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
