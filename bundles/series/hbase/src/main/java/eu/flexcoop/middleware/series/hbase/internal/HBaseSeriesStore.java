package eu.flexcoop.middleware.series.hbase.internal;

import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.RetriesExhaustedWithDetailsException;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesStore;

/** Points as rows of one table; the connection is shared by all threads. */
final class HBaseSeriesStore implements SeriesStore {
    private static final ClassLoader MODULE = HBaseSeriesStore.class.getClassLoader();
    /** Rows that go over the wire together: large enough to share round trips, small enough for a heap of some MB. */
    private static final int BATCH = 5_000;

    private final HadoopRuntime hadoop;
    private final Connection connection;

    HBaseSeriesStore(HadoopRuntime hadoop, Connection connection) {
        this.hadoop = hadoop;
        this.connection = connection;
    }

    @Override
    public void append(List<SeriesPoint> points) {
        if (points.isEmpty()) {
            return;
        }
        inHBase("store %d points".formatted(points.size()), () -> {
            try (Table table = connection.getTable(SamplesTable.NAME)) {
                for (int from = 0; from < points.size(); from += BATCH) {
                    table.put(puts(points.subList(from, Math.min(from + BATCH, points.size()))));
                }
            }
            return null;
        });
    }

    private static List<Put> puts(List<SeriesPoint> points) {
        List<Put> puts = new ArrayList<>(points.size());
        for (SeriesPoint point : points) {
            puts.add(new Put(SeriesRows.key(point.deviceId(), point.metric(), point.at()))
                    .addColumn(
                            SamplesTable.FAMILY,
                            SamplesTable.VALUE,
                            SeriesRows.value(point.value(), point.verified())));
        }
        return puts;
    }

    @Override
    public void range(String deviceId, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer) {
        Scan scan = new Scan()
                .withStartRow(SeriesRows.key(deviceId, metric, from))
                .withStopRow(SeriesRows.key(deviceId, metric, to))
                .addColumn(SamplesTable.FAMILY, SamplesTable.VALUE)
                .setCaching(BATCH);
        inHBase("read %s of %s".formatted(metric, deviceId), () -> {
            try (Table table = connection.getTable(SamplesTable.NAME);
                    ResultScanner rows = table.getScanner(scan)) {
                for (Result row : rows) {
                    consumer.accept(
                            SeriesRows.point(row.getRow(), row.getValue(SamplesTable.FAMILY, SamplesTable.VALUE)));
                }
            }
            return null;
        });
    }

    private void inHBase(String what, Callable<Void> code) {
        try {
            hadoop.call(MODULE, code);
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedIOException e) {
            if (e.getCause() instanceof InterruptedException) { // HBase throws the same type for its own timeouts
                Thread.currentThread().interrupt();
            }
            throw unavailable(what, e);
        } catch (Exception e) { // the signature of the class loader's door; HBase throws IOException only
            throw unavailable(what, e);
        }
    }

    private static UnavailableException unavailable(String what, Exception cause) {
        return new UnavailableException("HBase did not %s: %s".formatted(what, shortly(cause)), cause);
    }

    /** The message of HBase lists every attempt on many lines; the first line tells enough. */
    static String shortly(Exception cause) {
        if (cause instanceof RetriesExhaustedWithDetailsException details && details.getNumExceptions() > 0) {
            return firstLine(details.getCause(0));
        }
        return firstLine(cause);
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(cause.getClass().getSimpleName());
    }
}
