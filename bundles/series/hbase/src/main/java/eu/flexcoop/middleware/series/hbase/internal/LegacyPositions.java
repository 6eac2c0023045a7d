package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;

import eu.flexcoop.middleware.series.api.LegacyImport;

/**
 * How far tables of the first implementation have been read: one small row of table {@code series_imports} for each of them, format and metric,
 * which stays, so that rows that are added later can be read.
 */
final class LegacyPositions {
    static final TableName NAME = TableName.valueOf("series_imports");

    private static final byte[] FAMILY = {'m'};
    private static final byte[] POSITION = "position".getBytes(StandardCharsets.US_ASCII);

    private final Table table;
    private final byte[] row;

    LegacyPositions(Table table, LegacyImport wanted) {
        this.table = table;
        this.row = "%s %s %s"
                .formatted(wanted.table(), wanted.format(), wanted.metric())
                .getBytes(StandardCharsets.UTF_8);
    }

    static void ensure(Connection connection) throws IOException {
        try (Admin admin = connection.getAdmin()) {
            if (!admin.tableExists(NAME)) {
                admin.createTable(TableDescriptorBuilder.newBuilder(NAME)
                        .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                        .build());
            }
        } catch (TableExistsException e) {
            // another node created it first
        }
    }

    /** Key of the last row that was read; empty if none was. */
    byte[] read() throws IOException {
        byte[] position = table.get(new Get(row)).getValue(FAMILY, POSITION);
        return position == null ? new byte[0] : position;
    }

    void store(byte[] position) throws IOException {
        table.put(new Put(row).addColumn(FAMILY, POSITION, position));
    }

    void forget() throws IOException {
        table.delete(new Delete(row));
    }
}
