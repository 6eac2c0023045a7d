package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.KeyRange;
import eu.flexcoop.middleware.series.api.RowKey;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesValue;

/** HBase as its plain client sees it: the table of the middleware, and one of the bench with the same settings. */
final class SeriesTable implements AutoCloseable {
    private static final TableName SAMPLES = TableName.valueOf(SeriesRows.TABLE);
    private static final TableName OWN = TableName.valueOf("bench_samples");
    private static final byte[] FAMILY = SeriesRows.FAMILY.getBytes(StandardCharsets.US_ASCII);
    private static final int BATCH = 1000;
    private static final Instant END_OF_TIME = Instant.parse("2100-01-01T00:00:00Z");

    private final Connection connection;

    /** @param address {@code hbase://zookeeper-host:port} */
    SeriesTable(String address) throws IOException {
        connection = ConnectionFactory.createConnection(configuration(address));
    }

    /** Of a client that gives up within seconds. */
    static Configuration configuration(String address) {
        String authority = address.replaceFirst("^hbase://", "").replaceFirst("/.*$", "");
        int colon = authority.lastIndexOf(':');
        Configuration configuration = HBaseConfiguration.create();
        configuration.set("hbase.zookeeper.quorum", authority.substring(0, colon));
        configuration.set("hbase.zookeeper.property.clientPort", authority.substring(colon + 1));
        configuration.setInt("hbase.client.retries.number", 4);
        configuration.setInt("hbase.client.operation.timeout", 20_000);
        configuration.setInt("zookeeper.recovery.retry", 2);
        return configuration;
    }

    /** Points of these devices that the middleware has stored. */
    long count(List<String> devices, String metric) throws IOException {
        return count(SAMPLES, devices, metric);
    }

    /** Points of a device in the table of the bench. */
    long countOwn(String device, String metric) throws IOException {
        return count(OWN, List.of(device), metric);
    }

    private long count(TableName name, List<String> devices, String metric) throws IOException {
        long count = 0;
        try (Table table = connection.getTable(name)) {
            for (String device : devices) {
                try (ResultScanner rows = table.getScanner(series(device, metric))) {
                    for (Result row : rows) {
                        count += row.size();
                    }
                }
            }
        }
        return count;
    }

    /** Sum of the values of a device that the middleware has stored. */
    double sum(String device, String metric) throws IOException {
        double sum = 0;
        try (Table table = connection.getTable(SAMPLES);
                ResultScanner rows = table.getScanner(series(device, metric))) {
            for (Result row : rows) {
                RowKey key = SeriesRows.row(row.getRow());
                for (Cell cell : row.rawCells()) {
                    sum += SeriesRows.point(
                                    key,
                                    ByteBuffer.wrap(CellUtil.cloneQualifier(cell)),
                                    ByteBuffer.wrap(CellUtil.cloneValue(cell)))
                            .orElseThrow()
                            .number();
                }
            }
        }
        return sum;
    }

    /** Removes these devices from the table of the middleware. */
    void forget(List<String> devices, String metric) throws IOException {
        try (Table table = connection.getTable(SAMPLES)) {
            for (String device : devices) {
                List<Delete> deletes = new ArrayList<>();
                try (ResultScanner rows =
                        table.getScanner(series(device, metric).setFilter(new FirstKeyOnlyFilter()))) {
                    for (Result row : rows) {
                        deletes.add(new Delete(row.getRow()));
                    }
                }
                table.delete(deletes);
            }
        }
    }

    private static Scan series(String device, String metric) {
        KeyRange keys = SeriesRows.series(new DeviceId(device), metric, Instant.EPOCH, END_OF_TIME);
        return new Scan()
                .withStartRow(keys.start())
                .withStopRow(keys.stop())
                .addFamily(FAMILY)
                .setCacheBlocks(false);
    }

    /** Makes the table of the bench like the one of the middleware. */
    void createOwn() throws IOException {
        dropOwn();
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(TableDescriptorBuilder.copy(OWN, admin.getDescriptor(SAMPLES)), SeriesRows.splits());
        }
    }

    void dropOwn() throws IOException {
        try (Admin admin = connection.getAdmin()) {
            if (admin.tableExists(OWN)) {
                if (admin.isTableEnabled(OWN)) {
                    admin.disableTable(OWN);
                }
                admin.deleteTable(OWN);
            }
        }
    }

    /** Writes points into the table of the bench, a thousand per call, from one thread, in the layout of the middleware. */
    void putOwn(String device, String metric, Instant first, long seconds, int points) throws IOException {
        put(OWN, device, metric, first, seconds, points);
    }

    /** Writes points into the table of the middleware; {@link #forget} removes them. */
    void put(String device, String metric, Instant first, long seconds, int points) throws IOException {
        put(SAMPLES, device, metric, first, seconds, points);
    }

    private void put(TableName name, String device, String metric, Instant first, long seconds, int points)
            throws IOException {
        DeviceId id = new DeviceId(device);
        try (Table table = connection.getTable(name)) {
            Map<ByteBuffer, Put> puts = new HashMap<>();
            for (int i = 0; i < points; i++) {
                Instant at = first.plusSeconds(seconds * i);
                byte[] key = SeriesRows.key(id, metric, at);
                puts.computeIfAbsent(ByteBuffer.wrap(key), any -> new Put(key))
                        .addColumn(
                                FAMILY,
                                SeriesRows.qualifier(at),
                                SeriesRows.timestamp(at),
                                SeriesRows.value(SeriesValue.of((double) i), true));
                if (i % BATCH == BATCH - 1) {
                    table.put(new ArrayList<>(puts.values()));
                    puts.clear();
                }
            }
            table.put(new ArrayList<>(puts.values()));
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
