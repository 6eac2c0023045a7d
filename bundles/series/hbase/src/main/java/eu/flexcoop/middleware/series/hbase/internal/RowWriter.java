package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesRows;

/** Collects the cells of a row into one put and puts into one call per region server. Not thread-safe. */
final class RowWriter {
    /** Cells that go over the wire together: enough to share round trips, few enough for a buffer of about 1 MB. */
    static final int CELLS = 10_000;
    /** Bytes of content that go together; copies of documents are larger than values. */
    static final int BYTES = 1 << 20;

    private final Table table;
    private final Map<ByteBuffer, Put> puts = new HashMap<>();
    private int cells;
    private int bytes;

    RowWriter(Table table) {
        this.table = table;
    }

    void put(DeviceId device, String metric, Instant at, byte[] value) throws IOException {
        byte[] key = SeriesRows.key(device, metric, at);
        puts.computeIfAbsent(ByteBuffer.wrap(key), any -> new Put(key))
                .addColumn(SamplesTable.FAMILY, SeriesRows.qualifier(at), SeriesRows.timestamp(at), value);
        cells++;
        bytes += value.length;
        if (cells == CELLS || bytes >= BYTES) {
            flush();
        }
    }

    /** Durable when it returns. */
    void flush() throws IOException {
        table.put(new ArrayList<>(puts.values()));
        puts.clear();
        cells = 0;
        bytes = 0;
    }
}
