package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.apache.hadoop.conf.Configuration;
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

import eu.flexcoop.middleware.series.api.SeriesRows;

/** HBase as its plain client sees it: the table of the middleware, and one of the bench with the same settings. */
final class SeriesTable implements AutoCloseable {
    private static final TableName SAMPLES = TableName.valueOf(SeriesRows.TABLE);
    private static final TableName OWN = TableName.valueOf("bench_samples");
    private static final byte[] FAMILY = SeriesRows.FAMILY.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUE = SeriesRows.VALUE.getBytes(StandardCharsets.US_ASCII);
    private static final int BATCH = 1000;

    private final Connection connection;

    /** @param address {@code hbase://zookeeper-host:port} */
    SeriesTable(String address) throws IOException {
        String authority = address.replaceFirst("^hbase://", "").replaceFirst("/.*$", "");
        int colon = authority.lastIndexOf(':');
        Configuration configuration = HBaseConfiguration.create();
        configuration.set("hbase.zookeeper.quorum", authority.substring(0, colon));
        configuration.set("hbase.zookeeper.property.clientPort", authority.substring(colon + 1));
        configuration.setInt("hbase.client.retries.number", 4);
        configuration.setInt("hbase.client.operation.timeout", 20_000);
        configuration.setInt("zookeeper.recovery.retry", 2);
        connection = ConnectionFactory.createConnection(configuration);
    }

    /** Points of these devices that the middleware has stored. */
    long count(List<String> devices, String metric) throws IOException {
        long count = 0;
        try (Table table = connection.getTable(SAMPLES)) {
            for (String device : devices) {
                Scan scan = series(device, metric).setFilter(new FirstKeyOnlyFilter());
                try (ResultScanner rows = table.getScanner(scan)) {
                    for (Result row = rows.next(); row != null; row = rows.next()) {
                        count++;
                    }
                }
            }
        }
        return count;
    }

    /** Removes these devices from the table of the middleware. */
    void forget(List<String> devices, String metric) throws IOException {
        try (Table table = connection.getTable(SAMPLES)) {
            for (String device : devices) {
                List<Delete> deletes = new ArrayList<>(BATCH);
                try (ResultScanner rows =
                        table.getScanner(series(device, metric).setFilter(new FirstKeyOnlyFilter()))) {
                    for (Result row = rows.next(); row != null; row = rows.next()) {
                        deletes.add(new Delete(row.getRow()));
                        if (deletes.size() == BATCH) {
                            table.delete(deletes);
                            deletes.clear();
                        }
                    }
                }
                table.delete(deletes);
            }
        }
    }

    private static Scan series(String device, String metric) {
        return new Scan()
                .setStartStopRowForPrefixScan(SeriesRows.prefix(device, metric))
                .setCaching(BATCH)
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

    /** Writes points into the table of the bench, a thousand per call, from one thread. */
    void putOwn(String device, String metric, Instant first, long seconds, int points) throws IOException {
        try (Table table = connection.getTable(OWN)) {
            List<Put> puts = new ArrayList<>(BATCH);
            for (int i = 0; i < points; i++) {
                puts.add(new Put(SeriesRows.key(device, metric, first.plusSeconds(seconds * i)))
                        .addColumn(FAMILY, VALUE, SeriesRows.value(i, true)));
                if (puts.size() == BATCH) {
                    table.put(puts);
                    puts = new ArrayList<>(BATCH);
                }
            }
            table.put(puts);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
