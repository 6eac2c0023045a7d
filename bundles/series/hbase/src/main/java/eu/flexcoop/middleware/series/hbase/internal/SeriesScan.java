package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

import org.apache.hadoop.hbase.client.Scan;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.KeyRange;
import eu.flexcoop.middleware.series.api.SeriesRows;

/** Scans of the rows and cells of one series. */
final class SeriesScan {
    private SeriesScan() {}

    /** Values with {@code from <= at < to}, in order of time. */
    static Scan of(DeviceId device, String metric, Instant from, Instant to) {
        KeyRange keys = SeriesRows.series(device, metric, from, to);
        return within(new Scan().withStartRow(keys.start()).withStopRow(keys.stop()), from, to);
    }

    /** The same rows, the last day first; the cells within a row are still in order of time. */
    static Scan backwards(DeviceId device, String metric, Instant from, Instant to) {
        KeyRange keys = SeriesRows.series(device, metric, from, to);
        return within(
                new Scan().setReversed(true).withStartRow(keys.stop(), false).withStopRow(keys.start(), true),
                from,
                to);
    }

    private static Scan within(Scan scan, Instant from, Instant to) {
        try {
            return scan.addFamily(SamplesTable.FAMILY)
                    .setTimeRange(SeriesRows.timestamp(from), SeriesRows.timestamp(to));
        } catch (IOException e) { // declared for ranges that are no ranges, which SeriesRows refuses
            throw new UncheckedIOException(e);
        }
    }
}
