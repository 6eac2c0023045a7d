package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.WriteModel;
import org.bson.BsonTimestamp;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.core.internal.Day;
import eu.flexcoop.middleware.telemetry.core.internal.Hour;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.claims.PendingMarks;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;

/** Has the documents of ranges computed, writes them, and marks them for the long-term route. */
final class QuarterHourUpdate {
    private final TelemetryStore store;
    private final CleaningRules.Source rules;
    private final Clock clock;

    QuarterHourUpdate(TelemetryStore store, CleaningRules.Source rules, Clock clock) {
        this.store = store;
        this.rules = rules;
        this.clock = clock;
    }

    List<ClaimedRange> update(List<ClaimedRange> ranges) {
        Instant now = clock.instant();
        Map<DeviceId, List<ClaimedRange>> byDevice = new LinkedHashMap<>();
        ranges.forEach(range -> byDevice.computeIfAbsent(range.device(), any -> new ArrayList<>())
                .add(range));
        // the samples are read after the latest claim
        BsonTimestamp readAfter = new BsonTimestamp(
                ranges.stream().mapToLong(ClaimedRange::readAfter).max().orElseThrow());
        StoredDocuments stored = new StoredDocuments(store);
        Collection<ChangedDocuments.OfDevice> changed = changed(byDevice, stored, readAfter, now);
        // before what was found is written, so that whoever computes it anew knows that it is there
        MongoCalls.bulkUpsert(store.raw(), flags(changed));
        Set<DeviceId> outdated = stored.write(documents(changed));
        List<WriteModel<Document>> marks = new ArrayList<>();
        changed.forEach(its -> marks.addAll(marks(its.device(), its.changed(), now)));
        MongoCalls.bulkUpsert(store.longTermPending(), marks);
        return ranges.stream()
                .filter(range -> !outdated.contains(range.device()))
                .toList();
    }

    /** Also finds what they replace. */
    private Collection<ChangedDocuments.OfDevice> changed(
            Map<DeviceId, List<ClaimedRange>> ranges, StoredDocuments stored, BsonTimestamp readAfter, Instant now) {
        // one version of the rules for all, also if the configuration changes meanwhile
        ChangedDocuments changed = new ChangedDocuments(store, rules.get(), readAfter, now);
        Map<DeviceId, ChangedDocuments.OfDevice> documents = changed.of(ranges, false);
        stored.find(documents(documents.values()));
        Map<DeviceId, List<ClaimedRange>> incomplete = new LinkedHashMap<>();
        documents.forEach((device, its) -> {
            if (!its.whole() && its.documents().stream().anyMatch(stored::hasMore)) {
                incomplete.put(device, ranges.get(device));
            }
        });
        if (!incomplete.isEmpty()) {
            Map<DeviceId, ChangedDocuments.OfDevice> whole = changed.of(incomplete, true);
            stored.find(documents(whole.values()));
            documents.putAll(whole);
        }
        return documents.values();
    }

    private static List<QuarterHourDocument> documents(Collection<ChangedDocuments.OfDevice> changed) {
        return changed.stream().flatMap(its -> its.documents().stream()).toList();
    }

    /** Only where the bucket is still there. */
    private static List<WriteModel<Document>> flags(Collection<ChangedDocuments.OfDevice> changed) {
        Map<String, Document> flags = new LinkedHashMap<>();
        changed.stream().flatMap(its -> its.flags().stream()).forEach(its -> its.flags()
                .forEach((metric, irregular) -> flag(its.bucket(), metric, irregular, flags)));
        List<WriteModel<Document>> writes = new ArrayList<>(flags.size());
        flags.forEach((key, fields) ->
                writes.add(new UpdateManyModel<>(Filters.eq(TelemetryFields.ID, key), new Document("$set", fields))));
        return writes;
    }

    private static void flag(SampleBucket bucket, String metric, boolean irregular, Map<String, Document> flags) {
        flags.computeIfAbsent(new Hour(bucket.hour()).key(bucket.device()), any -> new Document())
                .merge(
                        SampleBucket.FLAGGED + '.' + metric,
                        irregular,
                        (one, other) -> (boolean) one || (boolean) other);
    }

    /** One mark for all that changes on a day: the ranges of a day are one anyway, from its first change to its last. */
    private static List<WriteModel<Document>> marks(DeviceId device, NavigableSet<Instant> changed, Instant now) {
        List<WriteModel<Document>> marks = new ArrayList<>(1);
        NavigableSet<Instant> left = changed;
        while (!left.isEmpty()) {
            Instant nextDay = Day.of(left.first()).next().start();
            Instant last = left.lower(nextDay);
            marks.addAll(PendingMarks.marks(device, left.first(), last.plus(QuarterHour.LENGTH), now));
            left = left.tailSet(nextDay, true);
        }
        return marks;
    }
}
