package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;

import org.bson.BsonTimestamp;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;
import eu.flexcoop.middleware.telemetry.spi.Context;

/**
 * Computes the documents that ranges change. The samples around a range are read only where cleaning looks at them: where a metric of the
 * range has a context, or where the caller asks for it. Confined to one thread.
 */
final class ChangedDocuments {
    /**
     * Documents of one device.
     *
     * @param whole whether the samples around its ranges were read; without them a document may lack fields that are computed from
     *     other hours
     * @param flags those quarter hours in which something was found that their bucket does not know yet
     */
    record OfDevice(
            DeviceId device,
            boolean whole,
            NavigableSet<Instant> changed,
            List<QuarterHourDocument> documents,
            List<DeviceSamples.Documents> flags) {}

    private final CleaningRules rules;
    private final BsonTimestamp readAfter;
    private final Instant now;
    private final BucketReader buckets;

    /** @param readAfter cluster time after which the samples are read */
    ChangedDocuments(TelemetryStore store, CleaningRules rules, BsonTimestamp readAfter, Instant now) {
        this.rules = rules;
        this.readAfter = readAfter;
        this.now = now;
        this.buckets = new BucketReader(store.raw());
    }

    /**
     * @param whole whether the samples around the ranges are read in any case
     * @return without devices that have no samples
     */
    Map<DeviceId, OfDevice> of(Map<DeviceId, List<ClaimedRange>> ranges, boolean whole) {
        ranges.values().stream().flatMap(Collection::stream).forEach(range -> {
            buckets.want(range.key());
            buckets.want(range.device(), range.from(), range.to());
        });
        buckets.read();
        Map<DeviceId, Boolean> wholes = new HashMap<>();
        ranges.forEach((device, its) -> {
            boolean around = whole || buckets.of(device).stream().anyMatch(this::looksAround);
            wholes.put(device, around);
            if (around) {
                its.forEach(range -> wantAround(device, range));
            }
        });
        buckets.read();
        Map<DeviceId, DeviceSamples> samples = new LinkedHashMap<>();
        Map<DeviceId, NavigableSet<Instant>> changed = new HashMap<>();
        ranges.forEach((device, its) -> {
            DeviceSamples read = new DeviceSamples(rules, its, buckets.of(device));
            if (!read.isEmpty()) {
                samples.put(device, read);
                changed.put(device, read.changed());
                if (wholes.get(device)) {
                    wantContext(device, changed.get(device));
                }
            }
        });
        buckets.read()
                .forEach(device ->
                        samples.put(device, new DeviceSamples(rules, ranges.get(device), buckets.of(device))));
        Map<DeviceId, OfDevice> computed = new LinkedHashMap<>();
        samples.forEach(
                (device, its) -> computed.put(device, compute(device, wholes.get(device), its, changed.get(device))));
        return computed;
    }

    private boolean looksAround(SampleBucket bucket) {
        return bucket.isReprocessed()
                || bucket.metrics()
                        .anyMatch(metric -> !rules.of(metric).context().isNone());
    }

    /** What decides which quarter hours change. */
    private void wantAround(DeviceId device, ClaimedRange range) {
        Context widest = rules.widest();
        Duration reach = widest.before().compareTo(widest.after()) > 0 ? widest.before() : widest.after();
        Duration around = reach.plus(QuarterHour.LENGTH);
        buckets.want(device, range.from().minus(around), range.to().plus(around));
    }

    /** What these quarter hours are computed from; mostly it has been read. */
    private void wantContext(DeviceId device, NavigableSet<Instant> changed) {
        Context widest = rules.widest();
        Instant end = changed.last().plus(QuarterHour.LENGTH);
        buckets.want(device, changed.first().minus(widest.before()), end.plus(widest.after()));
    }

    private OfDevice compute(DeviceId device, boolean whole, DeviceSamples samples, NavigableSet<Instant> changed) {
        List<QuarterHourDocument> documents = new ArrayList<>();
        List<DeviceSamples.Documents> flags = new ArrayList<>();
        samples.documents(changed).forEach((quarterHour, its) -> {
            its.fields()
                    .forEach((key, fields) -> documents.add(
                            new QuarterHourDocument(key, its.bucket(), quarterHour, fields, readAfter, now)));
            if (!its.flags().isEmpty()) {
                flags.add(its);
            }
        });
        return new OfDevice(device, whole, changed, documents, flags);
    }
}
