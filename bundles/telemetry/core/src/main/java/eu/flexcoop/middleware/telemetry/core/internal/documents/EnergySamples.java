package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningChain;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.Energy;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** The energy of one device: readings of registers and amounts of intervals. Confined to one thread. */
final class EnergySamples {
    private final Map<String, List<Measurement>> readings = new HashMap<>();
    private final Map<String, List<Measurement>> amounts = new HashMap<>();
    private final List<Measurement> registers = new ArrayList<>();

    void add(SampleBucket bucket) {
        bucket.registers().forEach((metric, values) -> {
            if (isEnergy(metric)) {
                readings.computeIfAbsent(metric, any -> new ArrayList<>()).addAll(values);
                registers.addAll(values);
            }
        });
        bucket.values().forEach((metric, values) -> {
            if (isEnergy(metric)) {
                values.stream().filter(value -> !value.duration().isZero()).forEach(value -> amounts.computeIfAbsent(
                                metric, any -> new ArrayList<>())
                        .add(value));
            }
        });
    }

    private static boolean isEnergy(String metric) {
        return MetricCatalogue.metric(metric)
                .filter(each -> each.kind() == Metric.Kind.ENERGY)
                .isPresent();
    }

    /** After everything was added. */
    void sort() {
        registers.sort(Comparator.comparing(Measurement::at));
    }

    /** All readings of registers, sorted by time. */
    List<Measurement> registers() {
        return registers;
    }

    boolean isEmpty() {
        return readings.isEmpty() && amounts.isEmpty();
    }

    /** Energy per quarter hour, as far as it is known. */
    Map<Instant, Energy.Share> shares(CleaningChain chain) {
        Set<String> metrics = new TreeSet<>(readings.keySet());
        metrics.addAll(amounts.keySet());
        Map<Instant, Energy.Share> shares = new HashMap<>();
        // a device has one metric of energy, unless it was registered anew as another kind
        metrics.forEach(metric -> chain.energy(
                        metric, readings.getOrDefault(metric, List.of()), amounts.getOrDefault(metric, List.of()))
                .forEach(shares::putIfAbsent));
        return shares;
    }
}
