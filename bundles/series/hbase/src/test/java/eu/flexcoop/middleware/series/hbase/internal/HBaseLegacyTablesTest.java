package eu.flexcoop.middleware.series.hbase.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.LegacyFormat;
import eu.flexcoop.middleware.series.api.LegacyImport;
import eu.flexcoop.middleware.series.api.LegacyProgress;
import eu.flexcoop.middleware.series.api.LegacyTables;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables as the platform's first implementation wrote them, on a real HBase. Each test has a table of its own. */
@Timeout(120)
@NeedsHBase
@ExtendWith(SharedHBase.class)
class HBaseLegacyTablesTest {
    private static final String PREFIX = "edinet_metering_electricityConsumption_";
    private static final long FIRST = 1_386_230_400;
    private static final long QUARTER_HOUR = 900;
    private static final int TIMES = 1_500;
    private static final List<String> DEVICES = List.of("-old-1", "-old-2", "-old-3");
    private static final Consumer<LegacyProgress> NOBODY = progress -> {};

    private static ConnectedHBase connected;
    private static SeriesStore store;
    private static LegacyTables tables;

    private final Map<String, String> refused = new LinkedHashMap<>();

    @BeforeAll
    static void connect(PrivateHBase server) throws Exception {
        connected = ConnectedHBase.to(server);
        store = connected.store();
        tables = new HBaseLegacyTables(connected.hadoop(), connected.connection(), store);
    }

    @AfterAll
    static void disconnect() throws Exception {
        connected.close();
    }

    /** More rows than a batch, device by device within each time, as keys that begin with the time are ordered. */
    private static String table(String company) throws Exception {
        String name = PREFIX + company;
        try (Admin admin = connected.connection().getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(TableName.valueOf(name))
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of("m"))
                    .build());
        }
        List<Put> puts = new ArrayList<>();
        for (int time = 0; time < TIMES; time++) {
            for (int device = 0; device < DEVICES.size(); device++) {
                puts.add(put(key(time, company + DEVICES.get(device)), "v", Double.toString(value(time, device))));
            }
        }
        put(name, puts);
        return name;
    }

    private static void put(String name, List<Put> puts) throws Exception {
        try (Table table = connected.connection().getTable(TableName.valueOf(name))) {
            table.put(puts);
        }
    }

    private static Put put(String key, String column, String text) {
        return new Put(utf8(key)).addColumn(utf8("m"), utf8(column), utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String key(int time, String device) {
        return "%d~%s".formatted(FIRST + time * QUARTER_HOUR, device);
    }

    private static double value(int time, int device) {
        return device + time / 1_000.0;
    }

    private static LegacyImport metering(String table) {
        return new LegacyImport(table, LegacyFormat.METERING, "kwh", Optional.empty(), false);
    }

    private LegacyProgress read(LegacyImport wanted) {
        return tables.read(wanted, NOBODY, refused::put);
    }

    private static List<SeriesPoint> stored(String device) {
        List<SeriesPoint> points = new ArrayList<>();
        store.range(new DeviceId(device), "kwh", Instant.EPOCH, Instant.ofEpochSecond(4_000_000_000L), points::add);
        return points;
    }

    private static void assertComplete(String company) {
        for (int device = 0; device < DEVICES.size(); device++) {
            List<SeriesPoint> points = stored(company + DEVICES.get(device));
            assertThat(points).hasSize(TIMES);
            for (int time = 0; time < TIMES; time++) {
                assertThat(points.get(time).at()).isEqualTo(Instant.ofEpochSecond(FIRST + time * QUARTER_HOUR));
                assertThat(points.get(time).number()).isEqualTo(value(time, device));
                assertThat(points.get(time).verified()).isFalse();
            }
        }
    }

    @Test
    void everyRowBecomesAValueAndAnotherImportStoresOnlyWhatWasAddedSince() throws Exception {
        String table = table("all");
        List<LegacyProgress> told = new ArrayList<>();

        LegacyProgress done = tables.read(metering(table), told::add, refused::put);

        assertThat(done).isEqualTo(new LegacyProgress(4_500, 4_500, 0, 0, key(TIMES - 1, "all-old-3")));
        assertThat(told).extracting(LegacyProgress::rows).containsExactly(2_000L, 4_000L, 4_500L);
        assertComplete("all");
        assertThat(read(metering(table)).rows()).isZero();
        put(table, List.of(put(key(TIMES, "all-old-1"), "v", "7")));
        assertThat(read(metering(table))).isEqualTo(new LegacyProgress(1, 1, 0, 0, key(TIMES, "all-old-1")));
        assertThat(stored("all-old-1")).hasSize(TIMES + 1);

        LegacyProgress again = read(new LegacyImport(table, LegacyFormat.METERING, "kwh", Optional.empty(), true));
        assertThat(again.values()).isEqualTo(4_501);
        assertThat(stored("all-old-1")).as("the same cells").hasSize(TIMES + 1);
    }

    @Test
    void rowsThatAreNotUnderstoodAreRefusedWithTheReasonAndTheOthersAreStored() throws Exception {
        String table = table("bad");
        put(
                table,
                List.of(
                        put("no key at all", "v", "1"),
                        put(key(3, "bad-text"), "v", "n/a"),
                        put(key(3, "bad-half"), "v", "1").addColumn(utf8("m"), utf8("w"), utf8("2"))));

        LegacyProgress done = read(metering(table));

        assertThat(done.values()).isEqualTo(4_500);
        assertThat(done.refused()).isEqualTo(3);
        assertThat(refused)
                .containsEntry("no key at all", "the key is not seconds~device")
                .containsEntry(key(3, "bad-text"), "column 'v' is 'n/a', which is not a number")
                .containsEntry(key(3, "bad-half"), "column 'w' has no meaning");
        assertThat(stored("bad-half")).as("nothing of a row that is refused").isEmpty();
        assertComplete("bad");
    }

    /** The process dies between two parts: the first is stored, and so is where it ended. */
    @Test
    void anImportThatWasEndedGoesOnWhereItWas() throws Exception {
        String table = table("dead");
        Consumer<LegacyProgress> deadly = progress -> {
            throw new IllegalStateException("died at row " + progress.rows());
        };
        assertThatThrownBy(() -> tables.read(metering(table), deadly, refused::put))
                .hasMessage("died at row 2000");

        assertThat(read(metering(table)).rows()).isEqualTo(2_500);

        assertComplete("dead");
    }

    @Test
    void laterValuesAreLeftOut() throws Exception {
        String table = table("late");
        Instant end = Instant.ofEpochSecond(FIRST + 10 * QUARTER_HOUR);

        LegacyProgress done = read(new LegacyImport(table, LegacyFormat.METERING, "kwh", Optional.of(end), false));

        assertThat(done.values()).isEqualTo(30);
        assertThat(done.late()).isEqualTo(4_470);
        assertThat(stored("late-old-2")).hasSize(10);
    }

    @Test
    void tablesThatAreNotOfTheFirstImplementationAreRefused() {
        assertThatThrownBy(() -> read(metering("nothing_like_that")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no table 'nothing_like_that'");
        assertThatThrownBy(() -> read(metering("samples"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read(metering("no table"))).isInstanceOf(IllegalArgumentException.class);
    }
}
