package eu.flexcoop.middleware.series.hbase.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.testing.NeedsHBase;
import eu.flexcoop.middleware.testing.PrivateHBase;
import eu.flexcoop.middleware.testing.PrivateHdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The store on an HBase whose files are in a real HDFS, as in a cluster. */
@Timeout(300)
@NeedsHBase
class SeriesOnHdfsTest {
    private static final DeviceId DEVICE = new DeviceId("on-hdfs");
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");

    private static List<SeriesPoint> points(int from, int to) {
        List<SeriesPoint> points = new ArrayList<>();
        for (int i = from; i < to; i++) {
            points.add(new SeriesPoint(DEVICE, "kwh", T0.plusSeconds(900L * i), SeriesValue.of(i / 4.0), i % 3 != 0));
        }
        return points;
    }

    private static List<SeriesPoint> stored(SeriesStore store) {
        List<SeriesPoint> found = new ArrayList<>();
        store.range(DEVICE, "kwh", T0, T0.plus(Duration.ofDays(400)), found::add);
        return found;
    }

    @Test
    void whatWasAcknowledgedIsReadAgainFromHdfsAfterHBaseWasKilled() throws Exception {
        try (PrivateHdfs hdfs = PrivateHdfs.startOrSkip();
                PrivateHBase hbase = PrivateHBase.startOn(hdfs);
                ConnectedHBase connected = ConnectedHBase.to(hbase)) {
            SeriesStore store = connected.store();
            store.write(points(0, 5_000), List.of());
            try (Admin admin = connected.connection().getAdmin()) {
                admin.flush(SamplesTable.NAME);
            }
            // these are only in the log of the region server
            store.write(points(5_000, 6_000), List.of());
            assertThat(files(hdfs, "/hbase/data/default/samples")).isPositive();

            hbase.kill();
            hbase.start();

            await("the regions serve again")
                    .atMost(Duration.ofSeconds(120))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(stored(store)).isEqualTo(points(0, 6_000)));
            store.write(points(6_000, 6_001), List.of());
            assertThat(stored(store)).hasSize(6_001);
        }
    }

    private static long files(PrivateHdfs hdfs, String folder) throws Exception {
        try (FileSystem files = FileSystem.newInstance(hdfs.uri(), new Configuration())) {
            return files.getContentSummary(new Path(folder)).getFileCount();
        }
    }
}
