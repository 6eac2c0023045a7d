package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * All rows of one device in a period before the boundary, in order of time: those of HBase, and in place of them those that the database
 * has, which are as new or newer. Read in parts of some days, which are all that is in memory. For one thread.
 */
final class DeviceRows implements Iterator<RawBsonDocument> {
    private static final Duration FIRST_PART = Duration.ofDays(4);

    private final SeriesStore series;
    private final MongoCollection<RawBsonDocument> collection;
    private final String name;
    private final DeviceId device;
    private final boolean descending;
    private final Duration longestPart;
    private final boolean inDatabase;

    private Instant from;
    private Instant to;
    private Duration part;
    private Iterator<RawBsonDocument> rows = Collections.emptyIterator();

    /**
     * @param from inclusive
     * @param to exclusive
     * @param longestPart bounds the memory
     */
    DeviceRows(
            SeriesStore series,
            MongoCollection<RawBsonDocument> collection,
            DeviceId device,
            Instant from,
            Instant to,
            boolean descending,
            Duration longestPart) {
        this.series = series;
        this.collection = collection;
        this.name = ArchivedDocuments.series(collection.getNamespace().getCollectionName());
        this.device = device;
        this.descending = descending;
        this.longestPart = longestPart;
        this.part = FIRST_PART.compareTo(longestPart) < 0 ? FIRST_PART : longestPart;
        // a row that is loaded while this is read may be missed, as in any list
        Optional<Instant> earliest = inDatabase(from, to, false);
        this.inDatabase = earliest.isPresent();
        this.from = earliest(series.first(device, name, from, to), earliest).orElse(to);
        Optional<Instant> latest = series.last(device, name, from, to);
        Optional<Instant> latestHere = inDatabase ? inDatabase(from, to, true) : Optional.empty();
        this.to = latest(latest, latestHere).map(at -> at.plusMillis(1)).orElse(this.from);
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && other.get().isBefore(one.get()) ? other : one.or(() -> other);
    }

    private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && other.get().isAfter(one.get()) ? other : one.or(() -> other);
    }

    private Optional<Instant> inDatabase(Instant start, Instant end, boolean last) {
        RawBsonDocument found = collection
                .find(period(start, end))
                .projection(Projections.include(TelemetryFields.TIMESTAMP))
                .sort(last ? Sorts.descending(TelemetryFields.TIMESTAMP) : Sorts.ascending(TelemetryFields.TIMESTAMP))
                .first();
        return Optional.ofNullable(found)
                .map(row -> Instant.ofEpochMilli(
                        row.getDateTime(TelemetryFields.TIMESTAMP).getValue()));
    }

    private Bson period(Instant start, Instant end) {
        return Filters.and(
                Filters.eq(DocumentFields.DEVICE_ID, device.value()),
                Filters.gte(TelemetryFields.TIMESTAMP, Date.from(start)),
                Filters.lt(TelemetryFields.TIMESTAMP, Date.from(end)));
    }

    @Override
    public boolean hasNext() {
        while (!rows.hasNext() && from.isBefore(to)) {
            readPart();
        }
        return rows.hasNext();
    }

    private void readPart() {
        Instant start = descending ? later(from, to.minus(part)) : from;
        Instant end = descending ? to : earlier(to, from.plus(part));
        List<RawBsonDocument> read = read(start, end);
        if (descending) {
            to = start;
            Collections.reverse(read);
        } else {
            from = end;
        }
        rows = read.iterator();
        Duration longer = part.multipliedBy(2);
        part = longer.compareTo(longestPart) < 0 ? longer : longestPart;
        if (read.isEmpty()) {
            skipGap();
        }
    }

    /** Devices may have been away for years. */
    private void skipGap() {
        if (!from.isBefore(to)) {
            return;
        }
        if (descending) {
            Optional<Instant> here = inDatabase ? inDatabase(from, to, true) : Optional.empty();
            to = latest(series.last(device, name, from, to), here)
                    .map(at -> at.plusMillis(1))
                    .orElse(from);
        } else {
            Optional<Instant> here = inDatabase ? inDatabase(from, to, false) : Optional.empty();
            from = earliest(series.first(device, name, from, to), here).orElse(to);
        }
    }

    private List<RawBsonDocument> read(Instant start, Instant end) {
        List<RawBsonDocument> archived = new ArrayList<>();
        if (!inDatabase) {
            series.range(device, name, start, end, point -> archived.add(row(point)));
            return archived;
        }
        Map<Instant, RawBsonDocument> all = new TreeMap<>();
        series.range(device, name, start, end, point -> all.put(point.at(), row(point)));
        collection
                .find(period(start, end))
                .forEach(row -> all.put(
                        Instant.ofEpochMilli(
                                row.getDateTime(TelemetryFields.TIMESTAMP).getValue()),
                        new RawBsonDocument(ArchivedDocuments.content(row))));
        return new ArrayList<>(all.values());
    }

    private static RawBsonDocument row(SeriesPoint point) {
        return new RawBsonDocument(((SeriesValue.Binary) point.value()).content());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    @Override
    public RawBsonDocument next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return rows.next();
    }
}
