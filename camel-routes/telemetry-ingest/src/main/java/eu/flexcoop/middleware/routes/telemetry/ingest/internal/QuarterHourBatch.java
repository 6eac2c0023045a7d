package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.WriteModel;
import org.apache.camel.Message;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourDocuments;
import eu.flexcoop.middleware.telemetry.api.QuarterHourWrites;
import eu.flexcoop.middleware.telemetry.api.Stage;

/**
 * What one pass of the route carries from step to step; each {@code ask} or {@code write} prepares the message for the
 * camel-mongodb operation behind it. Confined to one exchange.
 */
final class QuarterHourBatch {
    static final String PROPERTY = "flexcoop.batch";

    private static final String LIMIT = "CamelMongoDbLimit";
    private static final String SORT = "CamelMongoDbSortBy";
    private static final String ORDERED = "CamelMongoDbBulkOrdered";
    private static final String COLLECTION = "CamelMongoDbCollection";

    private final QuarterHourDocuments documents;
    private final int size;
    private boolean full = true;
    private List<PendingRange> ranges = List.of();
    private List<Document> energy = List.of();
    private List<WriteModel<Document>> longTerm = List.of();
    private final Deque<Map.Entry<String, List<WriteModel<Document>>>> unwritten = new ArrayDeque<>();

    QuarterHourBatch(QuarterHourDocuments documents, int size) {
        this.documents = documents;
        this.size = size;
    }

    /** True at first and as long as the batches found are full. */
    boolean mayFindMore() {
        return full;
    }

    void askForRanges(Message message) {
        read(message, PendingRange.waiting(Stage.QUARTER_HOURS));
        message.setHeader(SORT, PendingRange.oldestFirst());
        message.setHeader(LIMIT, size);
    }

    void rangesFound(Message message) {
        ranges = found(message).stream()
                .map(document -> PendingRange.of(Stage.QUARTER_HOURS, document))
                .toList();
        full = ranges.size() == size;
    }

    boolean hasRanges() {
        return !ranges.isEmpty();
    }

    void askForEnergy(Message message) {
        read(message, documents.energySamples(ranges));
    }

    void energyFound(Message message) {
        energy = found(message);
    }

    void askForOthers(Message message) {
        read(message, documents.otherSamples(ranges, energy));
    }

    void othersFound(Message message) {
        QuarterHourWrites writes = documents.documents(ranges, energy, found(message));
        unwritten.clear();
        unwritten.addAll(writes.documents().entrySet());
        longTerm = writes.longTerm();
    }

    boolean hasDocuments() {
        return !unwritten.isEmpty();
    }

    void writeDocuments(Message message) {
        Map.Entry<String, List<WriteModel<Document>>> next = unwritten.remove();
        write(message, next.getValue());
        message.setHeader(COLLECTION, next.getKey());
    }

    void handOn(Message message) {
        write(message, longTerm);
    }

    void finish(Message message) {
        write(message, ranges.stream().map(PendingRange::done).toList());
    }

    private static void read(Message message, Bson filter) {
        message.removeHeaders("*");
        message.setBody(filter);
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
