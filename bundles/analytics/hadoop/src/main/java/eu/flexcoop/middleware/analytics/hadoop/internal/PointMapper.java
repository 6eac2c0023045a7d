package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.mapreduce.TableMapper;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.mapreduce.Counter;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;

/** The map step: reads points from rows and has the function name their groups. */
public final class PointMapper extends TableMapper<PointKey, PointValue> {
    private static final byte[] FAMILY = Bytes.toBytes(SeriesRows.FAMILY);
    private static final byte[] VALUE = Bytes.toBytes(SeriesRows.VALUE);

    /** Stands in where only the key is looked at. */
    private static final byte[] ANY_VALUE = SeriesRows.value(0, true);

    private final PointKey key = new PointKey();
    private final PointValue value = new PointValue();
    private SeriesFunction function;
    private SeriesInput input;
    private Counter points;
    private Counter outOfRange;
    private Counter unreadable;
    private Consumer<GroupKey> groups;
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
        SeriesPoint point = point(cells, context);
        if (point == null) {
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

    /** Null for a row that is not of the input, or that cannot be read: then the others are read still, to count such rows. */
    private SeriesPoint point(Result cells, Context context) throws IOException {
        byte[] row = cells.getRow();
        byte[] bytes = cells.getValue(FAMILY, VALUE);
        try {
            SeriesPoint point = SeriesRows.point(row, bytes == null ? ANY_VALUE : bytes);
            if (!isWanted(point)) {
                return null;
            }
            if (bytes == null) {
                throw new IllegalArgumentException(
                        "it has no cell %s:%s".formatted(SeriesRows.FAMILY, SeriesRows.VALUE));
            }
            return point;
        } catch (IllegalArgumentException e) {
            if (isWantedByKey(row)) {
                noteUnreadable(row, e, context);
            }
            return null;
        }
    }

    private boolean isWanted(SeriesPoint point) {
        boolean wanted = !point.at().isBefore(input.from())
                && point.at().isBefore(input.to())
                && input.metrics().contains(point.metric());
        if (!wanted) {
            outOfRange.increment(1);
        }
        return wanted;
    }

    /** A row whose value cannot be read does not matter where its key says that it is not asked for. */
    private boolean isWantedByKey(byte[] row) {
        try {
            return isWanted(SeriesRows.point(row, ANY_VALUE));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private void noteUnreadable(byte[] row, IllegalArgumentException reason, Context context) throws IOException {
        if (unreadable.getValue() == 0) {
            FailureNote.leave(
                    context,
                    "Row '%s' of table %s cannot be read: %s"
                            .formatted(Bytes.toStringBinary(row), SeriesRows.TABLE, reason.getMessage()));
        }
        unreadable.increment(1);
    }

    private void write(Context context, GroupKey group) {
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
