package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.bson.BsonBinaryWriter;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * Samples of a query, read in parts of some days while they are taken: short ones first, as most clients want a page, then longer ones,
 * since each part is a scan of its own. No more than a part is in memory. For one thread.
 */
final class SampleRows implements SourceRows {
    private static final Duration FIRST_PART = Duration.ofDays(4);
    /** A value per minute are 100 000 points. */
    private static final Duration LONGEST_PART = Duration.ofDays(64);

    private static final int ROW_BYTES = 192;

    private final SeriesStore series;
    private final SampleQuery query;
    private final int limit;
    private long skip;
    private int given;
    /** What is not read yet. */
    private Instant from;

    private Instant to;
    private Duration part = FIRST_PART;
    private Iterator<SeriesPoint> read = Collections.emptyIterator();

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
        while (!read.hasNext() && from.isBefore(to)) {
            readPart();
        }
        return read.hasNext();
    }

    private void readPart() {
        List<SeriesPoint> points = new ArrayList<>();
        if (query.descending()) {
            Instant start = later(from, to.minus(part));
            series.range(query.device(), query.metric(), start, to, points::add);
            to = start;
            Collections.reverse(points);
        } else {
            Instant end = earlier(to, from.plus(part));
            series.range(query.device(), query.metric(), from, end, points::add);
            from = end;
        }
        Duration longer = part.multipliedBy(2);
        part = longer.compareTo(LONGEST_PART) < 0 ? longer : LONGEST_PART;
        int skipped = (int) Math.min(skip, points.size());
        skip -= skipped;
        read = points.subList(skipped, points.size()).iterator();
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
        SeriesPoint point = read.next();
        BasicOutputBuffer bytes = new BasicOutputBuffer(ROW_BYTES);
        BsonBinaryWriter row = new BsonBinaryWriter(bytes);
        row.writeStartDocument();
        row.writeString(DocumentFields.DEVICE_ID, point.device().value());
        row.writeString(TelemetryFields.METRIC, point.metric());
        row.writeDateTime(TelemetryFields.TIMESTAMP, point.at().toEpochMilli());
        write(point.value(), row);
        row.writeBoolean(LongTermSource.VERIFIED, point.verified());
        row.writeEndDocument();
        return new RawBsonDocument(bytes.getInternalBuffer(), 0, bytes.getSize());
    }

    private static void write(SeriesValue value, BsonBinaryWriter row) {
        if (value instanceof SeriesValue.Text text) {
            row.writeString(TelemetryFields.VALUE, text.value());
        } else if (value instanceof SeriesValue.Whole whole) {
            row.writeInt64(TelemetryFields.VALUE, whole.value());
        } else {
            row.writeDouble(TelemetryFields.VALUE, value.number());
        }
    }

    @Override
    public void close() {
        from = to;
        read = Collections.emptyIterator();
    }
}
