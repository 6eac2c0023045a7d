package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.WriteModel;
import org.apache.camel.Message;
import org.apache.camel.component.hbase.model.HBaseData;
import org.apache.camel.component.hbase.model.HBaseRow;
import org.bson.Document;

import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.Stage;

/**
 * What one pass of the route carries from step to step; each {@code ask} prepares the message for the camel-mongodb operation
 * behind it. Confined to one exchange.
 */
final class LongTermBatch {
    static final String PROPERTY = "flexcoop.batch";

    private static final String LIMIT = "CamelMongoDbLimit";
    private static final String SORT = "CamelMongoDbSortBy";
    private static final String ORDERED = "CamelMongoDbBulkOrdered";
    /** Rows of one put: large enough for one call per region server, small enough for the client's buffers. */
    private static final int ROWS_PER_PUT = 5_000;

    private final int size;
    private final Clock clock = Clock.systemUTC();
    private boolean full = true;
    private List<PendingRange> ranges = List.of();
    private final List<HBaseRow> rows = new ArrayList<>();

    LongTermBatch(int size) {
        this.size = size;
    }

    /** True at first and as long as the batches found are full. */
    boolean mayFindMore() {
        return full;
    }

    void askForRanges(Message message) {
        message.removeHeaders("*");
        message.setHeader(SORT, PendingRange.oldestFirst());
        message.setHeader(LIMIT, size);
        message.setBody(PendingRange.waiting(Stage.LONG_TERM));
    }

    void rangesFound(Message message) {
        ranges = found(message).stream()
                .map(document -> PendingRange.of(Stage.LONG_TERM, document))
                .toList();
        full = ranges.size() == size;
        rows.clear();
    }

    boolean hasRanges() {
        return !ranges.isEmpty();
    }

    /** Same question to every collection of 15-minute documents; hours of a device that follow each other are one part of it. */
    void askForDocuments(Message message) {
        List<Document> stretches = new ArrayList<>();
        PendingRange first = null;
        Instant to = null;
        for (PendingRange range : sorted(ranges)) {
            boolean goesOn = first != null
                    && range.device().equals(first.device())
                    && !range.from().isAfter(to);
            if (goesOn) {
                to = range.to().isAfter(to) ? range.to() : to;
            } else {
                if (first != null) {
                    stretches.add(stretch(first, to));
                }
                first = range;
                to = range.to();
            }
        }
        stretches.add(stretch(first, to));
        message.removeHeaders("*");
        message.setBody(new Document("$or", stretches));
    }

    private static List<PendingRange> sorted(List<PendingRange> ranges) {
        return ranges.stream()
                .sorted(Comparator.<PendingRange, String>comparing(
                                range -> range.device().value())
                        .thenComparing(PendingRange::from))
                .toList();
    }

    private static Document stretch(PendingRange first, Instant to) {
        return new Document("device_id", first.device().value())
                .append(
                        QuarterHourRows.TIMESTAMP,
                        new Document("$gte", Date.from(first.from())).append("$lt", Date.from(to)));
    }

    /** Keeps the rows of the answer and asks the next collection. */
    void documentsFound(Message message) {
        found(message).forEach(document -> rows.addAll(QuarterHourRows.of(document)));
        askForDocuments(message);
    }

    List<HBaseData> rows() {
        List<HBaseData> parts = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += ROWS_PER_PUT) {
            parts.add(new HBaseData(rows.subList(from, Math.min(rows.size(), from + ROWS_PER_PUT))));
        }
        return parts;
    }

    void finish(Message message) {
        write(message, ranges.stream().map(PendingRange::done).toList());
    }

    /**
     * Whether ranges were marked again or finished by another node meanwhile. HBase keeps what comes last, and which of two
     * nodes that was nobody can tell afterwards.
     */
    boolean sharedWithOthers(Message message) {
        return message.getBody(BulkWriteResult.class).getDeletedCount() < ranges.size();
    }

    void repeat(Message message) {
        Instant now = clock.instant();
        write(
                message,
                ranges.stream()
                        .flatMap(range ->
                                PendingRange.mark(Stage.LONG_TERM, range.device(), range.from(), range.to(), now)
                                        .stream())
                        .toList());
    }

    private static void write(Message message, List<WriteModel<Document>> writes) {
        message.removeHeaders("*");
        message.setHeader(ORDERED, false);
        message.setBody(writes);
    }

    @SuppressWarnings("unchecked") // what findAll of camel-mongodb leaves behind
    private static List<Document> found(Message message) {
        return message.getBody(List.class);
    }
}
