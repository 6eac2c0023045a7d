package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.MultiRowRangeFilter;
import org.apache.hadoop.hbase.filter.MultiRowRangeFilter.RowRange;
import org.apache.hadoop.hbase.util.Bytes;

import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.KeyRange;
import eu.flexcoop.middleware.series.api.SeriesRows;

/**
 * Scans of table {@code samples} that together bring exactly the cells of an input: at most one per salt, so at most one per region
 * of the new table. A metric of all devices is contiguous; where a scan covers several ranges, the region server seeks from one to
 * the next.
 */
final class SeriesScans {
    private SeriesScans() {}

    static List<Scan> of(SeriesInput input) {
        Map<Integer, List<KeyRange>> ranges = input.devices().isEmpty() ? allDevices(input) : someDevices(input);
        return ranges.values().stream().map(its -> scan(input, its)).toList();
    }

    private static Map<Integer, List<KeyRange>> allDevices(SeriesInput input) {
        Map<Integer, List<KeyRange>> ranges = new TreeMap<>();
        for (int salt = 0; salt < SeriesRows.SALTS; salt++) {
            for (String metric : input.metrics()) {
                add(salt, SeriesRows.metric(salt, metric), ranges);
            }
        }
        return ranges;
    }

    private static Map<Integer, List<KeyRange>> someDevices(SeriesInput input) {
        Map<Integer, List<KeyRange>> ranges = new TreeMap<>();
        for (DeviceId device : input.devices()) {
            for (String metric : input.metrics()) {
                add(SeriesRows.salt(device), SeriesRows.series(device, metric, input.from(), input.to()), ranges);
            }
        }
        return ranges;
    }

    private static void add(int salt, KeyRange range, Map<Integer, List<KeyRange>> ranges) {
        ranges.computeIfAbsent(salt, any -> new ArrayList<>()).add(range);
    }

    private static Scan scan(SeriesInput input, List<KeyRange> ranges) {
        ranges.sort(Comparator.comparing(KeyRange::start, Bytes.BYTES_COMPARATOR));
        Scan scan = new Scan()
                .withStartRow(ranges.get(0).start())
                .withStopRow(ranges.get(ranges.size() - 1).stop())
                .addFamily(Bytes.toBytes(SeriesRows.FAMILY))
                // a job reads everything once and must not push out of the cache what others read
                .setCacheBlocks(false)
                .setAttribute(Scan.SCAN_ATTRIBUTES_TABLE_NAME, Bytes.toBytes(SeriesRows.TABLE));
        if (ranges.size() > 1) {
            List<RowRange> rows = new ArrayList<>(); // the filter sorts it
            ranges.forEach(range -> rows.add(new RowRange(range.start(), true, range.stop(), false)));
            scan.setFilter(new MultiRowRangeFilter(rows));
        }
        try {
            return scan.setTimeRange(SeriesRows.timestamp(input.from()), SeriesRows.timestamp(input.to()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s to %s cannot be read from table %s".formatted(input.from(), input.to(), SeriesRows.TABLE), e);
        }
    }
}
