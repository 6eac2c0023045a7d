package eu.flexcoop.middleware.series.hbase.internal;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.series.api.PeriodSummary;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.series.api.TableStatistics;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The store on a real HBase. */
@Timeout(120)
@NeedsHBase
@ExtendWith(SharedHBase.class)
class HBaseSeriesStoreTest {
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");

    private static PrivateHBase hbase;
    private static ConnectedHBase connected;
    private static Connection connection;
    private static SeriesStore store;

    @BeforeAll
    static void connect(PrivateHBase server) throws Exception {
        hbase = server;
        connected = ConnectedHBase.to(server);
        connection = connected.connection();
        store = connected.store();
    }

    @AfterAll
    static void disconnect() throws Exception {
        connected.close();
    }

    private static SeriesPoint point(String device, String metric, int quarterHour, double value) {
        return new SeriesPoint(new DeviceId(device), metric, at(quarterHour), SeriesValue.of(value), true);
    }

    private static SeriesKey key(String device, int quarterHour) {
        return new SeriesKey(new DeviceId(device), "kwh", at(quarterHour));
    }

    private static Instant at(int quarterHour) {
        return T0.plus(Duration.ofMinutes(15L * quarterHour));
    }

    private static void write(SeriesPoint... points) {
        store.write(List.of(points), List.of());
    }

    private static List<SeriesPoint> range(String device, int from, int to) {
        List<SeriesPoint> found = new ArrayList<>();
        store.range(new DeviceId(device), "kwh", at(from), at(to), found::add);
        return found;
    }

    private static void flush() throws Exception {
        try (Admin admin = connection.getAdmin()) {
            admin.flush(SamplesTable.NAME);
        }
    }

    @Test
    void theSizeOfTheTableIsKnown() {
        // servers report every three seconds
        await("the regions are reported").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            TableStatistics table = store.statistics();
            assertThat(table.table()).isEqualTo("samples");
            assertThat(table.servers()).isEqualTo(1);
            assertThat(table.regions()).isEqualTo(SeriesRows.splits().length + 1);
        });
    }

    @Test
    void aRangeIsOfOneSeriesInOrderAndWithoutItsEnd() {
        write(
                point("range", "kwh", 3, 0.3),
                point("range", "kwh", 1, 0.1),
                point("range", "kwh", 2, 0.2),
                point("range", "watts", 2, 500),
                point("range-2", "kwh", 2, 9));
        assertThat(range("range", 1, 3)).containsExactly(point("range", "kwh", 1, 0.1), point("range", "kwh", 2, 0.2));
        assertThat(range("range", 2, 2)).isEmpty();
        assertThat(range("range", 4, 9)).isEmpty();
        assertThat(range("nobody", 0, 9)).isEmpty();
    }

    @Test
    void everyTypeOfValueIsReadAsItWasWritten() {
        List<SeriesPoint> points = new ArrayList<>();
        for (SeriesValue value : List.of(
                SeriesValue.of(-0.5), SeriesValue.of(7L), SeriesValue.of("heating"), SeriesValue.of(new byte[] {0, 1, -1
                }))) {
            points.add(new SeriesPoint(new DeviceId("typed"), "kwh", at(points.size()), value, points.isEmpty()));
        }
        store.write(points, List.of());
        assertThat(range("typed", 0, 9)).isEqualTo(points);
    }

    @Test
    void theSamePointAgainReplacesValueAndVerification() {
        SeriesPoint guessed = new SeriesPoint(new DeviceId("again"), "kwh", T0, SeriesValue.of(0.4), false);
        write(guessed);
        assertThat(range("again", 0, 1)).containsExactly(guessed);
        SeriesPoint measured = new SeriesPoint(new DeviceId("again"), "kwh", T0, SeriesValue.of(0.5), true);
        write(measured);
        write(measured);
        assertThat(range("again", 0, 1)).containsExactly(measured);
    }

    @Test
    void aValueThatWasRemovedCanBeWrittenAgain() throws Exception {
        for (boolean flushed : new boolean[] {false, true}) {
            String device = flushed ? "removed-in-files" : "removed-in-memory";
            write(point(device, "kwh", 0, 0.1), point(device, "kwh", 1, 0.2));
            if (flushed) {
                flush();
            }
            store.write(List.of(), List.of(key(device, 0)));
            if (flushed) {
                flush();
            }
            assertThat(range(device, 0, 9)).containsExactly(point(device, "kwh", 1, 0.2));
            write(point(device, "kwh", 0, 0.3));
            if (flushed) {
                flush();
            }
            assertThat(range(device, 0, 9)).containsExactly(point(device, "kwh", 0, 0.3), point(device, "kwh", 1, 0.2));
        }
    }

    @Test
    void theEndsOfASeriesAreFoundWithoutReadingIt() throws Exception {
        write(point("ends", "kwh", 7, 1), point("ends", "kwh", 9, 2), point("ends", "kwh", 96 * 40 + 5, 3));
        flush();
        DeviceId device = new DeviceId("ends");
        assertThat(store.first(device, "kwh", Instant.EPOCH, at(96 * 100))).contains(at(7));
        assertThat(store.first(device, "kwh", at(8), at(96 * 100))).contains(at(9));
        assertThat(store.last(device, "kwh", Instant.EPOCH, at(96 * 100))).contains(at(96 * 40 + 5));
        assertThat(store.last(device, "kwh", at(0), at(9))).contains(at(7));
        assertThat(store.first(device, "kwh", at(10), at(96 * 40))).isEmpty();
        assertThat(store.last(device, "watts", at(0), at(96 * 100))).isEmpty();
    }

    @Test
    void numbersAreSummedUpByPeriod() {
        List<SeriesPoint> points = new ArrayList<>();
        for (int quarterHour = 2; quarterHour < 9; quarterHour++) {
            points.add(new SeriesPoint(
                    new DeviceId("summed"),
                    "kwh",
                    at(quarterHour),
                    SeriesValue.of(quarterHour / 10.0),
                    quarterHour != 5));
        }
        points.add(new SeriesPoint(new DeviceId("summed"), "kwh", at(20), SeriesValue.of("text"), true));
        store.write(points, List.of(key("summed", 3)));
        List<PeriodSummary> hours = new ArrayList<>();
        store.summarize(
                new DeviceId("summed"),
                "kwh",
                at(0),
                at(96),
                at -> at.truncatedTo(ChronoUnit.HOURS),
                at -> at.plus(1, ChronoUnit.HOURS),
                hours::add);
        assertThat(hours)
                .containsExactly(
                        new PeriodSummary(at(0), 1, 1, 0.2, 0.2, 0.2, 0.2, 0.2),
                        new PeriodSummary(at(4), 4, 3, 2.2, 0.4, 0.7, 0.4, 0.7),
                        new PeriodSummary(at(8), 1, 1, 0.8, 0.8, 0.8, 0.8, 0.8));
        assertThat(hours.get(1).mean()).isEqualTo(0.55);
    }

    /** Whatever is written at once: what waits for the server is bounded. */
    @Test
    void batchesAreBoundedByCellsAndBytes() throws Exception {
        List<Integer> cells = new ArrayList<>();
        List<Long> bytes = new ArrayList<>();
        try (Table table = connection.getTable(SamplesTable.NAME)) {
            Table counting = (Table) Proxy.newProxyInstance(
                    Table.class.getClassLoader(), new Class<?>[] {Table.class}, (proxy, method, arguments) -> {
                        List<?> puts = (List<?>) arguments[0];
                        cells.add(puts.stream()
                                .mapToInt(put -> ((Put) put).size())
                                .sum());
                        bytes.add(puts.stream()
                                .flatMap(put -> ((Put) put).getFamilyCellMap().values().stream())
                                .flatMap(List::stream)
                                .mapToLong(Cell::getValueLength)
                                .sum());
                        return method.invoke(table, arguments);
                    });
            RowWriter writer = new RowWriter(counting);
            for (int i = 0; i < 25_000; i++) {
                writer.put(new DeviceId("small"), "kwh", at(i), SeriesRows.value(SeriesValue.of(1.0 * i), true));
            }
            byte[] document = new byte[1_000];
            for (int i = 0; i < 5_000; i++) {
                writer.put(new DeviceId("large"), "kwh", at(i), SeriesRows.value(SeriesValue.of(document), true));
            }
            writer.flush();
        }
        assertThat(cells).hasSizeBetween(7, 9).allMatch(each -> each <= RowWriter.CELLS);
        assertThat(cells.stream().mapToInt(each -> each).sum()).isEqualTo(30_000);
        assertThat(bytes).allMatch(each -> each <= RowWriter.BYTES + document(1_000));
        assertThat(range("large", 0, 5_000)).hasSize(5_000);
    }

    private static int document(int length) {
        return SeriesRows.value(SeriesValue.of(new byte[length]), true).length;
    }

    @Test
    void theCompressionOfATableThatIsThereFollowsTheConfiguration() throws Exception {
        write(point("compressed", "kwh", 0, 0.1));
        flush();
        try {
            new SamplesTable("never", "none").ensure(connection);
            try (Admin admin = connection.getAdmin()) {
                assertThat(admin.getDescriptor(SamplesTable.NAME)
                                .getColumnFamily(SamplesTable.FAMILY)
                                .getCompressionType())
                        .isEqualTo(Compression.Algorithm.NONE);
            }
            write(point("compressed", "kwh", 1, 0.2));
            flush();
            assertThat(range("compressed", 0, 9)).hasSize(2);
        } finally {
            new SamplesTable("never", "gz").ensure(connection);
        }
    }

    @Test
    void moreThanOneBatchArrivesWhole() {
        List<SeriesPoint> many = new ArrayList<>();
        for (int i = 0; i < 20_001; i++) {
            many.add(point("many", "kwh", i, i));
        }
        store.write(many, List.of());
        assertThat(range("many", 0, 20_001)).isEqualTo(many);
        store.write(List.of(), List.of());
    }

    @Test
    void theRetentionOfATableThatIsThereFollowsTheConfiguration() throws Exception {
        write(point("expiring", "kwh", 0, 0.1));
        try {
            new SamplesTable("P1D", "gz").ensure(connection);
            try (Admin admin = connection.getAdmin()) {
                TableDescriptor table = admin.getDescriptor(SamplesTable.NAME);
                assertThat(table.getColumnFamily(SamplesTable.FAMILY).getTimeToLive())
                        .isEqualTo(86_400);
            }
            // T0 may be in the past or future of the clock; this one is older than a day in any case
            write(new SeriesPoint(
                    new DeviceId("expired"), "kwh", Instant.EPOCH.plusSeconds(900), SeriesValue.of(1.0), true));
            List<SeriesPoint> found = new ArrayList<>();
            store.range(new DeviceId("expired"), "kwh", Instant.EPOCH, T0, found::add);
            assertThat(found).isEmpty();
        } finally {
            new SamplesTable("never", "gz").ensure(connection);
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesAKillAndTheStoreFindsTheServerAgain() throws Exception {
        SeriesPoint kept = point("kept", "kwh", 0, 0.7);
        write(kept);
        hbase.kill();
        try {
            assertThatThrownBy(() -> write(point("kept", "kwh", 1, 0.8)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageStartingWith("HBase did not store 1 values and remove 0: ");
        } finally {
            hbase.start();
        }
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(range("kept", 0, 1))
                .containsExactly(kept));
    }
}
