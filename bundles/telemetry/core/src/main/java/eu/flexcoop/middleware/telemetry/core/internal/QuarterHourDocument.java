package eu.flexcoop.middleware.telemetry.core.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * The write of one 15-minute document. It carries the revision of the pending range that it was made for, and the server
 * keeps what it has if that is newer: so two nodes, or one that was paused for an hour, may write in any order.
 */
final class QuarterHourDocument {
    static final String TIMESTAMP = "timestamp";

    private static final String REVISION = "_rev";
    private static final String CREATED = "_created";
    private static final String UPDATED = "_updated";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final UpdateOptions IF_PRESENT = new UpdateOptions();

    private QuarterHourDocument() {}

    /**
     * @param sample any sample of the device: says whose the document is
     * @param fields values by field; without any, a document that is there loses the values that it had and none is made
     */
    static WriteModel<Document> write(
            Document sample, Instant quarterHour, Map<String, Object> fields, BsonTimestamp revision, Instant now) {
        String device = sample.getString(TelemetryStore.DEVICE_ID);
        Document content = new Document(TelemetryStore.DEVICE_ID, device)
                .append(RawDocument.ACCOUNT_ID, sample.getString(RawDocument.ACCOUNT_ID))
                .append(RawDocument.AGGREGATOR_ID, sample.getString(RawDocument.AGGREGATOR_ID))
                .append(RawDocument.DEVICE_CLASS, sample.getString(RawDocument.DEVICE_CLASS))
                .append(TIMESTAMP, Date.from(quarterHour));
        content.putAll(fields);
        content.append(UPDATED, Date.from(now)).append(REVISION, revision);

        Document stays = new Document("_id", "$_id")
                .append(CREATED, new Document("$ifNull", Arrays.asList('$' + CREATED, Date.from(now))));
        // literal, because the class of a device is whatever its box says and could look like the name of a field
        Document renewed = new Document("$mergeObjects", List.of(new Document("$literal", content), stays));
        Document outdated = new Document("$gt", List.of('$' + REVISION, revision));
        // "many", though an id is one document: the server keeps no record of such a write for a repetition by the
        // driver,
        // which is half of its work and not needed where whoever writes repeats everything anyway
        return new UpdateManyModel<>(
                new Document("_id", id(device, quarterHour)),
                List.of(new Document("$replaceWith", new Document("$cond", List.of(outdated, "$$ROOT", renewed)))),
                fields.isEmpty() ? IF_PRESENT : UPSERT);
    }

    /**
     * Made from device and time, because an update by {@code _id} needs no plan: any other is planned anew each time that it
     * finds nothing. The time comes first, so that new documents are neighbours in the index.
     */
    private static ObjectId id(String device, Instant quarterHour) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(device.getBytes(StandardCharsets.UTF_8));
            return new ObjectId(ByteBuffer.allocate(12)
                    .putInt((int) (quarterHour.getEpochSecond() / QuarterHour.LENGTH.toSeconds()))
                    .put(hash, 0, 8)
                    .flip());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
