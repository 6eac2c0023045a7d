package eu.flexcoop.middleware.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningChain;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.EnergyShare;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules.ConfiguredCleaning;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * The cleaning chain with the steps of the platform, from measurements in memory to the fields of a quarter hour. An operation is one
 * sample of that quarter hour; those around it, which the steps of a register look at, are there as well.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CleaningBenchmark {
    private static final Instant QUARTER_HOUR = Instant.parse("2020-12-10T12:00:00Z");
    private static final int MINUTES = 15;

    private final CleaningRules rules = ConfiguredCleaning.platformRules();
    private final List<Measurement> onePower = measurements(QUARTER_HOUR, Duration.ofMinutes(MINUTES), 1);
    private final List<Measurement> power = measurements(QUARTER_HOUR, Duration.ofMinutes(1), MINUTES);
    private final List<Measurement> readings = around(MetricCatalogue.METER_KWH, Duration.ofMinutes(1));
    private final List<Measurement> fewReadings = around(MetricCatalogue.METER_KWH, Duration.ofMinutes(MINUTES));

    private static List<Measurement> measurements(Instant from, Duration between, int count) {
        List<Measurement> measurements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Instant at = from.plus(between.multipliedBy(i));
            measurements.add(new Measurement(
                    at, Duration.ZERO, Duration.between(Instant.EPOCH, at).toMinutes() / 60.0, true));
        }
        return measurements;
    }

    private List<Measurement> around(String metric, Duration between) {
        Context context = rules.of(metric).context();
        Duration all = context.before().plus(context.after()).plusMinutes(MINUTES);
        return measurements(QUARTER_HOUR.minus(context.before()), between, (int) all.dividedBy(between));
    }

    @Benchmark
    public Object powerEach15Minutes() {
        CleaningChain chain = new CleaningChain(rules, QUARTER_HOUR);
        chain.add("meter_watts", onePower);
        return chain.merged();
    }

    @Benchmark
    @OperationsPerInvocation(MINUTES)
    public Object powerEachMinute() {
        CleaningChain chain = new CleaningChain(rules, QUARTER_HOUR);
        chain.add("meter_watts", power);
        return chain.merged();
    }

    @Benchmark
    public Optional<EnergyShare> registerEach15Minutes() {
        return new CleaningChain(rules, QUARTER_HOUR).energy(MetricCatalogue.METER_KWH, fewReadings, List.of());
    }

    @Benchmark
    @OperationsPerInvocation(MINUTES)
    public Optional<EnergyShare> registerEachMinute() {
        return new CleaningChain(rules, QUARTER_HOUR).energy(MetricCatalogue.METER_KWH, readings, List.of());
    }
}
