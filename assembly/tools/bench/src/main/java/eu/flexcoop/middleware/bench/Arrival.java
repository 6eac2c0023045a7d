package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits until what the boxes sent is in HBase. A value counts when a scan finds it in the table of the middleware.
 *
 * @param devices behind the boxes
 * @param atMost bound of each wait
 */
record Arrival(StoredSide stored, SeriesTable table, List<String> devices, Duration atMost) {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * When things were there, in {@link System#nanoTime()}.
     *
     * @param documents no sample waits to become part of a 15-minute document
     * @param end the scan found the values, or the time was over
     * @param values that the scan found
     */
    record Outcome(long documents, long end, long values) {}

    Outcome await(String metric, long values) throws IOException {
        long[] documents = {0};
        long[] found = {0};
        try {
            Awaitility.await()
                    .atMost(atMost)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(PAUSE)
                    .until(() -> {
                        // cheap to ask; the scan, which costs HBase something, comes last
                        if (stored.isPending(StoredSide.RAW, devices)) {
                            return false;
                        }
                        documents[0] = documents[0] == 0 ? System.nanoTime() : documents[0];
                        if (stored.isPending(StoredSide.LONG_TERM, devices)) {
                            return false;
                        }
                        found[0] = table.count(devices, metric);
                        return found[0] >= values;
                    });
        } catch (ConditionTimeoutException e) {
            found[0] = table.count(devices, metric);
        }
        long end = System.nanoTime();
        return new Outcome(documents[0] == 0 ? end : documents[0], end, found[0]);
    }

    /** Waits until nothing that the boxes sent is under way; false if that takes too long. */
    boolean settles() {
        try {
            Awaitility.await()
                    .atMost(atMost)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(PAUSE)
                    .until(() -> !stored.isPending(StoredSide.RAW, devices)
                            && !stored.isPending(StoredSide.LONG_TERM, devices));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
