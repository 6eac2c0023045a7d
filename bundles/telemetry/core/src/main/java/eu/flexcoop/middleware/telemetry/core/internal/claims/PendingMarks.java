package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.core.internal.Day;
import eu.flexcoop.middleware.telemetry.core.internal.PendingFields;

/** Updates that mark ranges as pending, in any order and as often as one likes. */
public final class PendingMarks {
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    /** Boxes report up to an hour at once, and a range of an hour ends with it. */
    private static final Duration RECENT = Duration.ofHours(2);

    private PendingMarks() {}

    /**
     * Adds the mark of a range to an update.
     *
     * @param notBefore when the range may be processed at the earliest
     */
    public static Document mark(Document update, Instant from, Instant to, Instant notBefore, Instant now) {
        return update.append(
                        "$min",
                        new Document(PendingFields.FROM, Date.from(from))
                                .append(PendingFields.SINCE, Date.from(now))
                                .append(PendingFields.NOT_BEFORE, Date.from(notBefore))
                                .append(PendingFields.PAST, to.isBefore(now.minus(RECENT))))
                .append("$max", new Document(PendingFields.TO, Date.from(to)))
                .append("$currentDate", new Document(PendingFields.REVISION, new Document("$type", "timestamp")));
    }

    /** Marks {@code from <= t < to} in a collection that holds nothing but ranges, one document per day touched. */
    public static List<WriteModel<Document>> marks(DeviceId device, Instant from, Instant to, Instant now) {
        List<WriteModel<Document>> marks = new ArrayList<>(2);
        for (Day day = Day.of(from); day.start().isBefore(to); day = day.next()) {
            Instant end = day.next().start();
            Document update = mark(
                    new Document("$setOnInsert", new Document(DocumentFields.DEVICE_ID, device.value())),
                    from.isAfter(day.start()) ? from : day.start(),
                    to.isBefore(end) ? to : end,
                    now,
                    now);
            // "many" of one id: without the server's record for retryable writes, as writers of marks repeat them
            marks.add(new UpdateManyModel<>(new Document("_id", day.key(device)), update, UPSERT));
        }
        return marks;
    }
}
