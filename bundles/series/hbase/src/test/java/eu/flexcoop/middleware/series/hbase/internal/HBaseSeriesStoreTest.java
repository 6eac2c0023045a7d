package eu.flexcoop.middleware.series.hbase.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.series.api.TableStatistics;
import eu.flexcoop.middleware.testing.PrivateHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The store on a real HBase. */
@Timeout(120)
class HBaseSeriesStoreTest {
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");

    private static PrivateHBase hbase;
    private static Connection connection;
    private static SeriesStore store;

    @BeforeAll
    static void startServer() throws Exception {
        hbase = PrivateHBase.startOrSkip();
        // short, so that tests of a server that is away are short
        HadoopRuntime hadoop = HadoopRuntime.of(hbase.uri(), Duration.ofSeconds(3), Duration.ofSeconds(2));
        ClassLoader here = HBaseSeriesStoreTest.class.getClassLoader();
        connection = hadoop.call(here, () -> ConnectionFactory.createConnection(hadoop.hbaseConfiguration(here)));
        await("the table serves")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> hadoop.call(here, () -> {
                    new SamplesTable("never", "gz").ensure(connection);
                    return null;
                }));
        store = new HBaseSeriesStore(hadoop, connection);
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (connection != null) {
            connection.close();
        }
        if (hbase != null) {
            hbase.close();
        }
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
        for (SeriesValue value : List.of(SeriesValue.of(-0.5), SeriesValue.of(7L), SeriesValue.of("heating"))) {
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
