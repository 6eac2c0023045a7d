package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.LegacyImport;
import eu.flexcoop.middleware.series.api.LegacyProgress;
import eu.flexcoop.middleware.series.api.LegacyTables;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;

/** Scans tables of the first implementation; its position is stored after the values that it stands for. */
public final class HBaseLegacyTables implements LegacyTables {
    /** Rows that are stored together. */
    static final int BATCH = 2_000;

    private static final byte[] FAMILY = {'m'};

    private final HBaseCalls calls;
    private final Connection connection;
    private final SeriesStore store;

    public HBaseLegacyTables(HadoopRuntime hadoop, Connection connection, SeriesStore store) {
        this.calls = new HBaseCalls(hadoop);
        this.connection = connection;
        this.store = store;
    }

    @Override
    public LegacyProgress read(
            LegacyImport wanted, Consumer<LegacyProgress> progress, BiConsumer<String, String> refused) {
        AtomicReference<LegacyProgress> end = new AtomicReference<>();
        calls.run("read table " + wanted.table(), () -> {
            TableName name = checked(wanted.table());
            LegacyPositions.ensure(connection);
            try (Table table = connection.getTable(name);
                    Table positions = connection.getTable(LegacyPositions.NAME)) {
                LegacyPositions position = new LegacyPositions(positions, wanted);
                if (wanted.again()) {
                    position.forget();
                }
                end.set(new Run(wanted, position, progress, refused).through(table));
            }
            return null;
        });
        return end.get();
    }

    private TableName checked(String text) throws IOException {
        TableName name = TableName.valueOf(text); // an IllegalArgumentException says what is wrong with it
        try (Admin admin = connection.getAdmin()) {
            if (name.equals(SamplesTable.NAME) || !admin.tableExists(name)) {
                throw new IllegalArgumentException(
                        "HBase has no table '%s' of the first implementation; its names have the form".formatted(text)
                                + " <name>_<type>_<company>");
            }
            if (!admin.getDescriptor(name).hasColumnFamily(FAMILY)) {
                throw new IllegalArgumentException(
                        "Table '%s' has no column family 'm', which those of the first implementation have"
                                .formatted(text));
            }
        }
        return name;
    }

    /** One call. */
    private final class Run {
        private final LegacyRows format;
        private final LegacyImport wanted;
        private final LegacyPositions positions;
        private final Consumer<LegacyProgress> progress;
        private final BiConsumer<String, String> refused;
        private final List<SeriesPoint> batch = new ArrayList<>();
        private byte[] position;
        private long rows;
        private long values;
        private long refusedRows;
        private long late;

        Run(
                LegacyImport wanted,
                LegacyPositions positions,
                Consumer<LegacyProgress> progress,
                BiConsumer<String, String> refused) {
            this.format = new LegacyRows(wanted.format(), wanted.metric());
            this.wanted = wanted;
            this.positions = positions;
            this.progress = progress;
            this.refused = refused;
        }

        LegacyProgress through(Table table) throws IOException {
            position = positions.read();
            Scan scan = new Scan()
                    .withStartRow(position, position.length == 0)
                    .addFamily(FAMILY)
                    .setCaching(BATCH)
                    .setCacheBlocks(false);
            try (ResultScanner scanner = table.getScanner(scan)) {
                for (Result row : scanner) {
                    take(row);
                    if (rows % BATCH == 0) {
                        flush();
                    }
                }
            }
            if (rows % BATCH != 0) {
                flush();
            }
            return state();
        }

        private void take(Result row) {
            String key = new String(row.getRow(), StandardCharsets.UTF_8);
            rows++;
            position = row.getRow();
            try {
                List<SeriesPoint> points = format.points(key, cells(row));
                if (wanted.before()
                        .filter(end -> !points.get(0).at().isBefore(end))
                        .isPresent()) {
                    late++;
                } else {
                    batch.addAll(points);
                    values += points.size();
                }
            } catch (IllegalArgumentException e) {
                refusedRows++;
                refused.accept(key, e.getMessage());
            }
        }

        private Map<String, String> cells(Result row) {
            Map<String, String> cells = new LinkedHashMap<>();
            row.getFamilyMap(FAMILY)
                    .forEach((column, value) -> cells.put(
                            new String(column, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8)));
            return cells;
        }

        /** First the values, then the position behind them. */
        private void flush() throws IOException {
            store.write(batch, List.of());
            batch.clear();
            positions.store(position);
            progress.accept(state());
        }

        private LegacyProgress state() {
            return new LegacyProgress(rows, values, refusedRows, late, new String(position, StandardCharsets.UTF_8));
        }
    }
}
