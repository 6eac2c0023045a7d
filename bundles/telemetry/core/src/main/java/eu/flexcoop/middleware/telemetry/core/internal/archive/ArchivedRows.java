package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.Predicate;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.client.MongoCollection;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesStore;

/** The rows of some devices in a period before the boundary that meet a filter, in order of time. For one thread. */
final class ArchivedRows implements Iterator<RawBsonDocument> {
    /** Days of documents in memory at once, whatever the number of devices is: some 3 MB. */
    private static final int DAYS = 64;

    private record Head(RawBsonDocument row, Iterator<RawBsonDocument> rest) {}

    private final PriorityQueue<Head> heads;
    private final Predicate<BsonDocument> filter;
    private final long deadline;
    private RawBsonDocument next;

    /**
     * @param timeout between the first row and the last one that is looked at
     * @param filter on whole rows, the caller's ownership included
     */
    ArchivedRows(
            SeriesStore series,
            MongoCollection<RawBsonDocument> collection,
            Collection<String> devices,
            Instant from,
            Instant to,
            RowOrder order,
            Predicate<BsonDocument> filter,
            Duration timeout) {
        this.filter = filter;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.heads = new PriorityQueue<>(Comparator.comparing(Head::row, order.comparator()));
        Duration part = Duration.ofDays(Math.max(1, DAYS / devices.size()));
        for (String device : List.copyOf(devices)) {
            push(new DeviceRows(series, collection, new DeviceId(device), from, to, order.isDescending(), part));
        }
    }

    private void push(Iterator<RawBsonDocument> rows) {
        if (rows.hasNext()) {
            heads.add(new Head(rows.next(), rows));
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && !heads.isEmpty()) {
            Head head = heads.poll();
            push(head.rest());
            if (filter.test(head.row())) {
                next = head.row();
            } else if (System.nanoTime() > deadline) {
                throw new MongoExecutionTimeoutException(50, "The rows of the long-term store were not read in time");
            }
        }
        return next != null;
    }

    @Override
    public RawBsonDocument next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        RawBsonDocument row = next;
        next = null;
        return row;
    }
}
