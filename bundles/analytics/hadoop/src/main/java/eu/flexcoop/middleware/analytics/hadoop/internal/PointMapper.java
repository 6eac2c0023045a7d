package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.mapreduce.TableMapper;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.mapreduce.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;

/** The map step: reads points from rows and has the function name their groups. */
public final class PointMapper extends TableMapper<PointKey, PointValue> {
    private static final Logger LOG = LoggerFactory.getLogger(PointMapper.class);
    private static final byte[] FAMILY = Bytes.toBytes(SeriesRows.FAMILY);
    private static final byte[] VALUE = Bytes.toBytes(SeriesRows.VALUE);

    private final PointKey key = new PointKey();
    private final PointValue value = new PointValue();
    private SeriesFunction function;
    private SeriesInput input;
    private Counter points;
    private Counter outOfRange;
    private Counter unreadable;
    private Consumer<String> groups;
    private SeriesPoint current;

    @Override
    protected void setup(Context context) throws IOException {
        input = JobSettings.input(context.getConfiguration());
        points = context.getCounter(JobCounter.POINTS);
        outOfRange = context.getCounter(JobCounter.OUT_OF_RANGE);
        unreadable = context.getCounter(JobCounter.UNREADABLE);
        groups = group -> write(context, group);
        function = JobSettings.function(context.getConfiguration());
    }

    @Override
    protected void map(ImmutableBytesWritable row, Result cells, Context context) throws IOException {
        SeriesPoint point = point(cells);
        if (point == null) {
            return;
        }
        if (point.at().isBefore(input.from())
                || !point.at().isBefore(input.to())
                || !input.metrics().contains(point.metric())) {
            outOfRange.increment(1);
            return;
        }
        points.increment(1);
        current = point;
        value.set(point);
        try {
            function.map(point, groups);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whatever a function throws, or we do ourselves, becomes the reason of the job; a server that fails does not. */
    @Override
    public void run(Context context) throws IOException, InterruptedException {
        try {
            super.run(context);
        } catch (RuntimeException | LinkageError e) {
            String where = current == null ? "map" : "map of %s at %s".formatted(current.deviceId(), current.at());
            FailureNote.leave(context, where, e);
            throw e;
        }
    }

    /** Null for a row that is no point; one such row must not stop the work on all others. */
    private SeriesPoint point(Result cells) {
        byte[] bytes = cells.getValue(FAMILY, VALUE);
        try {
            if (bytes != null) {
                return SeriesRows.point(cells.getRow(), bytes);
            }
        } catch (RuntimeException e) {
            LOG.debug("Row {} is no point", Bytes.toStringBinary(cells.getRow()), e);
        }
        unreadable.increment(1);
        return null;
    }

    private void write(Context context, String group) {
        try {
            key.set(group, current);
            context.write(key, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("The map step was interrupted", e));
        }
    }
}
