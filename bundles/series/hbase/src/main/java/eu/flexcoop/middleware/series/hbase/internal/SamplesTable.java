package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;

import eu.flexcoop.middleware.series.api.SeriesRows;

/** The table behind {@link SeriesRows}. */
final class SamplesTable {
    static final TableName NAME = TableName.valueOf(SeriesRows.TABLE);
    static final byte[] FAMILY = SeriesRows.FAMILY.getBytes(StandardCharsets.US_ASCII);
    static final byte[] VALUE = SeriesRows.VALUE.getBytes(StandardCharsets.US_ASCII);

    private SamplesTable() {}

    /** Creates the table, split by salt, where it does not exist, and returns when all its regions serve. */
    static void ensure(Connection connection) throws IOException {
        try (Admin admin = connection.getAdmin()) {
            if (!admin.tableExists(NAME)) {
                create(admin);
            }
            if (!admin.isTableAvailable(NAME)) {
                throw new IOException("table %s is not available yet".formatted(NAME));
            }
        }
    }

    private static void create(Admin admin) throws IOException {
        TableDescriptorBuilder table = TableDescriptorBuilder.newBuilder(NAME)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                        .setMaxVersions(1)
                        // neighbouring keys differ in their last bytes only
                        .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                        .build());
        try {
            admin.createTable(table.build(), SeriesRows.splits());
        } catch (TableExistsException e) {
            // another node was quicker, or an attempt that timed out here went on there
        }
    }
}
