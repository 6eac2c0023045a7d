package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.WriteModel;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.core.internal.Hour;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.claims.PendingMarks;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;
import eu.flexcoop.middleware.telemetry.spi.Context;

/** Reads the samples of ranges, computes their documents, writes them, and marks them for the long-term route. */
final class QuarterHourUpdate {
    private static final int DUPLICATE_KEY = 11000;
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);

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
        // the samples are read after the latest claim
        BsonTimestamp readAfter = new BsonTimestamp(
                ranges.stream().mapToLong(ClaimedRange::readAfter).max().orElseThrow());
        Map<String, List<QuarterHourDocument>> written = new LinkedHashMap<>();
        List<WriteModel<Document>> marks = new ArrayList<>();
        Map<String, Document> flags = new LinkedHashMap<>();
        // one version for all, also if the configuration changes meanwhile
        read(rules.get(), ranges).forEach((device, samples) -> {
            if (samples.isEmpty()) {
                return;
            }
            NavigableSet<Instant> changed = samples.changed();
            samples.documents(changed).forEach((quarterHour, documents) -> {
                documents.fields().forEach((key, fields) -> written.computeIfAbsent(
                                key.collection(), any -> new ArrayList<>())
                        .add(new QuarterHourDocument(key, documents.bucket(), quarterHour, fields, readAfter, now)));
                documents.flags().forEach((metric, irregular) -> flag(documents.bucket(), metric, irregular, flags));
            });
            marks.addAll(marks(device, changed, now));
        });
        // before what was found is written, so that whoever computes it anew knows that it is there
        MongoCalls.bulkUpsert(store.raw(), flagged(flags));
        Set<DeviceId> outdated = new HashSet<>();
        written.forEach((collection, documents) -> outdated.addAll(write(store.quarterHours(collection), documents)));
        MongoCalls.bulkUpsert(store.longTermPending(), marks);
        return ranges.stream()
                .filter(range -> !outdated.contains(range.device()))
                .toList();
    }

    private static void flag(SampleBucket bucket, String metric, boolean irregular, Map<String, Document> flags) {
        flags.computeIfAbsent(new Hour(bucket.hour()).key(bucket.device()), any -> new Document())
                .merge(
                        SampleBucket.FLAGGED + '.' + metric,
                        irregular,
                        (one, other) -> (boolean) one || (boolean) other);
    }

    /** Only where the bucket is still there. */
    private static List<WriteModel<Document>> flagged(Map<String, Document> flags) {
        List<WriteModel<Document>> writes = new ArrayList<>(flags.size());
        flags.forEach((key, fields) ->
                writes.add(new UpdateManyModel<>(Filters.eq(TelemetryFields.ID, key), new Document("$set", fields))));
        return writes;
    }

    /** As far as cleaning looks, and once more: the outermost quarter hours that change depend on measurements as far away again. */
    private Map<DeviceId, DeviceSamples> read(CleaningRules current, List<ClaimedRange> ranges) {
        Context widest = current.widest();
        Duration around = widest.before().plus(widest.after()).plus(QuarterHour.LENGTH);
        Map<DeviceId, List<ClaimedRange>> byDevice = new LinkedHashMap<>();
        ranges.forEach(range -> byDevice.computeIfAbsent(range.device(), any -> new ArrayList<>())
                .add(range));
        Set<String> keys = new HashSet<>();
        for (ClaimedRange range : ranges) {
            Instant end = range.to().plus(around);
            for (Hour hour = Hour.of(range.from().minus(around)); hour.start().isBefore(end); hour = hour.next()) {
                keys.add(hour.key(range.device()));
            }
        }
        Map<DeviceId, List<SampleBucket>> buckets = new HashMap<>();
        store.raw()
                .withDocumentClass(RawBsonDocument.class)
                .find(Filters.in(TelemetryFields.ID, keys))
                .map(SampleBucket::of)
                .forEach(bucket -> buckets.computeIfAbsent(bucket.device(), any -> new ArrayList<>())
                        .add(bucket));
        Map<DeviceId, DeviceSamples> samples = new LinkedHashMap<>();
        byDevice.forEach((device, its) ->
                samples.put(device, new DeviceSamples(current, its, buckets.getOrDefault(device, List.of()))));
        return samples;
    }

    private static List<WriteModel<Document>> marks(DeviceId device, NavigableSet<Instant> changed, Instant now) {
        List<WriteModel<Document>> marks = new ArrayList<>();
        Instant from = changed.first();
        Instant to = from;
        for (Instant quarterHour : changed) {
            if (quarterHour.isAfter(to)) {
                marks.addAll(PendingMarks.marks(device, from, to, now));
                from = quarterHour;
            }
            to = quarterHour.plus(QuarterHour.LENGTH);
        }
        marks.addAll(PendingMarks.marks(device, from, to, now));
        return marks;
    }

    /**
     * Inserts documents that are new and replaces the others: an insert costs the server half as much as an upsert.
     *
     * @return devices of which a document was already written from samples that were read later, or was inserted meanwhile
     */
    private static Set<DeviceId> write(MongoCollection<Document> collection, List<QuarterHourDocument> documents) {
        Set<Object> present = collection
                .find(Filters.in(
                        TelemetryFields.ID,
                        documents.stream().map(QuarterHourDocument::id).toList()))
                .projection(Projections.include(TelemetryFields.ID))
                .map(document -> document.get(TelemetryFields.ID))
                .into(new HashSet<>());
        List<DeviceId> devices = new ArrayList<>(documents.size());
        List<WriteModel<Document>> writes = new ArrayList<>(documents.size());
        for (QuarterHourDocument document : documents) {
            Optional<WriteModel<Document>> write =
                    present.contains(document.id()) ? Optional.of(document.replace()) : document.insert();
            write.ifPresent(each -> {
                devices.add(document.device());
                writes.add(each);
            });
        }
        return writes.isEmpty() ? Set.of() : write(collection, writes, devices);
    }

    private static Set<DeviceId> write(
            MongoCollection<Document> collection, List<WriteModel<Document>> writes, List<DeviceId> devices) {
        try {
            collection.bulkWrite(writes, ANY_ORDER);
            return Set.of();
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null
                    || e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
                throw e;
            }
            Set<DeviceId> outdated = new HashSet<>();
            for (BulkWriteError error : e.getWriteErrors()) {
                outdated.add(devices.get(error.getIndex()));
            }
            return outdated;
        }
    }
}
