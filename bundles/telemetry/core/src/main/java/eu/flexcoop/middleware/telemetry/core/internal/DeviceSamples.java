package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.mongodb.client.model.WriteModel;
import org.bson.BsonTimestamp;
import org.bson.Document;

import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** What was read of one device, on its way to that device's documents. Confined to one thread. */
final class DeviceSamples {
    /** Quarter hour, then metric. */
    private final NavigableMap<Instant, Map<String, List<Measurement>>> others = new TreeMap<>();

    /** Whose the device was, by the time of each sample. */
    private final NavigableMap<Instant, Document> owners = new TreeMap<>();

    private final List<Measurement> registers = new ArrayList<>();
    private final List<Measurement> intervals = new ArrayList<>();
    private final List<PendingRange> ranges = new ArrayList<>();

    void add(PendingRange range) {
        ranges.add(range);
    }

    void add(Document raw) {
        Measurement measurement = RawDocument.measurement(raw);
        String metric = raw.getString(RawDocument.METRIC);
        owners.put(measurement.at(), raw);
        if (!MetricCatalogue.METER_KWH.equals(metric)) {
            others.computeIfAbsent(QuarterHour.of(measurement.at()), start -> new TreeMap<>())
                    .computeIfAbsent(metric, any -> new ArrayList<>())
                    .add(measurement);
        } else if (RawDocument.cumulative(raw)) {
            registers.add(measurement);
        } else if (!measurement.duration().isZero()) {
            intervals.add(measurement);
        }
    }

    /**
     * Quarter hours whose documents may differ from before: those of the ranges, and for a register back and forth over two
     * readings, since a reading changes the energy on both of its sides and whether its neighbours are believed.
     */
    NavigableSet<Instant> changed(CleaningChain chain) {
        NavigableSet<Instant> changed = new TreeSet<>();
        NavigableSet<Instant> readings = new TreeSet<>();
        registers.forEach(reading -> readings.add(reading.at()));
        for (PendingRange range : ranges) {
            Instant from = range.from();
            Instant to = range.to();
            if (!readings.isEmpty()) {
                Instant back = lower(readings, lower(readings, from));
                Instant forth = higher(readings, higher(readings, to));
                Instant earliest = from.minus(chain.reach());
                Instant latest = to.plus(chain.reach());
                from = back.isBefore(earliest) ? earliest : back;
                to = forth.isAfter(latest) ? latest : forth;
            }
            QuarterHour.collect(from, to, changed);
        }
        return changed;
    }

    private static Instant lower(NavigableSet<Instant> readings, Instant from) {
        Instant lower = readings.lower(from);
        return lower == null ? from : lower;
    }

    private static Instant higher(NavigableSet<Instant> readings, Instant to) {
        Instant higher = readings.higher(to);
        return higher == null ? to : higher;
    }

    /** Adds the writes of the documents that changed. */
    void write(CleaningChain chain, Map<String, List<WriteModel<Document>>> writes, Instant now) {
        if (owners.isEmpty()) {
            return;
        }
        BsonTimestamp revision = ranges.stream()
                .map(PendingRange::revision)
                .max(BsonTimestamp::compareTo)
                .orElseThrow();
        Map<Instant, Energy.Share> energy = chain.energy(registers, intervals);
        for (Instant quarterHour : changed(chain)) {
            fields(chain, quarterHour, energy.get(quarterHour))
                    .forEach((collection, fields) -> writes.computeIfAbsent(collection, any -> new ArrayList<>())
                            .add(QuarterHourDocument.write(owner(quarterHour), quarterHour, fields, revision, now)));
        }
    }

    private Map<String, Map<String, Object>> fields(CleaningChain chain, Instant quarterHour, Energy.Share energy) {
        Map<String, Map<String, Object>> byCollection = new TreeMap<>();
        if (!registers.isEmpty() || !intervals.isEmpty()) {
            Map<String, Object> meter = byCollection.computeIfAbsent(MetricCatalogue.METER, any -> new TreeMap<>());
            if (energy != null) {
                meter.put("kwh", energy.kwh());
                meter.put(MetricCatalogue.VERIFIED_KWH, energy.verified());
            }
        }
        chain.merge(others.getOrDefault(quarterHour, Map.of()), byCollection);
        return byCollection;
    }

    private Document owner(Instant quarterHour) {
        Map.Entry<Instant, Document> before = owners.lowerEntry(quarterHour.plus(QuarterHour.LENGTH));
        return before == null ? owners.firstEntry().getValue() : before.getValue();
    }
}
