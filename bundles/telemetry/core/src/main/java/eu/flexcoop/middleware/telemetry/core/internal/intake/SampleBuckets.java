package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.core.internal.Hour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.claims.PendingMarks;
import eu.flexcoop.middleware.telemetry.core.internal.registration.Point;

/**
 * Updates of {@code telemetry_raw}: one document per device and hour holds all samples of that hour, in the unit of their
 * metric, and the pending range of what changed. Sample and mark are one atomic write (docs/adr/0016). Later samples of one
 * device, metric and instant replace earlier ones. Confined to one thread.
 */
final class SampleBuckets {
    /** Readings of registers: metric, then milliseconds since the start of the hour. */
    static final String REGISTERS = "registers";
    /** All other values, by metric and milliseconds: a number, or a list of value, duration in ms, quality, confidence, accuracy. */
    static final String VALUES = "values";

    static final String UNITS = "units";

    private static final Duration INSTANT = Duration.ofMillis(1);
    /** Longer intervals are stored, but no cleaning spreads them; their start is marked all the same. */
    private static final Duration LONGEST_MARK = Duration.ofDays(2);

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final Resting resting;
    private final Instant now;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>();

    SampleBuckets(Resting resting, Instant now) {
        this.resting = resting;
        this.now = now;
    }

    private static final class Bucket {
        private final Document set = new Document();
        private final DeviceId device;
        private final Hour hour;
        private Instant from = Instant.MAX;
        private Instant to = Instant.MIN;
        private Instant notBefore = Instant.MAX;
        private int samples;

        private Bucket(DeviceId device, Hour hour) {
            this.device = device;
            this.hour = hour;
        }

        private void mark(Instant at, Instant end, Instant rest) {
            from = at.isBefore(from) ? at : from;
            to = end.isAfter(to) ? end : to;
            notBefore = rest.isBefore(notBefore) ? rest : notBefore;
        }
    }

    /** @param at instant of the sample in whole milliseconds */
    void add(BoxOwner owner, Point point, RawSample sample, Instant at) {
        Hour hour = Hour.of(at);
        Bucket bucket = buckets.computeIfAbsent(hour.key(point.device()), key -> new Bucket(point.device(), hour));
        bucket.set.put(DocumentFields.VEN_ID, owner.ven().value());
        bucket.set.put(DocumentFields.ACCOUNT_ID, owner.account().value());
        bucket.set.put(DocumentFields.AGGREGATOR_ID, owner.aggregator().value());
        bucket.set.put(TelemetryFields.DEVICE_CLASS, point.deviceClass());
        if (!point.unit().isEmpty()) {
            bucket.set.put(UNITS + '.' + point.metric(), point.unit());
        }
        String path = (point.counter() ? REGISTERS : VALUES)
                + '.'
                + point.metric()
                + '.'
                + Duration.between(hour.start(), at).toMillis();
        bucket.set.put(path, value(point, sample));
        bucket.mark(at, end(sample, at), resting.notBefore(at, now));
        bucket.samples++;
    }

    private static Object value(Point point, RawSample sample) {
        double value = point.conversion().apply(sample.value());
        boolean precision = sample.confidence().isPresent() || sample.accuracy().isPresent();
        if (sample.duration().isZero() && sample.dataQuality().isEmpty() && !precision) {
            return value;
        }
        List<Object> detailed = new ArrayList<>(5);
        detailed.add(value);
        detailed.add(sample.duration().toMillis());
        if (precision || sample.dataQuality().isPresent()) {
            detailed.add(sample.dataQuality().orElse(null));
        }
        if (precision) {
            detailed.add(sample.confidence().orElse(null));
            detailed.add(sample.accuracy().orElse(null));
        }
        return detailed;
    }

    private static Instant end(RawSample sample, Instant at) {
        boolean whole =
                sample.duration().compareTo(INSTANT) > 0 && sample.duration().compareTo(LONGEST_MARK) <= 0;
        return at.plus(whole ? sample.duration() : INSTANT);
    }

    /** Number of samples that were added, those that replaced others included. */
    int samples() {
        return buckets.values().stream().mapToInt(bucket -> bucket.samples).sum();
    }

    /** The same in parts of at most so many samples, but of at least one document. */
    List<SampleBuckets> parts(int most) {
        List<SampleBuckets> parts = new ArrayList<>();
        int samples = most; // so that the first document begins a part
        for (Map.Entry<String, Bucket> each : buckets.entrySet()) {
            if (samples + each.getValue().samples > most) {
                parts.add(new SampleBuckets(resting, now));
                samples = 0;
            }
            parts.get(parts.size() - 1).buckets.put(each.getKey(), each.getValue());
            samples += each.getValue().samples;
        }
        return parts;
    }

    /** Any order, as each document occurs once. */
    List<WriteModel<Document>> writes() {
        List<WriteModel<Document>> writes = new ArrayList<>(buckets.size());
        buckets.forEach((key, bucket) -> {
            Document update = new Document("$set", bucket.set)
                    .append(
                            "$setOnInsert",
                            new Document(DocumentFields.DEVICE_ID, bucket.device.value())
                                    .append(TelemetryFields.HOUR, Date.from(bucket.hour.start()))
                                    .append(DocumentFields.CREATED, Date.from(now)));
            PendingMarks.mark(update, bucket.from, bucket.to, bucket.notBefore, now);
            // "many" of one id: without the server's record for retryable writes, as whoever reports repeats what is
            // not acknowledged
            writes.add(new UpdateManyModel<>(new Document(TelemetryFields.ID, key), update, UPSERT));
        });
        return writes;
    }

    /** Batches in one, the later samples in place of the earlier ones; the batches stay as they are. */
    static SampleBuckets together(List<SampleBuckets> batches) {
        SampleBuckets all = new SampleBuckets(batches.get(0).resting, batches.get(0).now);
        batches.forEach(batch -> batch.buckets.forEach((key, bucket) -> {
            Bucket copy = all.buckets.computeIfAbsent(key, any -> new Bucket(bucket.device, bucket.hour));
            copy.set.putAll(bucket.set);
            copy.mark(bucket.from, bucket.to, bucket.notBefore);
            copy.samples += bucket.samples;
        }));
        return all;
    }
}
