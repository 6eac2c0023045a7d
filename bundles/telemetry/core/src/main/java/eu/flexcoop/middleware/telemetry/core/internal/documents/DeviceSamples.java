package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.Hour;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningChain;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.DocumentKey;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.Energy;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** What was read of one device, on its way to that device's documents. Confined to one thread. */
final class DeviceSamples {
    /** Documents of one quarter hour: their fields, and the bucket that states whose they are. */
    record Documents(SampleBucket bucket, Map<DocumentKey, Map<String, Object>> fields) {}

    private final List<ClaimedRange> ranges;
    /** By start of the hour. */
    private final NavigableMap<Instant, SampleBucket> buckets = new TreeMap<>();

    private final EnergySamples energy = new EnergySamples();

    DeviceSamples(List<ClaimedRange> ranges, List<SampleBucket> buckets) {
        this.ranges = ranges;
        buckets.forEach(bucket -> this.buckets.put(bucket.hour(), bucket));
        this.buckets.values().forEach(energy::add);
        energy.sort();
    }

    boolean isEmpty() {
        return buckets.isEmpty();
    }

    /**
     * Quarter hours whose documents may differ from before: those of the ranges, and for a register back and forth over two
     * readings, since a reading changes the energy on both of its sides and whether its neighbours are accepted. Around a
     * fall of the register a reading may change everything within reach.
     */
    NavigableSet<Instant> changed(Duration reach) {
        NavigableSet<Instant> changed = new TreeSet<>();
        NavigableSet<Instant> readings = new TreeSet<>();
        energy.registers().forEach(reading -> readings.add(reading.at()));
        for (ClaimedRange range : ranges) {
            Instant from = range.from();
            Instant to = range.to();
            if (!readings.isEmpty()) {
                Instant earliest = from.minus(reach);
                Instant latest = to.plus(reach);
                if (falls(earliest, latest)) {
                    from = earliest;
                    to = latest;
                } else {
                    from = later(lower(readings, lower(readings, from)), earliest);
                    to = earlier(higher(readings, higher(readings, to)), latest);
                }
            }
            QuarterHour.collect(from, to, changed);
        }
        return changed;
    }

    /** Whether the register is anywhere within the time below an earlier reading, or has a value that is no number. */
    private boolean falls(Instant from, Instant to) {
        double before = -Double.MAX_VALUE;
        for (Measurement reading : energy.registers()) {
            if (!reading.at().isBefore(from) && reading.at().isBefore(to)) {
                if (!(reading.value() >= before)) {
                    return true;
                }
                before = reading.value();
            }
        }
        return false;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant lower(NavigableSet<Instant> readings, Instant from) {
        Instant lower = readings.lower(from);
        return lower == null ? from : lower;
    }

    private static Instant higher(NavigableSet<Instant> readings, Instant to) {
        Instant higher = readings.higher(to);
        return higher == null ? to : higher;
    }

    /** Documents of these quarter hours. */
    NavigableMap<Instant, Documents> documents(CleaningChain chain, NavigableSet<Instant> changed) {
        Map<Instant, Energy.Share> shares = energy.shares(chain);
        NavigableMap<Instant, Documents> documents = new TreeMap<>();
        for (Instant quarterHour : changed) {
            documents.put(
                    quarterHour,
                    new Documents(bucket(quarterHour), fields(chain, quarterHour, shares.get(quarterHour))));
        }
        return documents;
    }

    private Map<DocumentKey, Map<String, Object>> fields(CleaningChain chain, Instant quarterHour, Energy.Share share) {
        Map<DocumentKey, Map<String, Object>> fields = chain.merged(others(quarterHour));
        if (!energy.isEmpty()) {
            Map<String, Object> meter =
                    fields.computeIfAbsent(DocumentKey.of(MetricCatalogue.METER), any -> new HashMap<>());
            if (share != null) {
                meter.put("kwh", share.kwh());
                meter.put(MetricCatalogue.VERIFIED_KWH, share.verified());
            }
        }
        return fields;
    }

    /** Values that count in the quarter hour in which they start, by metric. */
    private Map<String, List<Measurement>> others(Instant quarterHour) {
        SampleBucket bucket = buckets.get(Hour.of(quarterHour).start());
        Map<String, List<Measurement>> others = new HashMap<>();
        if (bucket != null) {
            bucket.values().forEach((metric, values) -> {
                List<Measurement> within = values.stream()
                        .filter(value -> QuarterHour.of(value.at()).equals(quarterHour))
                        .toList();
                if (!within.isEmpty()) {
                    others.put(metric, within);
                }
            });
        }
        return others;
    }

    /** The latest bucket that is not after the quarter hour. */
    private SampleBucket bucket(Instant quarterHour) {
        Map.Entry<Instant, SampleBucket> before = buckets.floorEntry(quarterHour);
        return before == null ? buckets.firstEntry().getValue() : before.getValue();
    }
}
