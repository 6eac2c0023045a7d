package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules.ConfiguredCleaning;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules.TestRules;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EnergyTest {
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static final CleaningRules RULES = TestRules.of(
            MetricCatalogue.METER_KWH, "{'step': 'counter', 'verifiedGap': 'PT15M'}, {'step': 'interval'}");

    private static Measurement interval(int minute, int minutes, double kwh) {
        return new Measurement(T0.plus(Duration.ofMinutes(minute)), Duration.ofMinutes(minutes), kwh, true);
    }

    private static Measurement reading(int minute, double kwh) {
        return new Measurement(T0.plus(Duration.ofMinutes(minute)), Duration.ZERO, kwh, true);
    }

    private static Map<Instant, EnergyShare> energy(List<Measurement> measurements) {
        return new EnergyOfDay(RULES, MetricCatalogue.METER_KWH, measurements).shares();
    }

    private static Map<Instant, EnergyShare> intervals(Measurement... intervals) {
        return energy(List.of(intervals));
    }

    private static Map<Instant, EnergyShare> registers(Measurement... readings) {
        return energy(List.of(readings));
    }

    private static double sum(Map<Instant, EnergyShare> shares) {
        return shares.values().stream().mapToDouble(EnergyShare::kwh).sum();
    }

    private static Instant at(int minute) {
        return T0.plus(Duration.ofMinutes(minute));
    }

    @Test
    void halfAnHourIsHalvedIntoTwoVerifiedQuarterHours() {
        assertThat(intervals(interval(0, 30, 0.578)))
                .isEqualTo(Map.of(
                        at(0), new EnergyShare(0.289, true),
                        at(15), new EnergyShare(0.289, true)));
    }

    @Test
    void aQuarterHourThatIsOnlyPartlyKnownIsNotVerified() {
        Map<Instant, EnergyShare> shares = intervals(interval(10, 20, 0.2));
        assertThat(shares.get(at(0)).verified()).isFalse();
        assertThat(shares.get(at(0)).kwh()).isEqualTo(0.05, within(1e-12));
        assertThat(shares.get(at(15)).verified()).isTrue();
    }

    @Test
    void overlappingIntervalsCountOnce() {
        assertThat(sum(intervals(interval(0, 60, 1.0), interval(30, 30, 0.5), interval(60, 30, 0.25))))
                .isEqualTo(1.25, within(1e-12));
    }

    @Test
    void impossibleIntervalsSayNothing() {
        assertThat(intervals(interval(0, 30, -0.1), interval(30, 30, 8), interval(60, 60 * 4, 1)))
                .isEmpty();
    }

    static List<Long> seeds() {
        return new Random(20201210).longs(200).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noLayoutOfIntervalsLosesOrGainsEnergy(long seed) {
        Random random = new Random(seed);
        List<Measurement> layout = new ArrayList<>();
        Instant at = T0.plusMillis(random.nextInt(3_600_000));
        double sent = 0;
        for (int i = 0; i < 300; i++) {
            Duration length = Duration.ofMillis(1 + random.nextInt(10_800_000));
            double kwh = random.nextDouble() * 15 * length.toMillis() / 3_600_000.0;
            layout.add(new Measurement(at, length, kwh, true));
            sent += kwh;
            at = at.plus(length).plusMillis(random.nextBoolean() ? 0 : random.nextInt(5_000_000));
        }
        assertThat(sum(energy(layout))).isEqualTo(sent, within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noLayoutOfReadingsLosesOrGainsEnergy(long seed) {
        Random random = new Random(seed);
        List<Measurement> layout = new ArrayList<>();
        Instant at = T0;
        double register = random.nextDouble() * 100_000;
        double first = register;
        for (int i = 0; i < 300; i++) {
            layout.add(new Measurement(at, Duration.ZERO, register, true));
            Duration gap = Duration.ofMillis(1 + random.nextInt(10_000_000));
            register += i == 299 ? 0 : random.nextDouble() * 15 * gap.toMillis() / 3_600_000.0;
            at = at.plus(gap);
        }
        assertThat(sum(energy(layout))).isEqualTo(register - first, within(1e-6));
    }

    @Test
    void readingsOfAnOrdinaryRegisterAreVerified() {
        Map<Instant, EnergyShare> shares = registers(
                reading(0, 100), reading(5, 100.1), reading(15, 100.3), reading(25, 100.5), reading(30, 100.6));
        assertThat(shares.get(at(0)))
                .isEqualTo(new EnergyShare(shares.get(at(0)).kwh(), true));
        assertThat(shares.get(at(0)).kwh()).isEqualTo(0.3, within(1e-9));
        assertThat(shares.get(at(15)).verified()).isTrue();
    }

    @Test
    void aLongGapIsInterpolatedAndNotVerified() {
        Map<Instant, EnergyShare> shares = registers(reading(0, 100), reading(120, 104));
        assertThat(shares).hasSize(8);
        assertThat(shares.values()).allMatch(share -> !share.verified() && Math.abs(share.kwh() - 0.5) < 1e-9);
    }

    @Test
    void aGapBeyondTheReachIsUnknown() {
        assertThat(registers(reading(0, 100), reading(181, 101))).isEmpty();
    }

    @Test
    void aResetLosesOnlyTheTimeAroundIt() {
        Map<Instant, EnergyShare> shares =
                registers(reading(0, 100), reading(15, 100.2), reading(30, 0.1), reading(45, 0.4));
        assertThat(shares.keySet()).containsExactly(at(0), at(30));
        assertThat(sum(shares)).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void aMisreadingIsLeftOutAndItsTimeInterpolated() {
        Map<Instant, EnergyShare> shares = registers(reading(0, 100), reading(15, 0), reading(30, 100.4));
        assertThat(sum(shares)).isEqualTo(0.4, within(1e-9));
        assertThat(shares.get(at(15)).verified()).isFalse();
    }

    @Test
    void moreThanFifteenKilowattsIsNotAccepted() {
        assertThat(registers(reading(0, 100), reading(15, 103.76))).isEmpty();
        assertThat(registers(reading(0, 100), reading(15, 103.74))).hasSize(1);
    }

    @Test
    void theLimitOfPowerIsForMetersOfHomesAlone() {
        List<Measurement> hour = List.of(interval(0, 60, 100));
        CleaningRules platform = ConfiguredCleaning.platformRules();
        assertThat(new EnergyOfDay(platform, MetricCatalogue.METER_KWH, hour).shares())
                .isEmpty();
        assertThat(new EnergyOfDay(platform, MetricCatalogue.ENERGY_REAL, hour).shares())
                .hasSize(4);
    }

    /** Readings every quarter hour. */
    private static Map<Instant, EnergyShare> register(double... values) {
        Measurement[] readings = new Measurement[values.length];
        for (int i = 0; i < values.length; i++) {
            readings[i] = reading(15 * i, values[i]);
        }
        return registers(readings);
    }

    @Test
    void aRegisterThatJittersCountsNothingTwice() {
        assertThat(sum(register(215.6, 215.7, 215.6, 215.6, 215.6, 215.7, 215.8)))
                .isEqualTo(0.2, within(1e-9));
    }

    @Test
    void severalZerosOfAYoungMeterAreMisreadingsAndTheirTimeIsNotVerified() {
        Map<Instant, EnergyShare> shares = register(2.0, 2.2, 0.0, 0.0, 2.8, 3.0);
        assertThat(sum(shares)).isEqualTo(1.0, within(1e-9));
        assertThat(shares.values()).extracting(EnergyShare::verified).containsExactly(true, false, false, false, true);
    }

    @Test
    void aJumpThatComesBackIsAMisreading() {
        Map<Instant, EnergyShare> shares = register(100, 100.1, 999, 999, 100.4, 100.5);
        assertThat(sum(shares)).isEqualTo(0.5, within(1e-9));
        assertThat(shares.values()).extracting(EnergyShare::verified).containsExactly(true, false, false, false, true);
    }

    @Test
    void aMeterThatWasReplacedByAnOlderOneGoesOnFromItsReading() {
        assertThat(sum(register(100, 100.1, 5000, 5000.1, 5000.3))).isEqualTo(0.4, within(1e-9));
    }

    @Test
    void aRegisterThatIsBackBeyondTheReachWasReset() {
        double[] values = new double[15];
        values[0] = 0.5;
        values[14] = 0.6;
        assertThat(sum(register(values))).isEqualTo(0.6, within(1e-9));
    }
}
