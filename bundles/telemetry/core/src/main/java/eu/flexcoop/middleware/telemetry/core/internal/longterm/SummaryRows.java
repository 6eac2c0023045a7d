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
import eu.flexcoop.middleware.resources.spi.Periods;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.series.api.PeriodSummary;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * The numbers of a query summed up by period, in order of time, while they are read: a part of whole periods after the other, as each part is
 * a scan of its own, short ones first. The periods of one part are what is in memory. For one thread.
 */
final class SummaryRows implements SourceRows {
    private static final Duration FIRST_PART = Duration.ofDays(32);
    /** A period per minute makes 90 000 summaries. */
    private static final Duration LONGEST_PART = Duration.ofDays(64);

    private static final int ROW_BYTES = 320;

    private final SeriesStore series;
    private final SampleQuery query;
    private final Periods periods;
    /** What is not read yet. */
    private Instant from;

    private Duration part = FIRST_PART;
    private Iterator<PeriodSummary> read = Collections.emptyIterator();

    SummaryRows(SeriesStore series, SampleQuery query, Periods periods) {
        this.series = series;
        this.query = query;
        this.periods = periods;
        this.from = query.from();
    }

    @Override
    public boolean hasNext() {
        while (!read.hasNext() && from.isBefore(query.to())) {
            readPart();
        }
        return read.hasNext();
    }

    private void readPart() {
        Instant end = partEnd();
        List<PeriodSummary> summaries = new ArrayList<>();
        series.summarize(query.device(), query.metric(), from, end, periods.start(), periods.next(), summaries::add);
        read = summaries.iterator();
        from = end;
        part = LONGEST_PART;
        if (summaries.isEmpty() && from.isBefore(query.to())) {
            // devices may have been away for years
            from = series.first(query.device(), query.metric(), from, query.to())
                    .orElse(query.to());
        }
    }

    /** The end of a period, so that no period is in two parts. */
    private Instant partEnd() {
        Instant start = periods.start().apply(from.plus(part));
        Instant end = start.isAfter(from)
                ? start
                : periods.next().apply(periods.start().apply(from));
        return end.isBefore(query.to()) ? end : query.to();
    }

    @Override
    public RawBsonDocument next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        PeriodSummary summary = read.next();
        BasicOutputBuffer bytes = new BasicOutputBuffer(ROW_BYTES);
        BsonBinaryWriter row = new BsonBinaryWriter(bytes);
        row.writeStartDocument();
        row.writeString(DocumentFields.DEVICE_ID, query.device().value());
        row.writeString(TelemetryFields.METRIC, query.metric());
        row.writeDateTime(TelemetryFields.TIMESTAMP, summary.start().toEpochMilli());
        row.writeInt64("count", summary.count());
        row.writeDouble("sum", summary.sum());
        row.writeDouble("mean", summary.mean());
        row.writeDouble("minimum", summary.minimum());
        row.writeDouble("maximum", summary.maximum());
        row.writeDouble("first", summary.first());
        row.writeDouble("last", summary.last());
        row.writeBoolean(LongTermSource.VERIFIED, summary.verified() == summary.count());
        row.writeEndDocument();
        return new RawBsonDocument(bytes.getInternalBuffer(), 0, bytes.getSize());
    }

    @Override
    public void close() {
        from = query.to();
        read = Collections.emptyIterator();
    }
}
