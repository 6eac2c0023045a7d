package eu.flexcoop.middleware.openadr.api;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventDurationsTest {
    @Test
    void daysWeeksAndTimesAreTakenTogether() {
        assertThat(EventDurations.parse("duration", "P1DT2H")).isEqualTo(Duration.ofHours(26));
        assertThat(EventDurations.parse("duration", "P2W")).isEqualTo(Duration.ofDays(14));
        assertThat(EventDurations.parse("duration", "-PT15M")).isEqualTo(Duration.ofMinutes(-15));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P999999999Y",
                "P1DT9223372036854775807S",
                "-P2147483647DT9223372036854775807S",
                "PT9223372036854775808S",
                "P2147483648D",
                "P999999999W",
                "",
                "P",
                "PT"
            })
    void whatIsTooLongOrNoDurationIsRefusedByName(String text) {
        assertThatThrownBy(() -> EventDurations.parse("duration", text))
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(java.time.DateTimeException.class)
                .hasMessageContaining("duration '" + text + "'");
    }
}
