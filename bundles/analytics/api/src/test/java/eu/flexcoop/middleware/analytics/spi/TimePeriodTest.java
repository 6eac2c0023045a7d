package eu.flexcoop.middleware.analytics.spi;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TimePeriodTest {
    @Test
    void aUtcDayStartsAtMidnightAndExcludesItsEnd() {
        TimePeriod day = TimePeriod.utcDay(Instant.parse("2026-03-01T23:59:59.9Z"));

        assertThat(day).hasToString("2026-03-01T00:00:00Z/2026-03-02T00:00:00Z");
        assertThat(TimePeriod.utcDay(day.end())).isNotEqualTo(day);
        assertThat(TimePeriod.utcDay(Instant.parse("1969-12-31T23:00:00Z")).start())
                .isEqualTo(Instant.parse("1969-12-31T00:00:00Z"));
    }

    @Test
    void aLocalDayIsShorterWhenTheClocksGoForward() {
        ZoneId madrid = ZoneId.of("Europe/Madrid");

        TimePeriod day = TimePeriod.localDay(Instant.parse("2026-03-29T12:00:00Z"), madrid);

        assertThat(day).hasToString("2026-03-28T23:00:00Z/2026-03-29T22:00:00Z");
        assertThat(day.length()).isEqualTo(Duration.ofHours(23));
    }

    @Test
    void alignedPeriodsFollowEachOther() {
        TimePeriod quarter = TimePeriod.aligned(Instant.parse("2026-03-01T10:29:59Z"), Duration.ofMinutes(15));

        assertThat(quarter).hasToString("2026-03-01T10:15:00Z/2026-03-01T10:30:00Z");
        assertThat(TimePeriod.aligned(quarter.end(), quarter.length()).start()).isEqualTo(quarter.end());
    }

    @Test
    void periodsThatEndBeforeTheyStartAreRefused() {
        Instant now = Instant.parse("2026-03-01T00:00:00Z");

        assertThatThrownBy(() -> new TimePeriod(now, now)).hasMessageContaining("must start");
        assertThatThrownBy(() -> new TimePeriod(now, now.plusMillis(1500))).hasMessageContaining("whole seconds");
        assertThatThrownBy(() -> TimePeriod.aligned(now, Duration.ofMillis(1500)))
                .hasMessageContaining("whole seconds");
    }
}
