package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.JobOutcome;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.analytics.spi.TimePeriod;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.fixtures.SeriesOnHBase;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.SharedHBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Jobs over a real HBase; each test has metrics of its own. */
@Timeout(120)
@NeedsHBase
@ExtendWith(SharedHBase.class)
class MapReduceJobRunnerTest {
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-03-02T00:00:00Z");

    private static SeriesOnHBase hbase;
    private static Connection connection;

    @TempDir
    Path folder;

    private final List<ResultRow> results = new ArrayList<>();
    private volatile boolean cancelled;

    @BeforeAll
    static void startServer(PrivateHBase server) throws Exception {
        hbase = new SeriesOnHBase(server);
        connection = hbase.connection();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (hbase != null) {
            hbase.close();
        }
    }

    @Test
    void eachGroupIsReducedOnceWithItsPointsInOrder() throws Exception {
        List<SeriesPoint> points = new ArrayList<>();
        for (String device : List.of("d1", "d2", "d3")) {
            for (int quarter = 0; quarter < 192; quarter++) {
                Instant at = DAY.plusSeconds(900L * quarter);
                points.add(point(device, "grouped", at, quarter));
                points.add(point(device, "grouped2", at, 1000 + quarter));
            }
        }
        Collections.shuffle(points, new Random(1));
        hbase.store().write(points, List.of());
        SeriesInput input = new SeriesInput(Set.of("grouped", "grouped2"), Set.of(), DAY, DAY.plusSeconds(2 * 86_400));

        JobOutcome outcome = run(SeriesPlan.of(input, InOrder.class));

        assertThat(outcome.points()).isEqualTo(1_152);
        assertThat(outcome.groups()).isEqualTo(6);
        assertThat(results).hasSize(6).allSatisfy(row -> assertThat(row.values())
                .containsEntry("points", 192L)
                .containsEntry("ordered", true));
        assertThat(results.stream()
                        .map(row -> row.values().get("device_id") + " "
                                + row.values().get("date")))
                .containsExactly(
                        "d1 2026-03-01T00:00:00Z",
                        "d1 2026-03-02T00:00:00Z",
                        "d2 2026-03-01T00:00:00Z",
                        "d2 2026-03-02T00:00:00Z",
                        "d3 2026-03-01T00:00:00Z",
                        "d3 2026-03-02T00:00:00Z");
    }

    @Test
    void onlyTheDevicesOfTheInputAreRead() throws Exception {
        hbase.store()
                .write(
                        List.of(
                                point("d1", "named", DAY, 1),
                                point("d2", "named", DAY, 2),
                                point("d3", "named", DAY, 3)),
                        List.of());
        Set<DeviceId> devices = Set.of(new DeviceId("d1"), new DeviceId("d3"), new DeviceId("unknown"));

        run(SeriesPlan.of(new SeriesInput(Set.of("named"), devices, DAY, NEXT_DAY), Count.class));

        assertThat(results).extracting(row -> row.values().get("device_id")).containsExactlyInAnyOrder("d1", "d3");
    }

    @Test
    void aFunctionThatThrowsFailsTheJobWithStepGroupAndReason() throws Exception {
        hbase.store().write(List.of(point("d1", "failing", DAY, 1)), List.of());
        SeriesPlan plan = new SeriesPlan(
                SeriesInput.of("failing", DAY, NEXT_DAY), Failing.class, Map.of("message", "no ${tariff} known"));

        assertThatThrownBy(() -> run(plan))
                .hasMessage("reduce of group 'd1': java.lang.IllegalStateException: no ${tariff} known");
        assertThat(results).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aJobStopsWhenItsTaskIsCancelled() throws Exception {
        hbase.store().write(List.of(point("d1", "cancelled", DAY, 1)), List.of());
        cancelled = true;

        assertThatThrownBy(() -> run("cancelled")).isInstanceOf(TaskCancelledException.class);
        assertThat(results).isEmpty();
    }

    @Test
    void aTaskWaitsForATableThatIsOutOfService() throws Exception {
        hbase.store().write(List.of(point("d1", "waiting", DAY, 1)), List.of());
        TableName table = TableName.valueOf(SeriesRows.TABLE);
        try (Admin admin = connection.getAdmin()) {
            admin.disableTableAsync(table);
            await().atMost(Duration.ofSeconds(60)).until(() -> admin.isTableDisabled(table));
            try {
                assertThatThrownBy(() -> run("waiting")).isInstanceOf(TaskPostponedException.class);
            } finally {
                admin.enableTableAsync(table);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> admin.isTableAvailable(table));
        }
        assertThat(results).isEmpty();
        assertThat(folder).isEmptyDirectory();

        run("waiting");

        assertThat(results).hasSize(1);
    }

    @Test
    void cellsOfAnotherLayoutFailTheTaskAndAreNamedUnlessTheyAreOutsideTheInput() throws Exception {
        byte[] ofDay = SeriesRows.qualifier(DAY);
        hbase.store()
                .write(
                        List.of(point("good", "other", DAY, 1)),
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

    private static SeriesPoint point(String device, String metric, Instant at, double value) {
        return new SeriesPoint(new DeviceId(device), metric, at, SeriesValue.of(value), true);
    }

    private JobOutcome run(String metric) throws Exception {
        return run(SeriesPlan.of(SeriesInput.of(metric, DAY, NEXT_DAY), Count.class));
    }

    private JobOutcome run(SeriesPlan plan) throws Exception {
        MapReduceJobRunner.Config defaults = (MapReduceJobRunner.Config) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MapReduceJobRunner.Config.class},
                (proxy, method, none) -> method.getDefaultValue());
        return new MapReduceJobRunner(hbase.hadoop(), defaults, folder.toFile())
                .run("test", plan, new Running(), results::add);
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

    /** Counts the points of a device's day and checks that they come by time and then by metric. */
    public static final class InOrder implements SeriesFunction {
        @Override
        public void map(SeriesPoint point, Consumer<GroupKey> groups) {
            groups.accept(GroupKey.of(point.device(), TimePeriod.utcDay(point.at())));
        }

        @Override
        public void reduce(GroupKey group, Iterator<SeriesPoint> points, Consumer<ResultRow> into) {
            List<SeriesPoint> all = new ArrayList<>();
            points.forEachRemaining(all::add);
            List<SeriesPoint> sorted = new ArrayList<>(all);
            sorted.sort(Comparator.comparing(SeriesPoint::at).thenComparing(SeriesPoint::metric));
            into.accept(ResultRow.with("device_id", group.device())
                    .with("date", group.period().start())
                    .with("points", all.size())
                    .with("ordered", all.equals(sorted))
                    .row());
        }
    }

    /** Throws what its settings say. */
    public static final class Failing implements SeriesFunction {
        private String message = "";

        @Override
        public void configure(Map<String, String> settings) {
            message = settings.get("message");
        }

        @Override
        public void map(SeriesPoint point, Consumer<GroupKey> groups) {
            groups.accept(GroupKey.of(point.device()));
        }

        @Override
        public void reduce(GroupKey group, Iterator<SeriesPoint> points, Consumer<ResultRow> into) {
            throw new IllegalStateException(message);
        }
    }

    private final class Running implements TaskContext {
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
            // not looked at
        }

        @Override
        public boolean cancelRequested() {
            return cancelled;
        }
    }
}
