package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.MultiRowRangeFilter;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.io.Writable;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesValue;

import static org.assertj.core.api.Assertions.assertThat;

class JobDataTest {
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final DeviceId DEVICE = new DeviceId("device-1");

    @Test
    void pointsOfAGroupSortByTimeThenMetricThenDevice() {
        List<PointKey> sorted = Stream.of(
                        key("b", "d1", "kwh", 0),
                        key("a", "d2", "kwh", 900),
                        key("a", "d1", "watts", 900),
                        key("a", "d1", "kwh", 900),
                        key("a", "d9", "watts", 0))
                .sorted()
                .toList();

        assertThat(sorted)
                .containsExactly(
                        key("a", "d9", "watts", 0),
                        key("a", "d1", "kwh", 900),
                        key("a", "d2", "kwh", 900),
                        key("a", "d1", "watts", 900),
                        key("b", "d1", "kwh", 0));
    }

    @Test
    void serializedKeysSortAsTheKeysDo() throws IOException {
        PointKey.Order order = new PointKey.Order();
        PointKey.ByGroup byGroup = new PointKey.ByGroup();
        List<PointKey> keys = List.of(
                key("a", "d", "kwh", 0),
                key("a", "d", "kwh", -2_000_000_000),
                key("a", "d1", "kwh", 0),
                key("a", "d", "kwhs", 0),
                key("a", "é", "kwh", 0),
                key("ab", "d", "kwh", 0),
                key("é", "d", "kwh", 0));

        for (PointKey one : keys) {
            for (PointKey other : keys) {
                byte[] a = bytes(one);
                byte[] b = bytes(other);
                assertThat(Integer.signum(order.compare(a, 0, a.length, b, 0, b.length)))
                        .isEqualTo(Integer.signum(one.compareTo(other)));
                assertThat(Integer.signum(byGroup.compare(a, 0, a.length, b, 0, b.length)))
                        .isEqualTo(Integer.signum(byGroup.compare(one, other)));
            }
        }
    }

    @Test
    void aGroupStaysTogetherWhateverElseItsKeysSay() {
        PointKey.ByGroup byGroup = new PointKey.ByGroup();
        PointKey.ToReducer toReducer = new PointKey.ToReducer();
        PointKey one = key("a", "d1", "kwh", 0);
        PointKey other = key("a", "d2", "watts", 900);

        assertThat(byGroup.compare(one, other)).isZero();
        assertThat(byGroup.compare(one, key("b", "d1", "kwh", 0))).isNegative();
        assertThat(toReducer.getPartition(one, null, 7)).isEqualTo(toReducer.getPartition(other, null, 7));
    }

    @Test
    void aPointSurvivesTheWayFromMapToReduce() throws IOException {
        for (SeriesValue content : List.of(SeriesValue.of(0.1 + 0.2), SeriesValue.of(7L), SeriesValue.of("café"))) {
            SeriesPoint point = new SeriesPoint(new DeviceId("dévice"), "kwh", DAY.plusMillis(1), content, false);
            PointKey key = new PointKey();
            key.set(GroupKey.of(DEVICE), point);
            PointValue value = new PointValue();
            value.set(point);

            PointKey readKey = copy(key, new PointKey());

            assertThat(readKey.point(copy(value, new PointValue()))).isEqualTo(point);
            assertThat(readKey.group()).isEqualTo(GroupKey.of(DEVICE));
        }
    }

    @Test
    void aResultKeepsItsOrderAndTheBitsOfItsNumbers() throws IOException {
        ResultRow row = ResultRow.with("device_id", "d1")
                .with("date", DAY)
                .with("samples", 96)
                .with("kwh", 0.1 + 0.2)
                .with("whole", true)
                .row();
        RowWritable writable = new RowWritable();
        writable.set(row);

        ResultRow read = copy(writable, new RowWritable()).row();

        assertThat(read.values()).containsExactlyEntriesOf(row.values());
    }

    @Test
    void aMetricOfAllDevicesIsOneContiguousScanPerSalt() {
        List<Scan> scans = SeriesScans.of(SeriesInput.of("kwh", DAY, DAY.plusSeconds(86_400)));

        assertThat(scans).hasSize(SeriesRows.SALTS).allSatisfy(scan -> {
            assertThat(scan.getFilter()).isNull();
            assertThat(scan.getTimeRange().getMin()).isEqualTo(DAY.toEpochMilli());
            assertThat(scan.getTimeRange().getMax()).isEqualTo(DAY.toEpochMilli() + 86_400_000);
        });
        for (int number = 0; number < 100; number++) {
            DeviceId device = new DeviceId("device-" + number);
            byte[] wanted = SeriesRows.key(device, "kwh", DAY.plusSeconds(900));
            byte[] otherMetric = SeriesRows.key(device, "kwh2", DAY.plusSeconds(900));
            assertThat(scans).filteredOn(scan -> covers(scan, wanted)).hasSize(1);
            assertThat(scans).noneMatch(scan -> covers(scan, otherMetric));
        }
    }

    @Test
    void severalMetricsAreRangesOfOneScanPerSalt() {
        List<Scan> scans =
                SeriesScans.of(new SeriesInput(Set.of("watts", "kwh"), Set.of(), DAY, DAY.plusSeconds(86_400)));

        assertThat(scans).hasSize(SeriesRows.SALTS);
        for (String metric : List.of("kwh", "watts")) {
            byte[] wanted = SeriesRows.key(DEVICE, metric, DAY);
            assertThat(scans).filteredOn(scan -> inRanges(scan, wanted)).hasSize(1);
        }
        byte[] between = SeriesRows.key(DEVICE, "temperature", DAY);
        assertThat(scans).noneMatch(scan -> inRanges(scan, between));
    }

    @Test
    void aNamedDeviceIsOneScanOfItsDays() {
        SeriesInput input = new SeriesInput(Set.of("kwh"), Set.of(DEVICE), DAY, DAY.plusSeconds(86_400));

        assertThat(SeriesScans.of(input)).singleElement().satisfies(scan -> {
            assertThat(covers(scan, SeriesRows.key(DEVICE, "kwh", DAY))).isTrue();
            assertThat(covers(scan, SeriesRows.key(DEVICE, "kwh", DAY.minusSeconds(1))))
                    .isFalse();
            assertThat(covers(scan, SeriesRows.key(DEVICE, "kwh", DAY.plusSeconds(86_400))))
                    .isFalse();
        });
    }

    @Test
    void aPlanSurvivesTheConfigurationOfItsJob() {
        SeriesInput input = new SeriesInput(
                Set.of("kwh", "watts"), Set.of(DEVICE, new DeviceId("a, ${b}")), DAY, DAY.plusSeconds(1));
        Map<String, String> settings = Map.of("limit", "3", "pattern", "${user.home}, %d");
        Configuration configuration = new Configuration(false);

        JobSettings.write(new SeriesPlan(input, Nothing.class, settings), configuration);

        assertThat(JobSettings.input(configuration)).isEqualTo(input);
        assertThat(JobSettings.settings(configuration)).isEqualTo(settings);
    }

    /** A function that does nothing. */
    public static final class Nothing implements SeriesFunction {
        @Override
        public void map(SeriesPoint point, Consumer<GroupKey> groups) {
            // no group
        }

        @Override
        public void reduce(GroupKey group, Iterator<SeriesPoint> points, Consumer<ResultRow> results) {
            // no result
        }
    }

    private static boolean covers(Scan scan, byte[] key) {
        return Bytes.compareTo(scan.getStartRow(), key) <= 0 && Bytes.compareTo(key, scan.getStopRow()) < 0;
    }

    private static boolean inRanges(Scan scan, byte[] key) {
        return covers(scan, key)
                && ((MultiRowRangeFilter) scan.getFilter())
                        .getRowRanges().stream().anyMatch(range -> range.contains(key));
    }

    private static PointKey key(String group, String device, String metric, long second) {
        PointKey key = new PointKey();
        key.set(
                GroupKey.of(group),
                new SeriesPoint(new DeviceId(device), metric, DAY.plusSeconds(second), SeriesValue.of(1.0), true));
        return key;
    }

    private static <T extends Writable> T copy(Writable from, T to) throws IOException {
        to.readFields(new DataInputStream(new ByteArrayInputStream(bytes(from))));
        return to;
    }

    private static byte[] bytes(Writable from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        from.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
