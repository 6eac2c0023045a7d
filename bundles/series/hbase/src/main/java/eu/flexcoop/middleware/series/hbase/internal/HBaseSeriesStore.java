package eu.flexcoop.middleware.series.hbase.internal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.RowKey;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.TableStatistics;

/** Points as cells of table {@code samples}; the connection is shared by all threads. */
public final class HBaseSeriesStore implements SeriesStore {
    private final HBaseCalls calls;
    private final Connection connection;

    public HBaseSeriesStore(HadoopRuntime hadoop, Connection connection) {
        this.calls = new HBaseCalls(hadoop);
        this.connection = connection;
    }

    @Override
    public void write(Collection<SeriesPoint> points, Collection<SeriesKey> removed) {
        if (points.isEmpty() && removed.isEmpty()) {
            return;
        }
        calls.run("store %d values and remove %d".formatted(points.size(), removed.size()), () -> {
            try (Table table = connection.getTable(SamplesTable.NAME)) {
                RowWriter writer = new RowWriter(table);
                for (SeriesPoint point : points) {
                    writer.put(
                            point.device(),
                            point.metric(),
                            point.at(),
                            SeriesRows.value(point.value(), point.verified()));
                }
                for (SeriesKey key : removed) {
                    writer.put(key.device(), key.metric(), key.at(), SeriesRows.noValue());
                }
                writer.flush();
            }
            return null;
        });
    }

    @Override
    public void range(DeviceId device, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer) {
        if (!from.isBefore(to)) {
            return;
        }
        calls.run("read %s of %s".formatted(metric, device), () -> {
            Scan scan = SeriesScan.of(device, metric, from, to);
            try (Table table = connection.getTable(SamplesTable.NAME);
                    ResultScanner rows = table.getScanner(scan)) {
                for (Result row : rows) {
                    read(row, consumer);
                }
            }
            return null;
        });
    }

    @Override
    public Optional<Instant> first(DeviceId device, String metric, Instant from, Instant to) {
        return end(device, metric, from, to, false);
    }

    @Override
    public Optional<Instant> last(DeviceId device, String metric, Instant from, Instant to) {
        return end(device, metric, from, to, true);
    }

    private Optional<Instant> end(DeviceId device, String metric, Instant from, Instant to, boolean last) {
        AtomicReference<Instant> found = new AtomicReference<>();
        if (from.isBefore(to)) {
            calls.run("find an end of %s of %s".formatted(metric, device), () -> {
                Scan scan =
                        last ? SeriesScan.backwards(device, metric, from, to) : SeriesScan.of(device, metric, from, to);
                try (Table table = connection.getTable(SamplesTable.NAME);
                        ResultScanner rows = table.getScanner(scan.setOneRowLimit())) {
                    Result row = rows.next();
                    if (row != null) {
                        Cell[] cells = row.rawCells();
                        // the timestamp of a cell is the instant of its value
                        found.set(Instant.ofEpochMilli(cells[last ? cells.length - 1 : 0].getTimestamp()));
                    }
                }
                return null;
            });
        }
        return Optional.ofNullable(found.get());
    }

    @Override
    public TableStatistics statistics() {
        AtomicReference<TableStatistics> found = new AtomicReference<>();
        calls.run("tell the size of its table", () -> {
            try (Admin admin = connection.getAdmin()) {
                found.set(SamplesTable.statistics(admin));
            }
            return null;
        });
        return found.get();
    }

    private static void read(Result row, Consumer<SeriesPoint> consumer) {
        RowKey key = SeriesRows.row(row.getRow());
        for (Cell cell : row.rawCells()) {
            SeriesRows.point(key, qualifier(cell), value(cell)).ifPresent(consumer);
        }
    }

    private static ByteBuffer qualifier(Cell cell) {
        return ByteBuffer.wrap(cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength());
    }

    private static ByteBuffer value(Cell cell) {
        return ByteBuffer.wrap(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
    }
}
