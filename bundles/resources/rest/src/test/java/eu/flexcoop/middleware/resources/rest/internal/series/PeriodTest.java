package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PeriodTest {
    @ParameterizedTest
    @CsvSource({
        "15T, 15, MINUTES",
        "30min, 30, MINUTES",
        "1h, 1, HOURS",
        "D, 1, DAYS",
        "2W, 2, WEEKS",
        "1M, 1, MONTHS",
        "1Y, 1, YEARS",
        "PT15M, 15, MINUTES",
        "PT1H30M, 90, MINUTES",
        "PT2H, 2, HOURS",
        "PT90S, 90, SECONDS",
        "PT3600S, 1, HOURS",
        "P1D, 1, DAYS",
        "P1W, 1, WEEKS",
        "P3M, 3, MONTHS",
        "P1Y, 1, YEARS"
    })
    void bothFormsAreUnderstood(String text, int number, ChronoUnit unit) {
        assertThat(Period.parse(text, ZoneOffset.UTC)).isEqualTo(new Period(number, unit, ZoneOffset.UTC));
        assertThat(text).matches(Period.PATTERN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "0H", "15", "H1", "-1H", "1.5H", "P", "PT", "P0D", "PT0S", "P1DT1H", "P1Y2M", "99999T", "1X", "p1d"
            })
    void whatIsNoPeriodIsRefusedWithExamples(String text) {
        assertThatThrownBy(() -> Period.parse(text, ZoneOffset.UTC))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("use for example 15T");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Madrid", "europe/madrid", "Z1", "+2", "+99:00", "CEST"})
    void whatIsNoZoneIsRefusedWithExamples(String name) {
        assertThatThrownBy(() -> Period.zone(name))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("use for example Europe/Madrid");
    }
}
