package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.JobOutcome;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.series.hbase.internal.PrivateHBase;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.spi.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Jobs over rows of a real HBase that somebody else wrote. */
@Timeout(120)
class UnreadableRowsTest {
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-03-02T00:00:00Z");

    private static PrivateHBase hbase;
    private static Connection connection;

    @TempDir
    Path folder;

    private final List<ResultRow> results = new ArrayList<>();

    @BeforeAll
    static void startServer() throws Exception {
        hbase = PrivateHBase.startOrSkip();
        connection = hbase.connection();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (hbase != null) {
            hbase.close();
        }
    }

    @Test
    void cellsOfAnotherLayoutFailTheTaskAndAreNamedUnlessTheyAreOutsideTheInput() throws Exception {
        byte[] ofDay = SeriesRows.qualifier(DAY);
        hbase.store()
                .write(
                        List.of(new SeriesPoint(new DeviceId("good"), "other", DAY, SeriesValue.of(1.0), true)),
                        List.of(new SeriesKey(new DeviceId("good"), "other", DAY.plusSeconds(900))));
        put("good", "other", NEXT_DAY, ofDay, new byte[3]);
        assertThat(run("other").points()).isEqualTo(1);
        assertThat(results).hasSize(1);

        results.clear();
        put("short", "kwh", DAY, ofDay, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> run("kwh"))
                .hasMessageStartingWith("1 rows of table samples cannot be read, so there are no results.")
                .hasMessageContaining("kwh\\x00short\\x00")
                .hasMessageEndingWith("A value of type 1 and 2 bytes is not one of table samples");
        put("named", "kwh", DAY, Bytes.toBytes("v"), new byte[9]);
        assertThatThrownBy(() -> run("kwh")).hasMessageStartingWith("2 rows of table samples cannot be read");
        put("moved", "kwh", DAY, SeriesRows.qualifier(DAY.plusSeconds(1)), SeriesRows.value(SeriesValue.of(1L), true));
        assertThatThrownBy(() -> run("kwh")).hasMessageStartingWith("3 rows of table samples cannot be read");
        assertThat(results).isEmpty();
    }

    private static void put(String device, String metric, Instant at, byte[] qualifier, byte[] value) throws Exception {
        try (Table table = connection.getTable(TableName.valueOf(SeriesRows.TABLE))) {
            table.put(new Put(SeriesRows.key(new DeviceId(device), metric, at))
                    .addColumn(Bytes.toBytes(SeriesRows.FAMILY), qualifier, SeriesRows.timestamp(at), value));
        }
    }

    private JobOutcome run(String metric) throws Exception {
        MapReduceJobRunner.Config defaults = (MapReduceJobRunner.Config) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MapReduceJobRunner.Config.class},
                (proxy, method, none) -> method.getDefaultValue());
        return new MapReduceJobRunner(hbase.hadoop(), defaults, folder.toFile())
                .run(
                        "test",
                        SeriesPlan.of(SeriesInput.of(metric, DAY, NEXT_DAY), Count.class),
                        new Running(),
                        results::add);
    }

    /** A result for each device. */
    public static final class Count implements SeriesFunction {
        @Override
        public void map(SeriesPoint point, Consumer<GroupKey> groups) {
            groups.accept(GroupKey.of(point.device()));
        }

        @Override
        public void reduce(GroupKey group, Iterator<SeriesPoint> points, Consumer<ResultRow> into) {
            points.forEachRemaining(point -> {});
            into.accept(ResultRow.with("device_id", group.device()).row());
        }
    }

    private static final class Running implements TaskContext {
        @Override
        public Task task() {
            return new Task(
                    "task-1",
                    "analytics",
                    "module",
                    "tester",
                    Map.of(),
                    TaskState.RUNNING,
                    DAY,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    "",
                    1);
        }

        @Override
        public void progress(double fraction, String message) {
            // nobody looks
        }

        @Override
        public boolean cancelRequested() {
            return false;
        }
    }
}
