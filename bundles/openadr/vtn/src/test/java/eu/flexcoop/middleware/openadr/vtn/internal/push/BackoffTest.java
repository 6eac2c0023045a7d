package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 10", "3, 20", "8, 640", "9, 900", "40, 900", "1000000, 900"})
    void theLimitDoublesUpToTheLongestPause(int failures, long seconds) {
        assertThat(backoff.pause(failures, () -> 1)).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(backoff.pause(failures, () -> 0.5))
                .isEqualTo(Duration.ofSeconds(seconds).dividedBy(2));
        assertThat(backoff.pause(failures, () -> 0)).isZero();
    }

    @Test
    void anUnreachableVenIsLeftAloneForAtLeastHalfOfIt() {
        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.longPause()).isBetween(Duration.ofMinutes(15).dividedBy(2), Duration.ofMinutes(15));
        }
    }
}
