package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.core.internal.Hour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;

/** Buckets of samples, read for several devices at once and each of them once. Confined to one thread. */
final class BucketReader {
    private final MongoCollection<RawBsonDocument> raw;
    private final Map<DeviceId, List<SampleBucket>> buckets = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<String> wanted = new ArrayList<>();

    BucketReader(MongoCollection<Document> raw) {
        this.raw = raw.withDocumentClass(RawBsonDocument.class);
    }

    /** Has the next {@link #read} find one bucket. */
    void want(String key) {
        if (known.add(key)) {
            wanted.add(key);
        }
    }

    /** Has the next {@link #read} find the buckets of {@code from <= t < to}. */
    void want(DeviceId device, Instant from, Instant to) {
        for (Hour hour = Hour.of(from); hour.start().isBefore(to); hour = hour.next()) {
            want(hour.key(device));
        }
    }

    /** @return devices of which a bucket was found */
    Set<DeviceId> read() {
        Set<DeviceId> found = new HashSet<>();
        if (!wanted.isEmpty()) {
            raw.find(Filters.in(TelemetryFields.ID, wanted))
                    .map(SampleBucket::of)
                    .forEach(bucket -> {
                        buckets.computeIfAbsent(bucket.device(), any -> new ArrayList<>())
                                .add(bucket);
                        found.add(bucket.device());
                    });
            wanted.clear();
        }
        return found;
    }

    /** What was found of a device so far. */
    List<SampleBucket> of(DeviceId device) {
        return buckets.getOrDefault(device, List.of());
    }
}
