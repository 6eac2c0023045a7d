package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;

/**
 * Samples of a query, read in parts of some days while they are taken: short ones first, as most clients want a page, then longer ones,
 * since each part is a scan of its own. Where all rows are wanted, the next part is read while one is taken. No more than two parts are in
 * memory. For one thread.
 */
final class SampleRows implements SourceRows {
    private static final Duration FIRST_PART = Duration.ofDays(4);
    /** A value per minute are 100 000 points. */
    private static final Duration LONGEST_PART = Duration.ofDays(64);

    private final SeriesStore series;
    private final ExecutorService reader;
    private final SampleRow row;
    private final SampleQuery query;
    private final int limit;
    private long skip;
    private int given;
    /** What is not read yet. */
    private Instant from;

    private Instant to;
    private Duration part = FIRST_PART;
    private Iterator<SeriesPoint> read = Collections.emptyIterator();
    /** The part after that, which is read meanwhile; null if none is. */
    private Future<List<SeriesPoint>> next;

    /**
     * @param reader of the parts after the first one
     * @param limit most rows; 0 for all
     */
    SampleRows(SeriesStore series, ExecutorService reader, SampleQuery query, long skip, int limit) {
        this.series = series;
        this.reader = reader;
        this.row = new SampleRow(query.device(), query.metric());
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
        while (!read.hasNext() && (next != null || from.isBefore(to))) {
            readPart();
        }
        return read.hasNext();
    }

    private void readPart() {
        List<SeriesPoint> points = next == null ? read(nextPeriod()) : joined(next);
        next = limit == 0 && from.isBefore(to) ? ahead(nextPeriod()) : null;
        int skipped = (int) Math.min(skip, points.size());
        skip -= skipped;
        read = points.subList(skipped, points.size()).iterator();
    }

    private record Period(Instant from, Instant to) {}

    /** Takes the next part out of what is to be read. */
    private Period nextPeriod() {
        Period period;
        if (query.descending()) {
            period = new Period(later(from, to.minus(part)), to);
            to = period.from();
        } else {
            period = new Period(from, earlier(to, from.plus(part)));
            from = period.to();
        }
        Duration longer = part.multipliedBy(2);
        part = longer.compareTo(LONGEST_PART) < 0 ? longer : LONGEST_PART;
        return period;
    }

    private List<SeriesPoint> read(Period period) {
        List<SeriesPoint> points = new ArrayList<>();
        series.range(query.device(), query.metric(), period.from(), period.to(), points::add);
        if (query.descending()) {
            Collections.reverse(points);
        }
        return points;
    }

    /** All rows are wanted: the store reads while this thread writes what it has. */
    private Future<List<SeriesPoint>> ahead(Period period) {
        return reader.submit(() -> read(period));
    }

    private static List<SeriesPoint> joined(Future<List<SeriesPoint>> part) {
        try {
            return part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Reading samples was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
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
        return row.of(read.next());
    }

    @Override
    public void close() {
        if (next != null) {
            next.cancel(true);
            next = null;
        }
        from = to;
        read = Collections.emptyIterator();
    }
}
