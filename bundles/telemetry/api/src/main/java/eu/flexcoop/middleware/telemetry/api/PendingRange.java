package eu.flexcoop.middleware.telemetry.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;

import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * A stretch of time in which data of a device changed and a stage has not caught up: the watermark of the telemetry chain
 * (docs/adr/0010). Whoever stores data marks its range <em>after</em> the data is durable; whoever processes reads the range
 * first, then the data, writes the outcome and removes the range if it is still the {@linkplain #revision revision} it read.
 *
 * @param key {@code _id} in {@link #COLLECTION}; one per stage, device and hour, so that their number stays small
 * @param from first changed instant
 * @param to end of the change, exclusive
 * @param since when the oldest part of it was marked
 * @param revision time of the server's cluster clock: unique, rising, and set after the data that it stands for was stored
 */
public record PendingRange(
        String key, Stage stage, DeviceId device, Instant from, Instant to, Instant since, BsonTimestamp revision) {
    public static final String COLLECTION = "telemetry_pending";

    private static final Duration BLOCK = Duration.ofHours(1);
    private static final String DEVICE = "device_id";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String SINCE = "since";
    private static final String REVISION = "rev";
    private static final String STAGE = "stage";

    public PendingRange {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(revision, "revision");
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("The range %s..%s of %s is empty".formatted(from, to, device));
        }
    }

    /** What waits for a stage, to be sorted by {@link #oldestFirst()}. */
    public static Bson waiting(Stage stage) {
        return new Document(STAGE, stage.key());
    }

    /** Order in which ranges are worked off; together with {@link #waiting} it is what the index of the collection serves. */
    public static Bson oldestFirst() {
        return new Document(REVISION, 1);
    }

    /** Keys of the index behind {@link #waiting} and {@link #oldestFirst}. */
    public static Bson index() {
        return new Document(STAGE, 1).append(REVISION, 1);
    }

    /** Reads a document of {@link #COLLECTION}. */
    public static PendingRange of(Stage stage, Document document) {
        return new PendingRange(
                document.getString("_id"),
                stage,
                new DeviceId(document.getString(DEVICE)),
                document.getDate(FROM).toInstant(),
                document.getDate(TO).toInstant(),
                document.getDate(SINCE).toInstant(),
                document.get(REVISION, BsonTimestamp.class));
    }

    /**
     * Writes for {@link #COLLECTION} that mark {@code from <= t < to}, one per hour touched; in any order and as often as one
     * likes. Two writers that make the same mark at once can meet: then one of them is told of a duplicate key and writes again.
     *
     * @param from whole milliseconds
     */
    public static List<WriteModel<Document>> mark(Stage stage, DeviceId device, Instant from, Instant to, Instant now) {
        List<WriteModel<Document>> marks = new ArrayList<>(2);
        for (Instant hour = floor(from); hour.isBefore(to); hour = hour.plus(BLOCK)) {
            Instant hourEnd = hour.plus(BLOCK);
            // "many" of one id: without the server's record for a repetition by the driver, as writers of marks repeat
            // them
            marks.add(new UpdateManyModel<>(
                    new Document("_id", stage.key() + '/' + device + '/' + hour.getEpochSecond()),
                    new Document("$min", new Document(FROM, Date.from(from.isAfter(hour) ? from : hour)))
                            .append("$max", new Document(TO, Date.from(to.isBefore(hourEnd) ? to : hourEnd)))
                            .append("$currentDate", new Document(REVISION, new Document("$type", "timestamp")))
                            .append(
                                    "$setOnInsert",
                                    new Document(STAGE, stage.key())
                                            .append(DEVICE, device.value())
                                            .append(SINCE, Date.from(now))),
                    new UpdateOptions().upsert(true)));
        }
        return marks;
    }

    /** Removes the range unless it was marked again since it was read. */
    public WriteModel<Document> done() {
        return new DeleteManyModel<>(new Document("_id", key).append(REVISION, revision));
    }

    private static Instant floor(Instant instant) {
        long block = BLOCK.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), block) * block);
    }
}
