package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.filter.MultiRowRangeFilter;
import org.apache.hadoop.hbase.filter.MultiRowRangeFilter.RowRange;
import org.apache.hadoop.hbase.filter.RegexStringComparator;
import org.apache.hadoop.hbase.filter.RowFilter;
import org.apache.hadoop.hbase.util.Bytes;

import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesRows;

/** Scans of table {@code samples} that together bring the points of an input: one per salt, so one per region. */
final class SeriesScans {
    private static final int ROWS_PER_CALL = 2_000;

    private SeriesScans() {}

    static List<Scan> of(SeriesInput input) {
        return input.devices().isEmpty() ? allDevices(input) : someDevices(input);
    }

    /** The region servers sort out other metrics; the time is looked at by the map step, since it ends the key. */
    private static List<Scan> allDevices(SeriesInput input) {
        List<Scan> scans = new ArrayList<>();
        for (int salt = 0; salt < SeriesRows.SALTS; salt++) {
            scans.add(scan().withStartRow(salt(salt))
                    .withStopRow(salt(salt + 1))
                    .setFilter(new RowFilter(CompareOperator.EQUAL, metrics(input))));
        }
        return scans;
    }

    /** The region servers jump from one range to the next. */
    private static List<Scan> someDevices(SeriesInput input) {
        Map<String, List<RowRange>> ranges = new TreeMap<>();
        for (DeviceId id : input.devices()) {
            String device = id.value();
            for (String metric : input.metrics()) {
                ranges.computeIfAbsent(SeriesRows.salt(device), salt -> new ArrayList<>())
                        .add(new RowRange(
                                SeriesRows.key(device, metric, input.from()),
                                true,
                                SeriesRows.key(device, metric, input.to()),
                                false));
            }
        }
        List<Scan> scans = new ArrayList<>();
        ranges.forEach((salt, rows) -> {
            Filter inRanges = new MultiRowRangeFilter(rows);
            int number = Integer.parseInt(salt, 16);
            scans.add(scan().withStartRow(salt(number))
                    .withStopRow(salt(number + 1))
                    .setFilter(inRanges));
        });
        return scans;
    }

    /** Key of one of the metrics, whatever the device and the eight bytes of time. */
    private static RegexStringComparator metrics(SeriesInput input) {
        String names = input.metrics().stream().sorted().map(Pattern::quote).collect(Collectors.joining("|"));
        RegexStringComparator comparator =
                new RegexStringComparator("^..[^~]*~(?:" + names + ")~.{8}$", Pattern.DOTALL);
        comparator.setCharset(StandardCharsets.ISO_8859_1);
        return comparator;
    }

    private static Scan scan() {
        // a job reads everything once and must not push out of the cache what others read
        return new Scan()
                .addFamily(Bytes.toBytes(SeriesRows.FAMILY))
                .setCaching(ROWS_PER_CALL)
                .setCacheBlocks(false)
                .setAttribute(Scan.SCAN_ATTRIBUTES_TABLE_NAME, Bytes.toBytes(SeriesRows.TABLE));
    }

    private static byte[] salt(int number) {
        return Bytes.toBytes("%02x".formatted(number));
    }
}
