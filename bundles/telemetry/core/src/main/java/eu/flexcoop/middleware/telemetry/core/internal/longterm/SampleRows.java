package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.telemetry.core.internal.Day;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * Samples of a query, read day by day while they are taken: a day of a metric is one row of HBase, and no more than that is in memory. For
 * one thread.
 */
final class SampleRows implements SourceRows {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final SeriesStore series;
    private final SampleQuery query;
    private final int limit;
    private long skip;
    private int given;
    /** What is not read yet. */
    private Instant from;

    private Instant to;
    private Iterator<SeriesPoint> day = Collections.emptyIterator();

    /** @param limit most rows; 0 for all */
    SampleRows(SeriesStore series, SampleQuery query, long skip, int limit) {
        this.series = series;
        this.query = query;
        this.skip = skip;
        this.limit = limit;
        this.from = query.from();
        this.to = query.to();
    }

    @Override
    public boolean hasNext() {
        if (limit > 0 && given == limit) {
            return false;
        }
        while (!day.hasNext() && from.isBefore(to)) {
            readDay();
        }
        return day.hasNext();
    }

    private void readDay() {
        List<SeriesPoint> points = new ArrayList<>();
        if (query.descending()) {
            Instant start = later(from, Day.of(to.minusMillis(1)).start());
            series.range(query.device(), query.metric(), start, to, points::add);
            to = start;
            Collections.reverse(points);
        } else {
            Instant end = earlier(to, Day.of(from).next().start());
            series.range(query.device(), query.metric(), from, end, points::add);
            from = end;
        }
        int skipped = (int) Math.min(skip, points.size());
        skip -= skipped;
        day = points.subList(skipped, points.size()).iterator();
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
        given++;
        SeriesPoint point = day.next();
        BsonDocument row = new BsonDocument(
                        DocumentFields.DEVICE_ID, new BsonString(point.device().value()))
                .append(TelemetryFields.METRIC, new BsonString(point.metric()))
                .append(TelemetryFields.TIMESTAMP, new BsonDateTime(point.at().toEpochMilli()))
                .append(TelemetryFields.VALUE, value(point.value()))
                .append(LongTermSource.VERIFIED, BsonBoolean.valueOf(point.verified()));
        return new RawBsonDocument(row, CODEC);
    }

    private static BsonValue value(SeriesValue value) {
        if (value instanceof SeriesValue.Text text) {
            return new BsonString(text.value());
        }
        return value instanceof SeriesValue.Whole whole ? new BsonInt64(whole.value()) : new BsonDouble(value.number());
    }

    @Override
    public void close() {
        from = to;
        day = Collections.emptyIterator();
    }
}
