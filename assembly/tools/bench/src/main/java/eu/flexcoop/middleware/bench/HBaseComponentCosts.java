package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.hbase.HBaseComponent;
import org.apache.camel.component.hbase.HBaseConstants;
import org.apache.camel.component.hbase.model.HBaseCell;
import org.apache.camel.component.hbase.model.HBaseData;
import org.apache.camel.component.hbase.model.HBaseRow;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;

/**
 * camel-hbase beside the client of HBase, on a table whose layout the component can write: text qualifiers and timestamps of writing.
 * Both write the same puts with the same number of puts per call.
 */
final class HBaseComponentCosts implements AutoCloseable {
    private static final TableName TABLE = TableName.valueOf("bench_components");
    private static final String FAMILY = "v";
    private static final int CELLS_OF_A_ROW = 96;
    private static final int ROWS_PER_CALL = 50;
    private static final int CALLS = 4;
    private static final int ROWS = ROWS_PER_CALL * CALLS;
    private static final int CELLS = ROWS * CELLS_OF_A_ROW;
    /** The only one whose body is the data itself. */
    private static final String IN_BODY = "?mappingStrategyName=body&operation=";

    private final CamelContext camel;
    private final ComponentRounds rounds;
    private final Configuration configuration;
    private final Connection connection;

    HBaseComponentCosts(CamelContext camel, String address, ComponentRounds rounds) throws IOException {
        this.camel = camel;
        this.rounds = rounds;
        this.configuration = SeriesTable.configuration(address);
        this.connection = ConnectionFactory.createConnection(configuration);
    }

    List<Figure> measure() throws Exception {
        createTable();
        // Camel starts a component that it makes itself at once, and this one then looks for the server of the default
        // configuration
        HBaseComponent component = new HBaseComponent();
        component.setConfiguration(configuration);
        camel.addComponent("hbase", component);
        List<Figure> figures = new ArrayList<>();
        try (ProducerTemplate template = camel.createProducerTemplate();
                Table table = connection.getTable(TABLE)) {
            figures.addAll(rounds.compare("cells/s", CELLS, writes(template, table)));
            figures.addAll(rounds.compare("cells/s", CELLS, reads(template, table)));
        }
        return figures;
    }

    private Map<String, ComponentRounds.Work> writes(ProducerTemplate template, Table table) {
        Map<String, ComponentRounds.Work> ways = new LinkedHashMap<>();
        ways.put("client of HBase: 50 rows of 96 cells per call", () -> {
            for (int call = 0; call < CALLS; call++) {
                table.put(puts(call));
            }
        });
        ways.put("  camel-hbase: the same rows per exchange", () -> {
            for (int call = 0; call < CALLS; call++) {
                template.sendBody("hbase:" + TABLE + IN_BODY + HBaseConstants.PUT, rows(call));
            }
        });
        return ways;
    }

    private Map<String, ComponentRounds.Work> reads(ProducerTemplate template, Table table) {
        Map<String, ComponentRounds.Work> ways = new LinkedHashMap<>();
        ways.put("client of HBase: scan", () -> {
            long cells = 0;
            try (ResultScanner rows = table.getScanner(new Scan().addFamily(FAMILY.getBytes(StandardCharsets.UTF_8)))) {
                for (Result row : rows) {
                    cells += row.size();
                }
            }
            requireAll(cells);
        });
        HBaseRow model = new HBaseRow();
        for (int i = 0; i < CELLS_OF_A_ROW; i++) {
            model.getCells().add(cell(i, null));
        }
        ways.put("  camel-hbase: scan", () -> {
            HBaseData found = template.requestBodyAndHeader(
                    "hbase:" + TABLE + IN_BODY + HBaseConstants.SCAN,
                    new HBaseData(List.of(model)),
                    HBaseConstants.HBASE_MAX_SCAN_RESULTS,
                    ROWS,
                    HBaseData.class);
            requireAll(found.getRows().stream()
                    .mapToLong(row -> row.getCells().size())
                    .sum());
        });
        return ways;
    }

    private static void requireAll(long cells) throws IOException {
        if (cells != CELLS) {
            throw new IOException("%d of %d cells were read".formatted(cells, CELLS));
        }
    }

    private static List<Put> puts(int call) {
        List<Put> puts = new ArrayList<>(ROWS_PER_CALL);
        for (int row = 0; row < ROWS_PER_CALL; row++) {
            Put put = new Put(key(call, row).getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < CELLS_OF_A_ROW; i++) {
                put.addColumn(
                        FAMILY.getBytes(StandardCharsets.UTF_8),
                        qualifier(i).getBytes(StandardCharsets.UTF_8),
                        value(i).getBytes(StandardCharsets.UTF_8));
            }
            puts.add(put);
        }
        return puts;
    }

    private static HBaseData rows(int call) {
        List<HBaseRow> rows = new ArrayList<>(ROWS_PER_CALL);
        for (int row = 0; row < ROWS_PER_CALL; row++) {
            HBaseRow data = new HBaseRow();
            data.setId(key(call, row));
            for (int i = 0; i < CELLS_OF_A_ROW; i++) {
                data.getCells().add(cell(i, value(i)));
            }
            rows.add(data);
        }
        return new HBaseData(rows);
    }

    private static HBaseCell cell(int index, String value) {
        HBaseCell cell = new HBaseCell();
        cell.setFamily(FAMILY);
        cell.setQualifier(qualifier(index));
        cell.setValue(value);
        return cell;
    }

    private static String key(int call, int row) {
        return "device %04d".formatted(call * ROWS_PER_CALL + row);
    }

    private static String qualifier(int index) {
        return "%02d".formatted(index);
    }

    private static String value(int index) {
        return Double.toString(0.25 * index);
    }

    private void createTable() throws IOException {
        dropTable();
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(TABLE)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                    .build());
        }
    }

    private void dropTable() throws IOException {
        try (Admin admin = connection.getAdmin()) {
            if (admin.tableExists(TABLE)) {
                admin.disableTable(TABLE);
                admin.deleteTable(TABLE);
            }
        }
    }

    @Override
    public void close() throws IOException {
        dropTable();
        connection.close();
    }
}
