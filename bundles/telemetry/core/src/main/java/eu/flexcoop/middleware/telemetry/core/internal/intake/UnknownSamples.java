package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/**
 * {@code telemetry_unknown}: one document per box and rID that is no data point of the box, with a count and the latest samples.
 * Bounded per rID and per box, as a box may send anything. Thread-safe.
 */
final class UnknownSamples {
    static final String COUNT = "count";
    static final String FIRST = "first";
    static final String SAMPLES = "samples";
    /** All rIDs beyond those that are told apart. */
    static final String OTHERS = "…";

    static final int KEPT_PER_RID = 100;
    static final int RIDS_PER_BOX = 200;
    private static final int LONGEST_RID = 512;

    private static final String AT = "at";
    private static final String MILLIS = "duration";
    private static final String QUALITY = "quality";
    private static final String CONFIDENCE = "confidence";
    private static final String ACCURACY = "accuracy";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final TelemetryStore store;

    UnknownSamples(TelemetryStore store) {
        this.store = store;
    }

    /** Keeps the samples aside, durably. */
    void keep(VenId ven, Map<String, List<RawSample>> byRid, Instant now) {
        MongoCalls.call("keep samples of %d unknown rIDs aside".formatted(byRid.size()), () -> {
            Map<String, List<RawSample>> kept = new LinkedHashMap<>();
            Set<String> apart = toldApart(ven, byRid.keySet());
            byRid.forEach(
                    (rid, samples) -> kept.computeIfAbsent(apart.contains(rid) ? rid : OTHERS, any -> new ArrayList<>())
                            .addAll(samples));
            List<WriteModel<Document>> writes = new ArrayList<>();
            kept.forEach((rid, samples) -> writes.add(write(ven, rid, samples, now)));
            MongoCalls.bulkUpsert(store.unknown(), writes);
            return null;
        });
    }

    /** Of these rIDs those that have a document, and as many others as there is room for. */
    private Set<String> toldApart(VenId ven, Set<String> rids) {
        Set<String> apart = new HashSet<>();
        store.unknown()
                .find(Filters.in(
                        TelemetryFields.ID,
                        rids.stream().map(rid -> key(ven, rid)).toList()))
                .projection(Projections.include(TelemetryFields.RID))
                .forEach(document -> apart.add(document.getString(TelemetryFields.RID)));
        if (apart.size() == rids.size()) {
            return apart;
        }
        long room = RIDS_PER_BOX
                - store.unknown()
                        .countDocuments(
                                Filters.eq(DocumentFields.VEN_ID, ven.value()), new CountOptions().limit(RIDS_PER_BOX));
        for (String rid : rids) {
            if (room > 0 && rid.length() <= LONGEST_RID && apart.add(rid)) {
                room--;
            }
        }
        return apart;
    }

    private static WriteModel<Document> write(VenId ven, String rid, List<RawSample> samples, Instant now) {
        List<RawSample> latest = samples.subList(Math.max(0, samples.size() - KEPT_PER_RID), samples.size());
        Document kept = new Document(
                        "$each", latest.stream().map(sample -> document(sample)).toList())
                .append("$slice", -KEPT_PER_RID);
        return new UpdateManyModel<>(
                Filters.eq(TelemetryFields.ID, key(ven, rid)),
                new Document("$inc", new Document(COUNT, (long) samples.size()))
                        .append("$push", new Document(SAMPLES, kept))
                        .append("$set", new Document(DocumentFields.UPDATED, Date.from(now)))
                        .append(
                                "$setOnInsert",
                                new Document(DocumentFields.VEN_ID, ven.value())
                                        .append(TelemetryFields.RID, rid)
                                        .append(FIRST, Date.from(now))),
                UPSERT);
    }

    private static Document document(RawSample sample) {
        Document document = new Document(TelemetryFields.RID, sample.rid())
                .append(AT, Date.from(sample.at()))
                .append(MILLIS, sample.duration().toMillis())
                .append(TelemetryFields.VALUE, sample.value());
        sample.dataQuality().ifPresent(quality -> document.append(QUALITY, quality));
        sample.confidence().ifPresent(confidence -> document.append(CONFIDENCE, confidence));
        sample.accuracy().ifPresent(accuracy -> document.append(ACCURACY, accuracy));
        return document;
    }

    /** The samples of a document of this collection. */
    static List<RawSample> samples(Document document) {
        return document.getList(SAMPLES, Document.class).stream()
                .map(each -> new RawSample(
                        each.getString(TelemetryFields.RID),
                        each.getDate(AT).toInstant(),
                        Duration.ofMillis(each.getLong(MILLIS)),
                        each.getDouble(TelemetryFields.VALUE),
                        Optional.ofNullable(each.getString(QUALITY)),
                        Optional.ofNullable(each.getInteger(CONFIDENCE)),
                        Optional.ofNullable(each.getDouble(ACCURACY))))
                .toList();
    }

    static String key(VenId ven, String rid) {
        return ven.value() + '/' + rid;
    }
}
