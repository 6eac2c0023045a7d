package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.telemetry.core.internal.PendingFields;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.expr;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.computed;
import static com.mongodb.client.model.Projections.fields;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.unset;
import static java.util.stream.Collectors.groupingBy;

/**
 * The pending ranges of one stage in their collection. Each step is one atomic update per document; whether a claim is free
 * is decided by the server's clock.
 */
final class RangeStore {
    /** A node chooses among more ranges than it takes, so that several nodes seldom choose the same ones. */
    private static final int CHOICE = 2;
    /** At least one range in so many is of the past, if there are enough. */
    private static final int PART_OF_THE_PAST = 4;

    static final List<Boolean> OF_THE_PAST = List.of(true);
    /** Marks of earlier versions say nothing. */
    static final List<Boolean> OF_NOW = Arrays.asList(false, null);

    private static final List<Boolean> ALL = Arrays.asList(false, null, true);

    private static final Bson FREE = expr(new Document(
            "$lte",
            List.of(new Document("$ifNull", List.of("$" + PendingFields.CLAIMED_UNTIL, new Date(0))), "$$NOW")));
    private static final List<String> CLAIM =
            List.of(PendingFields.CLAIMED_BY, PendingFields.CLAIMED_UNTIL, PendingFields.CLAIMED_REVISION);
    private static final Bson RELEASE =
            combine(CLAIM.stream().map(Updates::unset).toList());
    private static final Bson NOT_MARKED_AGAIN =
            expr(new Document("$eq", List.of("$" + PendingFields.REVISION, "$" + PendingFields.CLAIMED_REVISION)));
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);

    /** Bytes of a 15-minute document as it is in memory, for the size of a range of them. */
    private static final int QUARTER_HOUR_BYTES = 500;

    private final Stage stage;
    private final MongoCollection<Document> collection;
    private final boolean keepDocuments;
    private final Document size;

    /** @param keepDocuments whether the documents hold data beside the range; otherwise a range is removed with its document */
    RangeStore(Stage stage, MongoCollection<Document> collection, boolean keepDocuments) {
        this.stage = stage;
        this.collection = collection;
        this.keepDocuments = keepDocuments;
        this.size = keepDocuments ? new Document("$bsonSize", "$$ROOT") : sizeOfQuarterHours();
    }

    private static Document sizeOfQuarterHours() {
        Document millis = new Document("$subtract", List.of("$" + PendingFields.TO, "$" + PendingFields.FROM));
        double perMilli = (double) QUARTER_HOUR_BYTES / QuarterHour.LENGTH.toMillis();
        return new Document("$multiply", List.of(millis, perMilli));
    }

    /**
     * Ids of ranges that wait: those of now before those of the past, of which one box may send thousands in a report, and a part of the past
     * in any case; of both the oldest first. The clock of this node only finds candidates; the claim decides.
     *
     * @param mostBytes upper bound of the sizes of their data, but one is always returned if any waits
     */
    List<Object> waiting(int most, long mostBytes, Instant now) {
        List<Document> past = find(now, OF_THE_PAST, most);
        List<Document> live = find(now, OF_NOW, most);
        int reserved = Math.min(past.size(), most / PART_OF_THE_PAST);
        List<Document> found = new ArrayList<>(past.subList(0, reserved));
        found.addAll(live.subList(0, Math.min(live.size(), most - reserved)));
        found.addAll(past.subList(reserved, past.size()));
        List<Object> ids = new ArrayList<>();
        long bytes = 0;
        for (Document each : found) {
            bytes += each.get("size", Number.class).longValue();
            if (ids.size() == most || (!ids.isEmpty() && bytes > mostBytes)) {
                break;
            }
            ids.add(each.get("_id"));
        }
        return ids;
    }

    private List<Document> find(Instant now, List<Boolean> past, int most) {
        List<Document> found = collection
                .find(due(now, past))
                .sort(ascending(PendingFields.NOT_BEFORE))
                .limit(CHOICE * most)
                .projection(fields(include(DocumentFields.DEVICE_ID), computed("size", size)))
                .into(new ArrayList<>());
        shuffle(found);
        return found;
    }

    /** Into another order each time, with the ranges of a device next to each other, as they share documents and marks. */
    private static void shuffle(List<Document> found) {
        int salt = ThreadLocalRandom.current().nextInt();
        found.sort(Comparator.comparingInt(
                each -> each.getString(DocumentFields.DEVICE_ID).hashCode() ^ salt));
    }

    /**
     * Ranges that are due and not claimed.
     *
     * @param past values of the field
     */
    static Bson due(Instant now, List<Boolean> past) {
        Date time = Date.from(now);
        return and(
                in(PendingFields.PAST, past),
                lte(PendingFields.NOT_BEFORE, time),
                or(eq(PendingFields.CLAIMED_UNTIL, null), lte(PendingFields.CLAIMED_UNTIL, time)));
    }

    /** Claims those of the ranges that are free. */
    void claim(List<Object> ids, String claim, Duration lease) {
        Document claimed = new Document(PendingFields.CLAIMED_BY, claim)
                .append(PendingFields.CLAIMED_UNTIL, new Document("$add", List.of("$$NOW", lease.toMillis())))
                .append(PendingFields.CLAIMED_REVISION, "$" + PendingFields.REVISION);
        // a range may have been finished meanwhile
        Bson pending = new Document(PendingFields.NOT_BEFORE, new Document("$exists", true));
        collection.updateMany(and(in("_id", ids), pending, FREE), List.of(new Document("$set", claimed)));
    }

    /** The ranges that a claim holds, with the cluster time after which their data is to be read. */
    List<ClaimedRange> held(ClientSession session, List<Object> ids, String claim) {
        List<Document> documents = collection
                .find(session, and(in("_id", ids), eq(PendingFields.CLAIMED_BY, claim)))
                .projection(include(DocumentFields.DEVICE_ID, PendingFields.PENDING))
                .into(new ArrayList<>());
        long now = session.getOperationTime().getValue();
        return documents.stream().map(document -> range(document, claim, now)).toList();
    }

    private ClaimedRange range(Document document, String claim, long now) {
        Document pending = document.get(PendingFields.PENDING, Document.class);
        return new ClaimedRange(
                stage,
                document.getString("_id"),
                new DeviceId(document.getString(DocumentFields.DEVICE_ID)),
                pending.getDate(PendingFields.inner(PendingFields.FROM)).toInstant(),
                pending.getDate(PendingFields.inner(PendingFields.TO)).toInstant(),
                pending.getDate(PendingFields.inner(PendingFields.SINCE)).toInstant(),
                claim,
                pending.get(PendingFields.inner(PendingFields.CLAIMED_REVISION), BsonTimestamp.class)
                        .getValue(),
                now);
    }

    /**
     * Ends claims. Ranges that were marked again stay pending and are free again.
     *
     * @return false if one of the claims had expired, so that another worker may have processed its range at the same time
     */
    boolean finish(List<ClaimedRange> ranges) {
        // one write for all ranges of a claim: one for each range costs the server twice as much
        List<WriteModel<Document>> writes = ranges.stream().collect(groupingBy(ClaimedRange::claim)).values().stream()
                .map(this::finishOfOneClaim)
                .toList();
        BulkWriteResult result = collection.bulkWrite(writes, ANY_ORDER);
        int finished = keepDocuments ? result.getModifiedCount() : result.getDeletedCount();
        return finished == ranges.size() || finished + release(ranges) == ranges.size();
    }

    private WriteModel<Document> finishOfOneClaim(List<ClaimedRange> ranges) {
        Bson unchanged = and(held(ranges), NOT_MARKED_AGAIN);
        return keepDocuments
                ? new UpdateManyModel<>(unchanged, unset(PendingFields.PENDING))
                : new DeleteManyModel<>(unchanged);
    }

    /** @return how many claims were still held */
    long release(List<ClaimedRange> ranges) {
        return collection.updateMany(held(ranges), RELEASE).getModifiedCount();
    }

    private static Bson held(List<ClaimedRange> ranges) {
        return and(
                in("_id", ranges.stream().map(ClaimedRange::key).toList()),
                in(
                        PendingFields.CLAIMED_BY,
                        ranges.stream().map(ClaimedRange::claim).distinct().toList()));
    }

    Optional<Duration> oldest(Instant now) {
        return Optional.ofNullable(collection
                        .find(waiting(now))
                        .sort(ascending(PendingFields.NOT_BEFORE))
                        .projection(include(PendingFields.NOT_BEFORE))
                        .first())
                .map(document -> document.get(PendingFields.PENDING, Document.class)
                        .getDate(PendingFields.inner(PendingFields.NOT_BEFORE))
                        .toInstant())
                .map(due -> Duration.between(due, now).truncatedTo(ChronoUnit.SECONDS));
    }

    long count(Instant now, int atMost) {
        return collection.countDocuments(waiting(now), new CountOptions().limit(atMost));
    }

    /** All that are due, claimed or not, in the form that the index answers. */
    private static Bson waiting(Instant now) {
        return and(in(PendingFields.PAST, ALL), lte(PendingFields.NOT_BEFORE, Date.from(now)));
    }

    /** Why a range is tried again, if one is. */
    Optional<String> failure() {
        return Optional.ofNullable(collection
                        .find(and(gt(PendingFields.FAILURES, 0), exists(PendingFields.NOT_BEFORE)))
                        .projection(include(PendingFields.ERROR))
                        .first())
                .map(document -> document.get("_id") + ": "
                        + document.get(PendingFields.PENDING, Document.class)
                                .getString(PendingFields.inner(PendingFields.ERROR)));
    }

    /**
     * Gives a range back that failed, or sets it aside. A range that was marked since it was claimed has not failed: it is free at
     * once and its failures are forgotten.
     */
    void fail(ClaimedRange range, String reason, Retries retries) {
        BsonTimestamp claimed = new BsonTimestamp(range.revision());
        Document same = new Document("$eq", List.of("$" + PendingFields.FAILED_REVISION, claimed));
        Document before = new Document(
                "$cond", List.of(same, new Document("$ifNull", List.of("$" + PendingFields.FAILURES, 0)), 0));
        Document failures = new Document(PendingFields.FAILURES, new Document("$add", List.of(before, 1)))
                .append(PendingFields.ERROR, new Document("$literal", reason))
                .append(PendingFields.FAILED_REVISION, claimed);
        Document last = new Document("$gte", List.of("$" + PendingFields.FAILURES, retries.attempts()));
        Document outcome = new Document(PendingFields.SET_ASIDE_AT, either(last, "$$NOW", "$$REMOVE"))
                .append(PendingFields.NOT_BEFORE, either(last, "$$REMOVE", retries.next(PendingFields.FAILURES)));
        collection.updateMany(
                and(held(List.of(range)), eq(PendingFields.REVISION, claimed)),
                List.of(new Document("$set", failures), new Document("$set", outcome), new Document("$unset", CLAIM)));
        // second, so that a mark that comes in between finds the claim ended by one of them
        collection.updateMany(
                and(held(List.of(range)), ne(PendingFields.REVISION, claimed)),
                combine(RELEASE, unset(PendingFields.FAILURES), unset(PendingFields.ERROR)));
    }

    private static Document either(Object condition, Object then, Object otherwise) {
        return new Document("$cond", List.of(condition, then, otherwise));
    }

    MongoCollection<Document> collection() {
        return collection;
    }
}
