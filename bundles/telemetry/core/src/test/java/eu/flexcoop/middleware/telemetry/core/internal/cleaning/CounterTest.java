package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules.ConfiguredCleaning;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.SampleQuality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What registers do in the field. Readings come every quarter hour, across midnight, where nothing else is said. */
class CounterTest {
    private static final Instant EVENING = Instant.parse("2020-12-10T23:00:00Z");
    private static final CleaningRules PLATFORM = ConfiguredCleaning.platformRules();

    private static Measurement reading(double minute, double kwh) {
        return new Measurement(EVENING.plusMillis(Math.round(minute * 60_000)), Duration.ZERO, kwh, true);
    }

    private static EnergyOfDay energy(List<Measurement> readings) {
        return new EnergyOfDay(PLATFORM, MetricCatalogue.METER_KWH, readings);
    }

    private static EnergyOfDay register(double... values) {
        return energy(readings(values));
    }

    private static List<Measurement> readings(double... values) {
        List<Measurement> readings = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            readings.add(reading(15.0 * i, values[i]));
        }
        return readings;
    }

    @Test
    void jitterOfTheLastDigitCountsNothingTwice() {
        EnergyOfDay day = register(215.6, 215.7, 215.6, 215.6, 215.6, 215.7, 215.8);
        assertThat(day.kwh()).isEqualTo(0.2, within(1e-9));
        assertThat(day.verified()).containsExactly(true, false, false, false, false, true);
        assertThat(day.rules()).containsExactlyInAnyOrder("counter.jitter", "counter.interpolated");
    }

    @Test
    void jitterThatDoesNotComeBackIsNoOtherMeter() {
        EnergyOfDay day = register(215.5, 215.7, 215.6, 215.6, 215.6);
        assertThat(day.kwh()).isEqualTo(0.2, within(1e-9));
        assertThat(day.verified()).containsExactly(true, false, true, true);
        assertThat(day.rules()).containsExactlyInAnyOrder("counter.jitter", "counter.interpolated");
    }

    /** All that a quarter hour can see begins with a misread zero, and more of them follow. */
    @Test
    void aMisreadingAtTheEdgeOfTheContextIsNotBelieved() {
        List<Measurement> readings = new ArrayList<>();
        for (int minute = 0; minute < 12 * 60; minute++) {
            readings.add(reading(minute, minute % 45 == 0 ? 0 : 700 + minute * 0.01));
        }
        EnergyOfDay day = energy(readings);
        assertThat(day.shares().entrySet())
                .filteredOn(each -> each.getKey().isAfter(EVENING))
                .extracting(each -> each.getValue().kwh())
                .allMatch(kwh -> kwh > 0.13);
    }

    @Test
    void misreadZerosOfAYoungMeterAreNotCounted() {
        EnergyOfDay day = register(2.0, 2.2, 0.0, 0.0, 2.8, 3.0);
        assertThat(day.kwh()).isEqualTo(1.0, within(1e-9));
        assertThat(day.verified()).containsExactly(true, false, false, false, true);
        assertThat(day.rules()).containsExactlyInAnyOrder("counter.misread", "counter.interpolated");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e4, 1e5, 1e6, 1e7})
    void aRegisterRollsOverAtAPowerOfTenAndNothingIsLost(double end) {
        EnergyOfDay day = register(end - 1.5, end - 0.7, 0.1, 0.9, 1.4);
        assertThat(day.kwh()).isEqualTo(2.9, within(1e-6));
        assertThat(day.verified()).containsExactly(true, true, true, true);
        assertThat(day.rules()).containsExactly("counter.roll-over");
    }

    @Test
    void aRegisterThatIsMisreadWhileItRollsOverIsUnderstood() {
        EnergyOfDay day = register(99998.8, 99999.6, 0.0, 99999.8, 0.2, 0.1, 0.4, 0.6);
        assertThat(day.kwh()).isEqualTo(1.8, within(1e-6));
        assertThat(day.rules())
                .contains("counter.roll-over", "counter.misread", "counter.jitter")
                .doesNotContain("counter.restart", "counter.replacement");
    }

    @Test
    void aSmallRegisterThatStartsAgainHasNotRolledOver() {
        EnergyOfDay day = register(9.5, 9.9, 0.0, 0.2, 0.5);
        assertThat(day.kwh()).isEqualTo(0.9, within(1e-9));
        assertThat(day.rules()).containsExactly("counter.restart");
    }

    @Test
    void aRegisterThatRestartsLosesOnlyTheTimeAroundIt() {
        EnergyOfDay day = register(4311.0, 4311.4, 0.1, 0.6, 0.9);
        assertThat(day.kwh()).isEqualTo(1.2, within(1e-9));
        assertThat(day.shares().keySet())
                .containsExactly(EVENING, EVENING.plusSeconds(1800), EVENING.plusSeconds(2700));
        assertThat(day.rules()).containsExactly("counter.restart");
    }

    @Test
    void aMeterThatIsReplacedGoesOnFromItsReading() {
        EnergyOfDay older = register(100, 100.1, 5000, 5000.1, 5000.3);
        assertThat(older.kwh()).isEqualTo(0.4, within(1e-9));
        assertThat(older.rules()).containsExactly("counter.replacement");
        EnergyOfDay newer = register(8214.3, 8214.6, 12.4, 12.9, 13.0);
        assertThat(newer.kwh()).isEqualTo(0.9, within(1e-9));
        assertThat(newer.rules()).containsExactly("counter.replacement");
    }

    @Test
    void moreThanIsAcceptedIsNotAnotherMeter() {
        EnergyOfDay day = register(100, 100.1, 105, 105.1, 105.2);
        assertThat(day.kwh()).isEqualTo(0.3, within(1e-9));
        assertThat(day.rules()).containsExactly("counter.too-much");
    }

    @Test
    void withoutALimitOfPowerARegisterRollsOverOnlyNearItsEnd() {
        assertThat(new EnergyOfDay(PLATFORM, MetricCatalogue.ENERGY_REAL, readings(99_500, 99_800, 300, 700)).kwh())
                .isEqualTo(1200, within(1e-6));
        assertThat(new EnergyOfDay(PLATFORM, MetricCatalogue.ENERGY_REAL, readings(50_000, 50_300, 300, 700)).kwh())
                .isEqualTo(700, within(1e-6));
    }

    @Test
    void aGapWithinReachIsInterpolatedAndALongerOneUnknown() {
        EnergyOfDay day = energy(List.of(reading(0, 100), reading(120, 104), reading(310, 105)));
        assertThat(day.kwh()).isEqualTo(4, within(1e-9));
        assertThat(day.shares()).hasSize(8);
        assertThat(day.verified()).containsOnly(false);
        assertThat(day.rules()).containsExactlyInAnyOrder("counter.interpolated", "counter.gap");
    }

    @Test
    void whatABoxCallsBadIsNoReadingAndUncertainReadingsAreNotVerified() {
        List<Measurement> readings = new ArrayList<>(readings(100, 100.2));
        readings.add(new Measurement(EVENING.plusSeconds(1000), Duration.ZERO, 0, SampleQuality.BAD));
        readings.add(new Measurement(EVENING.plusSeconds(1800), Duration.ZERO, 100.5, SampleQuality.UNCERTAIN));
        EnergyOfDay day = energy(readings);
        assertThat(day.kwh()).isEqualTo(0.5, within(1e-9));
        assertThat(day.verified()).containsExactly(true, false);
        assertThat(day.rules()).containsExactly("quality");
    }

    /** One reading per minute for two days with everything that happens; the energy of what was believed is conserved. */
    @Test
    void twoDaysOfAMeterThatLiesNowAndThenConserveTheEnergy() {
        Random random = new Random(11);
        List<Measurement> readings = new ArrayList<>();
        double register = 99_990;
        double shown = 0;
        for (int minute = 0; minute < 2 * 24 * 60; minute++) {
            double kwh = random.nextDouble() * 0.03;
            register += minute == 0 ? 0 : kwh;
            shown += minute == 0 ? 0 : kwh;
            double value = register >= 100_000 ? register - 100_000 : register;
            int lie = random.nextInt(50);
            boolean last = minute == 2 * 24 * 60 - 1;
            if (lie == 0 && minute > 0 && !last) {
                value = 0;
            } else if (lie == 1 && minute > 0 && !last) {
                value = Math.max(0, value - 0.01);
            } else if (lie == 2 && minute > 0 && !last) {
                continue;
            }
            readings.add(reading(minute, value));
        }
        EnergyOfDay day = energy(readings);
        assertThat(day.kwh()).isEqualTo(shown, within(0.1));
        assertThat(day.rules()).contains("counter.roll-over", "counter.misread").doesNotContain("counter.replacement");
    }

    /** Two meters under one rID: nonsense, but the same nonsense however much of it is looked at. */
    @Test
    void aQuarterHourDependsOnNothingBeyondItsReach() {
        List<Measurement> readings = new ArrayList<>();
        for (int minute = 0; minute < 24 * 60; minute += 5) {
            readings.add(reading(minute, minute % 10 == 0 ? 100 + minute * 0.001 : 9_000 + minute * 0.001));
        }
        EnergyOfDay whole = energy(readings);
        for (int hour = 4; hour < 20; hour++) {
            Instant quarterHour = EVENING.plus(Duration.ofHours(hour));
            Instant from = quarterHour.minus(Duration.ofHours(3));
            Instant to = quarterHour.plus(Duration.ofMinutes(195));
            EnergyOfDay part = energy(readings.stream()
                    .filter(each -> !each.at().isBefore(from) && each.at().isBefore(to))
                    .toList());
            assertThat(part.shares().get(quarterHour)).isEqualTo(whole.shares().get(quarterHour));
        }
    }
}
