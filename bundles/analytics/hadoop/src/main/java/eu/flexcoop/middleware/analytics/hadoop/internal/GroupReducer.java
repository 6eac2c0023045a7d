package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.Consumer;

import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.series.api.SeriesPoint;

/** The reduce step: gives the points of a group to the function, in order, and writes its results. */
public final class GroupReducer extends Reducer<PointKey, PointValue, NullWritable, RowWritable> {
    private final RowWritable output = new RowWritable();
    private SeriesFunction function;
    private Consumer<ResultRow> results;

    @Override
    protected void setup(Context context) throws IOException {
        results = row -> write(context, row);
        function = JobSettings.function(context.getConfiguration());
    }

    @Override
    protected void reduce(PointKey key, Iterable<PointValue> values, Context context) throws IOException {
        GroupKey group = key.group();
        context.getCounter(JobCounter.GROUPS).increment(1);
        try {
            function.reduce(group, points(key, values.iterator()), results);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException | LinkageError e) {
            // foreign code: the note reports the failure to its author, the job fails
            FailureNote.leave(context, "reduce of group '%s'".formatted(group), e);
            throw e;
        }
    }

    /** Hadoop reads the key anew with each value, so both together are the point. */
    private static Iterator<SeriesPoint> points(PointKey key, Iterator<PointValue> values) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return values.hasNext();
            }

            @Override
            public SeriesPoint next() {
                return key.point(values.next());
            }
        };
    }

    private void write(Context context, ResultRow row) {
        try {
            output.set(row);
            context.write(NullWritable.get(), output);
            context.getCounter(JobCounter.ROWS).increment(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("The reduce step was interrupted", e));
        }
    }
}
