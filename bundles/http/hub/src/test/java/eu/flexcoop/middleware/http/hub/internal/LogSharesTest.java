package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.hub.internal.LogShares.Share;

import static org.assertj.core.api.Assertions.assertThat;

class LogSharesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LogShares shares = new LogShares(nanos::get);

    private List<Share> lines(int count, String client, String kind) {
        List<Share> got = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            got.add(shares.next(client, kind));
        }
        return got;
    }

    @Test
    void aClientHasALimitedNumberOfLinesOfEachKindAndTheLastOneSaysSo() {
        List<Share> lines = lines(1_000, "a", "x");

        assertThat(lines.subList(0, LogShares.LINES - 1)).containsOnly(Share.WHOLE);
        assertThat(lines.get(LogShares.LINES - 1)).isEqualTo(Share.LAST);
        assertThat(lines.subList(LogShares.LINES, 1_000)).containsOnly(Share.NONE);
        assertThat(lines(1, "a", "y")).containsExactly(Share.WHOLE);
        assertThat(lines(1, "b", "x")).containsExactly(Share.WHOLE);
    }

    @Test
    void aMinuteLaterItHasThemAgain() {
        lines(100, "a", "x");
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(lines(1, "a", "x")).containsExactly(Share.WHOLE);
    }
}
