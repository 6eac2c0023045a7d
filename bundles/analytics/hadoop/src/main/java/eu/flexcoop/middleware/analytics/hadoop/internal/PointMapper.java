package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.mapreduce.TableMapper;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.mapreduce.Counter;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.series.api.RowKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;

/**
 * The map step: reads points from rows and has the function name their groups. The scans of {@link SeriesScans} bring the cells of
 * the input and no others.
 */
public final class PointMapper extends TableMapper<PointKey, PointValue> {
    private final PointKey key = new PointKey();
    private final PointValue value = new PointValue();
    private SeriesFunction function;
    private Counter points;
    private Counter unreadable;
    private Consumer<GroupKey> groups;
    private SeriesPoint current;

    @Override
    protected void setup(Context context) throws IOException {
        points = context.getCounter(JobCounter.POINTS);
        unreadable = context.getCounter(JobCounter.UNREADABLE);
        groups = group -> write(context, group);
        function = JobSettings.function(context.getConfiguration());
    }

    @Override
    protected void map(ImmutableBytesWritable row, Result cells, Context context) throws IOException {
        RowKey rowKey;
        try {
            rowKey = SeriesRows.row(cells.getRow());
        } catch (IllegalArgumentException e) {
            noteUnreadable(cells, e, context);
            return;
        }
        for (Cell cell : cells.rawCells()) {
            Optional<SeriesPoint> point;
            try {
                point = point(rowKey, cell);
            } catch (IllegalArgumentException e) {
                // the others are read all the same, to count such rows
                noteUnreadable(cells, e, context);
                return;
            }
            point.ifPresent(this::group);
        }
    }

    private void group(SeriesPoint point) {
        points.increment(1);
        current = point;
        value.set(point);
        function.map(point, groups);
    }

    /** An exception of the function, or of this class, becomes the reason of the failed job; one of a server does not. */
    @Override
    public void run(Context context) throws IOException, InterruptedException {
        try {
            super.run(context);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException | LinkageError e) {
            String where = current == null ? "map" : "map of %s at %s".formatted(current.device(), current.at());
            FailureNote.leave(context, where, e);
            throw e;
        }
    }

    /** @throws IllegalArgumentException for a cell that {@code SeriesRows} did not make */
    private static Optional<SeriesPoint> point(RowKey row, Cell cell) {
        Optional<SeriesPoint> point = SeriesRows.point(
                row,
                ByteBuffer.wrap(cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength()),
                ByteBuffer.wrap(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength()));
        if (point.isPresent() && SeriesRows.timestamp(point.get().at()) != cell.getTimestamp()) {
            throw new IllegalArgumentException("The timestamp %d of a cell is not its instant %s"
                    .formatted(cell.getTimestamp(), point.get().at()));
        }
        return point;
    }

    private void noteUnreadable(Result cells, IllegalArgumentException reason, Context context) throws IOException {
        if (unreadable.getValue() == 0) {
            FailureNote.leave(
                    context,
                    "Row '%s' of table %s cannot be read: %s"
                            .formatted(Bytes.toStringBinary(cells.getRow()), SeriesRows.TABLE, reason.getMessage()));
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
