package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.Hour;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningChain;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.DocumentKey;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.EnergyShare;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** What was read of one device, on its way to that device's documents. Confined to one thread. */
final class DeviceSamples {
    /**
     * Documents of one quarter hour: their fields, and the bucket that states whose they are.
     *
     * @param flags metrics of which something was found that the bucket does not know yet; true if measurements were not taken as
     *     they came
     */
    record Documents(SampleBucket bucket, Map<DocumentKey, Map<String, Object>> fields, Map<String, Boolean> flags) {}

    private final CleaningRules rules;
    private final List<ClaimedRange> ranges;
    /** By start of the hour. */
    private final NavigableMap<Instant, SampleBucket> buckets = new TreeMap<>();

    private final Map<String, Series> registers = new HashMap<>();
    private final Map<String, Series> intervals = new HashMap<>();
    /** Those of registers and intervals. */
    private final Set<String> energyMetrics = new TreeSet<>();
    /** Metrics of which something was found before. */
    private final Set<String> flagged = new HashSet<>();
    /** All other metrics whose cleaning looks beyond the quarter hour. */
    private final Map<String, Series> withContext = new TreeMap<>();

    DeviceSamples(CleaningRules rules, List<ClaimedRange> ranges, List<SampleBucket> read) {
        this.rules = rules;
        this.ranges = ranges;
        for (SampleBucket bucket : read) {
            buckets.put(bucket.hour(), bucket);
            flagged.addAll(bucket.flagged().keySet());
        }
        Collection<SampleBucket> all = buckets.values();
        for (String metric : metrics(SampleBucket::registers)) {
            if (isEnergy(metric)) {
                registers.put(
                        metric, Series.of(all, bucket -> bucket.registers().get(metric)));
            }
        }
        for (String metric : metrics(SampleBucket::values)) {
            if (isEnergy(metric)) {
                intervals.put(
                        metric,
                        Series.of(all, bucket -> withDuration(bucket.values().get(metric))));
            } else if (!rules.of(metric).context().isNone()) {
                withContext.put(metric, Series.of(all, bucket -> bucket.values().get(metric)));
            }
        }
        intervals.values().removeIf(Series::isEmpty);
        energyMetrics.addAll(registers.keySet());
        energyMetrics.addAll(intervals.keySet());
    }

    private Set<String> metrics(Function<SampleBucket, Map<String, ?>> part) {
        Set<String> metrics = new HashSet<>();
        buckets.values().forEach(bucket -> metrics.addAll(part.apply(bucket).keySet()));
        return metrics;
    }

    private static boolean isEnergy(String metric) {
        return MetricCatalogue.metric(metric)
                .filter(each -> each.kind() == Metric.Kind.ENERGY)
                .isPresent();
    }

    /** Energy without a duration that is not a register cannot be spread over time. */
    private static List<Measurement> withDuration(List<Measurement> values) {
        return values == null
                ? null
                : values.stream().filter(value -> !value.duration().isZero()).toList();
    }

    boolean isEmpty() {
        return buckets.isEmpty();
    }

    /** Quarter hours whose documents may differ from before. */
    NavigableSet<Instant> changed() {
        NavigableSet<Instant> changed = new TreeSet<>();
        for (ClaimedRange range : ranges) {
            ChangedQuarterHours quarterHours = new ChangedQuarterHours(range.from(), range.to());
            registers.forEach((metric, readings) ->
                    quarterHours.register(readings, context(metric), (from, to) -> isIrregular(metric, from, to)));
            intervals.forEach((metric, its) -> quarterHours.intervals(its, context(metric)));
            withContext.forEach((metric, values) -> quarterHours.gauge(values, context(metric)));
            changed.addAll(quarterHours.all());
        }
        return changed;
    }

    private boolean isIrregular(String metric, Instant from, Instant to) {
        return buckets.subMap(Hour.of(from).start(), true, to, false).values().stream()
                .anyMatch(bucket -> Boolean.TRUE.equals(bucket.flagged().get(metric)));
    }

    private Context context(String metric) {
        return rules.of(metric).context();
    }

    /** Documents of these quarter hours. */
    NavigableMap<Instant, Documents> documents(NavigableSet<Instant> changed) {
        NavigableMap<Instant, Documents> documents = new TreeMap<>();
        for (Instant quarterHour : changed) {
            documents.put(quarterHour, documents(quarterHour));
        }
        return documents;
    }

    private Documents documents(Instant quarterHour) {
        CleaningChain chain = new CleaningChain(rules, quarterHour);
        Map<DocumentKey, Map<String, Object>> fields = fields(chain, quarterHour);
        SampleBucket bucket = bucket(quarterHour);
        Map<String, Boolean> flags = new HashMap<>();
        // what was found before may be gone now
        flagged.forEach(metric -> fields.put(quality(metric), Map.of()));
        chain.notes().forEach((metric, notes) -> {
            fields.put(quality(metric), notes.fields());
            Boolean known = bucket.flagged().get(metric);
            if (known == null || (notes.isIrregular() && !known)) {
                flags.put(metric, notes.isIrregular());
            }
        });
        return new Documents(bucket, fields, flags);
    }

    private static DocumentKey quality(String metric) {
        return new DocumentKey(TelemetryStore.DATA_QUALITY, metric);
    }

    private Map<DocumentKey, Map<String, Object>> fields(CleaningChain chain, Instant quarterHour) {
        addOthers(chain, quarterHour);
        Map<DocumentKey, Map<String, Object>> fields = chain.merged();
        if (!energyMetrics.isEmpty()) {
            Map<String, Object> meter =
                    fields.computeIfAbsent(DocumentKey.of(MetricCatalogue.METER), any -> new TreeMap<>());
            energy(chain, quarterHour).ifPresent(share -> {
                meter.put("kwh", share.kwh());
                meter.put(MetricCatalogue.VERIFIED_KWH, share.verified());
            });
        }
        return fields;
    }

    /** A device has one metric of energy, unless it was registered anew as another kind; the first that knows something counts. */
    private Optional<EnergyShare> energy(CleaningChain chain, Instant quarterHour) {
        for (String metric : energyMetrics) {
            Optional<EnergyShare> share = chain.energy(
                    metric,
                    around(registers.getOrDefault(metric, Series.EMPTY), metric, quarterHour),
                    around(intervals.getOrDefault(metric, Series.EMPTY), metric, quarterHour));
            if (share.isPresent()) {
                return share;
            }
        }
        return Optional.empty();
    }

    private void addOthers(CleaningChain chain, Instant quarterHour) {
        SampleBucket bucket = buckets.get(Hour.of(quarterHour).start());
        Map<String, List<Measurement>> own = new TreeMap<>();
        if (bucket != null) {
            Instant end = quarterHour.plus(QuarterHour.LENGTH);
            bucket.values().forEach((metric, values) -> {
                List<Measurement> within = within(values, quarterHour, end);
                if (!within.isEmpty() && !isEnergy(metric)) {
                    own.put(metric, within);
                }
            });
        }
        withContext.forEach((metric, values) -> {
            if (own.containsKey(metric) || context(metric).fillsGaps()) {
                own.put(metric, around(values, metric, quarterHour));
            }
        });
        own.forEach((metric, values) -> {
            if (!values.isEmpty()) {
                chain.add(metric, values);
            }
        });
    }

    private static List<Measurement> within(List<Measurement> values, Instant from, Instant to) {
        return Series.sorted(values).between(from, to);
    }

    private List<Measurement> around(Series series, String metric, Instant quarterHour) {
        Context context = context(metric);
        return series.between(
                quarterHour.minus(context.before()),
                quarterHour.plus(QuarterHour.LENGTH).plus(context.after()));
    }

    /** The latest bucket that is not after the quarter hour. */
    private SampleBucket bucket(Instant quarterHour) {
        Map.Entry<Instant, SampleBucket> before = buckets.floorEntry(quarterHour);
        return before == null ? buckets.firstEntry().getValue() : before.getValue();
    }
}
