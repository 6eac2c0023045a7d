package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourField;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.DocumentKey;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;

/**
 * One 15-minute document on its way to its collection. It carries the cluster time after which its samples were read. A
 * document with a later time is not replaced: the write then fails with a duplicate key, and its range is processed again
 * (docs/adr/0016).
 */
final class QuarterHourDocument {
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final UpdateOptions IF_PRESENT = new UpdateOptions();

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

    /** The write where a document was found; it may have been removed since. */
    WriteModel<Document> replace() {
        Document kept = new Document("_id", "$_id")
                .append(
                        DocumentFields.CREATED,
                        new Document("$ifNull", Arrays.asList('$' + DocumentFields.CREATED, now)));
        List<Document> cleared = cleared(key, fields);
        if (!cleared.isEmpty()) {
            kept.append(TelemetryFields.CLEARED, new Document("$concatArrays", cleared));
        }
        // literal, because the class of a device is whatever its box states and could look like the name of a field
        Document renewed = new Document("$mergeObjects", List.of(new Document("$literal", content), kept));
        Bson notNewer =
                Filters.and(Filters.eq(TelemetryFields.ID, id), Filters.lte(TelemetryFields.REVISION, readAfter));
        // "many", though an id is one document: the server keeps no record for retryable writes, which is half of its
        // work and not needed where whoever writes repeats everything anyway
        return new UpdateManyModel<>(
                notNewer, List.of(new Document("$replaceWith", renewed)), fields.isEmpty() ? IF_PRESENT : UPSERT);
    }

    /** For each long-term field without a value: a list of its name if the document had it before. */
    private static List<Document> cleared(DocumentKey key, Map<String, Object> fields) {
        List<Document> cleared = new ArrayList<>();
        for (String field : longTermFields(key)) {
            if (!fields.containsKey(field)) {
                Document hasNow = new Document("$ne", List.of(new Document("$type", '$' + field), "missing"));
                Document hadOnce = new Document(
                        "$in",
                        List.of(field, new Document("$ifNull", List.of('$' + TelemetryFields.CLEARED, List.of()))));
                cleared.add(new Document(
                        "$cond", List.of(new Document("$or", List.of(hasNow, hadOnce)), List.of(field), List.of())));
            }
        }
        return cleared;
    }

    private static List<String> longTermFields(DocumentKey key) {
        if (key.collection().equals(TelemetryStore.DATA_QUALITY)) {
            return List.of();
        }
        return key.metric().isEmpty()
                ? MetricCatalogue.longTermFields(key.collection()).stream()
                        .map(QuarterHourField::name)
                        .toList()
                : List.of(TelemetryFields.VALUE);
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
