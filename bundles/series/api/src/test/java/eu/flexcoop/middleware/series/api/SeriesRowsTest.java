package eu.flexcoop.middleware.series.api;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.DeviceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SeriesRowsTest {
    private static final Instant DAY = Instant.parse("2026-11-24T00:00:00Z");
    private static final Instant AT = Instant.parse("2026-11-24T06:15:00.001Z");
    private static final DeviceId DEVICE = new DeviceId("Gerät-1");

    private static Optional<SeriesPoint> stored(SeriesPoint point) {
        return SeriesRows.point(
                SeriesRows.row(SeriesRows.key(point.device(), point.metric(), point.at())),
                ByteBuffer.wrap(SeriesRows.qualifier(point.at())),
                ByteBuffer.wrap(SeriesRows.value(point.value(), point.verified())));
    }

    private static boolean holds(KeyRange range, byte[] key) {
        return Arrays.compareUnsigned(range.start(), key) <= 0 && Arrays.compareUnsigned(key, range.stop()) < 0;
    }

    @Test
    void everyTypeIsReadAsItWasWritten() {
        for (boolean verified : new boolean[] {true, false}) {
            for (SeriesValue value :
                    new SeriesValue[] {SeriesValue.of(-0.125), SeriesValue.of(Long.MIN_VALUE), SeriesValue.of("café")
                    }) {
                SeriesPoint point = new SeriesPoint(DEVICE, "kwh", AT, value, verified);
                assertThat(stored(point)).contains(point);
            }
        }
        assertThat(stored(new SeriesPoint(DEVICE, "mode", DAY, SeriesValue.of(""), true)))
                .map(SeriesPoint::value)
                .contains(SeriesValue.of(""));
    }

    @Test
    void aCellWithoutContentIsNoPoint() {
        assertThat(SeriesRows.point(
                        SeriesRows.row(SeriesRows.key(DEVICE, "kwh", AT)),
                        ByteBuffer.wrap(SeriesRows.qualifier(AT)),
                        ByteBuffer.wrap(SeriesRows.noValue())))
                .isEmpty();
    }

    @Test
    void aRowIsOneUtcDayOfASeries() {
        byte[] key = SeriesRows.key(DEVICE, "kwh", DAY);
        assertThat(SeriesRows.key(DEVICE, "kwh", DAY.plus(Duration.ofDays(1)).minusMillis(1)))
                .isEqualTo(key);
        assertThat(SeriesRows.row(key)).isEqualTo(new RowKey(DEVICE, "kwh", LocalDate.parse("2026-11-24")));
        assertThat(Arrays.compareUnsigned(key, SeriesRows.key(DEVICE, "kwh", DAY.plus(Duration.ofDays(300)))))
                .isNegative();
    }

    @Test
    void aRangeOfASeriesHoldsItsDaysAndNoOtherSeries() {
        KeyRange range = SeriesRows.series(DEVICE, "kwh", AT, DAY.plus(Duration.ofDays(2)));
        assertThat(holds(range, SeriesRows.key(DEVICE, "kwh", DAY))).isTrue();
        assertThat(holds(range, SeriesRows.key(DEVICE, "kwh", DAY.plus(Duration.ofDays(1)))))
                .isTrue();
        assertThat(holds(range, SeriesRows.key(DEVICE, "kwh", DAY.minusMillis(1))))
                .isFalse();
        assertThat(holds(range, SeriesRows.key(DEVICE, "kwh", DAY.plus(Duration.ofDays(2)))))
                .isFalse();
        assertThat(holds(range, SeriesRows.key(DEVICE, "kwh2", DAY))).isFalse();
        assertThat(holds(range, SeriesRows.key(new DeviceId("Gerät-10"), "kwh", DAY)))
                .isFalse();
    }

    @Test
    void aMetricOfAllDevicesIsOneRangePerSalt() {
        for (int number = 0; number < 100; number++) {
            DeviceId device = new DeviceId("device-" + number);
            for (int salt = 0; salt < SeriesRows.SALTS; salt++) {
                KeyRange range = SeriesRows.metric(salt, "kwh");
                assertThat(holds(range, SeriesRows.key(device, "kwh", AT))).isEqualTo(salt == SeriesRows.salt(device));
                assertThat(holds(range, SeriesRows.key(device, "kwh2", AT))).isFalse();
                assertThat(holds(range, SeriesRows.key(device, "kw", AT))).isFalse();
            }
        }
    }

    @Test
    void theTableIsSplitBySalt() {
        assertThat(SeriesRows.splits())
                .hasDimensions(SeriesRows.SALTS - 1, 1)
                .contains(new byte[] {15}, Index.atIndex(14));
    }

    @Test
    void refusesNamesThatWouldBlurTheKeyAndTimesBefore1970() {
        assertThatThrownBy(() -> SeriesRows.key(new DeviceId("a\0b"), "kwh", AT))
                .hasMessageContaining("character 0");
        assertThatThrownBy(() -> SeriesRows.key(DEVICE, "", AT)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> SeriesRows.key(DEVICE, "kwh", Instant.ofEpochMilli(-1)))
                .hasMessageContaining("before 1970");
    }

    @Test
    void refusesCellsOfAnotherLayout() {
        assertThatThrownBy(() -> SeriesRows.row(new byte[9])).hasMessageContaining("key of 9 bytes");
        RowKey row = SeriesRows.row(SeriesRows.key(DEVICE, "kwh", AT));
        assertThatThrownBy(() -> SeriesRows.point(row, ByteBuffer.wrap(new byte[1]), ByteBuffer.wrap(new byte[8])))
                .hasMessageContaining("qualifier of 1 bytes");
        assertThatThrownBy(
                        () -> SeriesRows.point(row, ByteBuffer.wrap(new byte[4]), ByteBuffer.wrap(new byte[] {1, 2})))
                .hasMessageContaining("type 1 and 1 bytes");
    }
}
