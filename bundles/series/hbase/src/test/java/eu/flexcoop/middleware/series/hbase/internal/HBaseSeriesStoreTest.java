package eu.flexcoop.middleware.series.hbase.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The store on a real HBase; the test that kills the server comes last, as its start is what takes the time. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HBaseSeriesStoreTest {
    private static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");

    private static PrivateHBase hbase;
    private static SeriesStore store;

    @BeforeAll
    static void startServer() throws Exception {
        hbase = PrivateHBase.startOrSkip();
        store = hbase.store();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (hbase != null) {
            hbase.close();
        }
    }

    private static SeriesPoint point(String device, String metric, int quarterHour, double value) {
        return new SeriesPoint(device, metric, at(quarterHour), value, true);
    }

    private static Instant at(int quarterHour) {
        return T0.plus(Duration.ofMinutes(15L * quarterHour));
    }

    private static List<SeriesPoint> range(String device, int from, int to) {
        List<SeriesPoint> found = new ArrayList<>();
        store.range(device, "kwh", at(from), at(to), found::add);
        return found;
    }

    @Test
    @Order(1)
    void aRangeIsOfOneSeriesInOrderAndWithoutItsEnd() {
        store.append(List.of(
                point("range", "kwh", 3, 0.3),
                point("range", "kwh", 1, 0.1),
                point("range", "kwh", 2, 0.2),
                point("range", "watts", 2, 500),
                point("range-2", "kwh", 2, 9)));
        assertThat(range("range", 1, 3)).containsExactly(point("range", "kwh", 1, 0.1), point("range", "kwh", 2, 0.2));
        assertThat(range("range", 4, 9)).isEmpty();
        assertThat(range("nobody", 0, 9)).isEmpty();
    }

    @Test
    @Order(1)
    void theSamePointAgainReplacesValueAndVerification() {
        SeriesPoint guessed = new SeriesPoint("again", "kwh", T0, 0.4, false);
        store.append(List.of(guessed));
        assertThat(range("again", 0, 1)).containsExactly(guessed);
        SeriesPoint measured = new SeriesPoint("again", "kwh", T0, 0.5, true);
        store.append(List.of(measured));
        store.append(List.of(measured));
        assertThat(range("again", 0, 1)).containsExactly(measured);
    }

    @Test
    @Order(1)
    void moreThanOneBatchArrivesWhole() {
        List<SeriesPoint> many = new ArrayList<>();
        for (int i = 0; i < 12_001; i++) {
            many.add(point("many", "kwh", i, i));
        }
        store.append(many);
        assertThat(range("many", 0, 12_001)).isEqualTo(many);
        store.append(List.of());
    }

    @Test
    @Order(2)
    void whatWasAcknowledgedOutlivesAKillAndTheStoreFindsTheServerAgain() throws Exception {
        SeriesPoint kept = point("kept", "kwh", 0, 0.7);
        store.append(List.of(kept));
        hbase.kill();
        assertThatThrownBy(() -> store.append(List.of(point("kept", "kwh", 1, 0.8))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("HBase did not store 1 points: ");
        hbase.start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(range("kept", 0, 1))
                .containsExactly(kept));
    }
}
