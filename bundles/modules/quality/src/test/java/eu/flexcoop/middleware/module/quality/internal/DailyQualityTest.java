package eu.flexcoop.middleware.module.quality.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.ModuleContext;
import eu.flexcoop.middleware.analytics.spi.Parameters;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.TimePeriod;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesValue;

import static org.assertj.core.api.Assertions.assertThat;

class DailyQualityTest {
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final DeviceId DEVICE = new DeviceId("dev 1");

    private final DailyQuality quality = new DailyQuality();

    @Test
    void aPointBelongsToItsDeviceAndUtcDay() {
        List<GroupKey> groups = new ArrayList<>();
        quality.map(point(Instant.parse("2026-03-01T23:45:00Z"), 1, true), groups::add);
        quality.map(point(Instant.parse("2026-03-02T00:00:00Z"), 1, true), groups::add);

        assertThat(groups)
                .containsExactly(
                        GroupKey.of(DEVICE, TimePeriod.utcDay(DAY)),
                        GroupKey.of(DEVICE, TimePeriod.utcDay(DAY.plusSeconds(86_400))));
    }

    @Test
    void aFullDayOfMeasuredValuesIsCompleteAndVerified() {
        List<SeriesPoint> points = new ArrayList<>();
        for (int quarter = 0; quarter < 96; quarter++) {
            points.add(point(DAY.plusSeconds(900L * quarter), 0.25, true));
        }

        assertThat(reduce(points).values())
                .containsExactly(
                        Map.entry("device_id", "dev 1"),
                        Map.entry("date", DAY),
                        Map.entry("samples", 96L),
                        Map.entry("completeness", 1.0),
                        Map.entry("verified", 1.0),
                        Map.entry("kwh", 24.0));
    }

    @Test
    void missingAndInterpolatedValuesShow() {
        List<SeriesPoint> points = new ArrayList<>();
        for (int quarter = 0; quarter < 48; quarter++) {
            points.add(point(DAY.plusSeconds(900L * quarter), 0.5, quarter % 4 != 0));
        }

        assertThat(reduce(points).values())
                .containsEntry("completeness", 0.5)
                .containsEntry("verified", 0.75)
                .containsEntry("kwh", 24.0);
    }

    @Test
    void twoValuesOfOneQuarterCountOnceForCompleteness() {
        ResultRow row = reduce(List.of(point(DAY, 1, true), point(DAY.plusSeconds(60), 1, true)));

        assertThat(row.values()).containsEntry("samples", 2L).containsEntry("completeness", 1.0 / 96);
    }

    @Test
    void theSumIsAsGoodAsExactArithmetic() {
        Random random = new Random(7);
        List<SeriesPoint> points = new ArrayList<>();
        BigDecimal exact = BigDecimal.ZERO;
        for (int i = 0; i < 96; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(12));
            exact = exact.add(new BigDecimal(value));
            points.add(point(DAY.plusSeconds(900L * i), value, true));
        }

        assertThat((double) reduce(points).values().get("kwh")).isEqualTo(exact.doubleValue(), Offset.offset(1e-9));
    }

    @Test
    void withoutParametersAllTimeAndAllDevicesAreRead() {
        SeriesInput input = plan(Map.of());

        assertThat(input.metrics()).containsExactly("kwh");
        assertThat(input.devices()).isEmpty();
        assertThat(input.from()).isEqualTo(Instant.EPOCH);
        assertThat(input.to()).isAfter(Instant.parse("2100-01-01T00:00:00Z"));
    }

    @Test
    void parametersNarrowTheInput() {
        SeriesInput input = plan(Map.of(
                "from", "2026-03-01T00:00:00Z", "to", "2026-03-08T00:00:00Z", "devices", List.of("dev 1", "dev 2")));

        assertThat(input.from()).isEqualTo(DAY);
        assertThat(input.to()).isEqualTo(Instant.parse("2026-03-08T00:00:00Z"));
        assertThat(input.devices()).containsExactlyInAnyOrder(DEVICE, new DeviceId("dev 2"));
    }

    private ResultRow reduce(List<SeriesPoint> points) {
        List<ResultRow> rows = new ArrayList<>();
        quality.reduce(GroupKey.of(DEVICE, TimePeriod.utcDay(DAY)), points.iterator(), rows::add);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private static SeriesInput plan(Map<String, Object> parameters) {
        return new QualityModule()
                .plan(new ModuleContext("task", new Parameters(parameters), DAY))
                .input();
    }

    private static SeriesPoint point(Instant at, double value, boolean verified) {
        return new SeriesPoint(DEVICE, "kwh", at, SeriesValue.of(value), verified);
    }
}
