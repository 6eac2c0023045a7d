package eu.flexcoop.middleware.series.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SeriesRowsTest {
    private static final Instant AT = Instant.parse("2026-11-24T06:15:00Z");

    @Test
    void readsBackWhatWasWritten() {
        for (boolean verified : new boolean[] {true, false}) {
            SeriesPoint point = new SeriesPoint("Gerät-1", "kwh", AT, -0.125, verified);
            assertThat(SeriesRows.point(
                            SeriesRows.key(point.deviceId(), point.metric(), point.at()),
                            SeriesRows.value(point.value(), point.verified())))
                    .isEqualTo(point);
        }
    }

    @Test
    void keysOfOneSeriesSortByTime() {
        assertThat(Arrays.compareUnsigned(
                        SeriesRows.key("d", "kwh", AT), SeriesRows.key("d", "kwh", AT.plusSeconds(900))))
                .isNegative();
    }

    @Test
    void keysBeginWithTheSaltOfTheirDeviceAndFallIntoItsRegion() {
        byte[] key = SeriesRows.key("device-17", "kwh", AT);
        String salt = SeriesRows.salt("device-17");
        assertThat(new String(key, 0, 2, StandardCharsets.US_ASCII)).isEqualTo(salt);
        assertThat(SeriesRows.splits())
                .hasDimensions(SeriesRows.SALTS - 1, 2)
                .contains("0f".getBytes(StandardCharsets.US_ASCII), Index.atIndex(14));
    }

    @Test
    void refusesDevicesThatWouldBlurTheKey() {
        assertThatThrownBy(() -> SeriesRows.key("a~b", "kwh", AT)).hasMessageContaining("a~b");
    }

    @Test
    void refusesRowsOfAnotherLayout() {
        assertThatThrownBy(() -> SeriesRows.point(new byte[9], new byte[8])).hasMessageContaining("key");
        assertThatThrownBy(() -> SeriesRows.point(SeriesRows.key("d", "kwh", AT), new byte[4]))
                .hasMessageContaining("4 bytes");
    }
}
