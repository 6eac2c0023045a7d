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
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.Filter;
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
        SeriesPoint point = new SeriesPoint("dévice", "kwh", DAY, 0.1 + 0.2, false);
        PointKey key = new PointKey();
        key.set(GroupKey.of(DEVICE), point);
        PointValue value = new PointValue();
        value.set(point);

        PointKey readKey = copy(key, new PointKey());

        assertThat(readKey.point(copy(value, new PointValue()))).isEqualTo(point);
        assertThat(readKey.group()).isEqualTo(GroupKey.of(DEVICE));
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
    void oneScanPerSaltCoversAllKeysOfAllDevices() throws IOException {
        List<Scan> scans = SeriesScans.of(SeriesInput.of("kwh", DAY, DAY.plusSeconds(86_400)));

        assertThat(scans).hasSize(SeriesRows.SALTS);
        for (int device = 0; device < 100; device++) {
            byte[] wanted = SeriesRows.key("device-" + device, "kwh", DAY.plusSeconds(900));
            byte[] otherMetric = SeriesRows.key("device-" + device, "kwh2", DAY.plusSeconds(900));
            assertThat(scans.stream().filter(scan -> covers(scan, wanted)).toList())
                    .singleElement()
                    .satisfies(scan -> {
                        assertThat(passes(scan.getFilter(), wanted)).isTrue();
                        assertThat(passes(scan.getFilter(), otherMetric)).isFalse();
                    });
        }
    }

    @Test
    void theBytesOfTheTimeDoNotConfuseTheFilter() throws IOException {
        Filter filter = SeriesScans.of(SeriesInput.of("kwh", DAY, DAY.plusSeconds(86_400)))
                .get(0)
                .getFilter();

        for (long second : new long[] {0x7e7e7e7eL, 0x0a0a0a0aL, 0xff0d0a7eL}) {
            assertThat(passes(filter, SeriesRows.key("dévice", "kwh", Instant.ofEpochSecond(second))))
                    .isTrue();
        }
    }

    @Test
    void namedDevicesAreReadByRangesOfTheirSaltsOnly() {
        SeriesInput input = new SeriesInput(Set.of("kwh"), Set.of(DEVICE), DAY, DAY.plusSeconds(86_400));

        assertThat(SeriesScans.of(input)).singleElement().satisfies(scan -> {
            assertThat(covers(scan, SeriesRows.key("device-1", "kwh", DAY))).isTrue();
            assertThat(scan.getFilter().toString()).contains("MultiRowRangeFilter");
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

    private static boolean passes(Filter filter, byte[] key) throws IOException {
        filter.reset();
        return !filter.filterRowKey(new KeyValue(key, Bytes.toBytes("m"), Bytes.toBytes("v"), new byte[8]));
    }

    private static PointKey key(String group, String device, String metric, long second) {
        PointKey key = new PointKey();
        key.set(GroupKey.of(group), new SeriesPoint(device, metric, DAY.plusSeconds(second), 1, true));
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
