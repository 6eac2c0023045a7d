package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.Reprocessing;
import eu.flexcoop.middleware.telemetry.core.internal.Hour;
import eu.flexcoop.middleware.telemetry.core.internal.PendingFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;

/** Marks the buckets of samples as pending, some days at once. */
@Component(service = Reprocessing.class)
public final class StoredReprocessing implements Reprocessing {
    private static final Duration LONGEST = Duration.ofDays(3653);
    private static final int HOURS_AT_ONCE = 500;
    /** Hours without samples belong to the bucket before, as far as any cleaning looks. */
    private static final Duration BEHIND_A_BUCKET = Duration.ofDays(1);

    private final TelemetryStore store;
    private final Clock clock;

    @Activate
    public StoredReprocessing(@Reference TelemetryStore store) {
        this(store, Clock.systemUTC());
    }

    private StoredReprocessing(TelemetryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public long mark(DeviceId device, Instant from, Instant to) {
        check(from, to);
        return MongoCalls.call("mark the samples of device " + device, () -> {
            Instant now = clock.instant();
            long marked = 0;
            Hour before = null;
            for (List<Hour> part : parts(from.minus(BEHIND_A_BUCKET), to)) {
                List<WriteModel<Document>> marks = new ArrayList<>();
                for (Hour hour : stored(device, part)) {
                    add(device, before, hour.start(), from, to, now, marks);
                    before = hour;
                }
                MongoCalls.bulkUpsert(store.raw(), marks);
                marked += marks.size();
            }
            List<WriteModel<Document>> last = new ArrayList<>();
            add(device, before, to, from, to, now, last);
            MongoCalls.bulkUpsert(store.raw(), last);
            return marked + last.size();
        });
    }

    private static void check(Instant from, Instant to) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "The time from %s to %s is not between an instant and ten years long".formatted(from, to));
        }
    }

    /** @param hour of the bucket, null if there is none; up to the next one its range covers what is interpolated behind it */
    private static void add(
            DeviceId device,
            Hour hour,
            Instant next,
            Instant from,
            Instant to,
            Instant now,
            List<WriteModel<Document>> marks) {
        if (hour == null) {
            return;
        }
        Instant longest = hour.next().start().plus(BEHIND_A_BUCKET);
        Instant end = earlier(earlier(next, to), longest);
        Instant start = hour.start().isAfter(from) ? hour.start() : from;
        if (start.isBefore(end)) {
            marks.add(new UpdateManyModel<>(
                    Filters.eq(TelemetryFields.ID, hour.key(device)),
                    PendingMarks.mark(
                            new Document("$set", new Document(SampleBucket.REPROCESSED, true)), start, end, now, now)));
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static List<List<Hour>> parts(Instant from, Instant to) {
        List<List<Hour>> parts = new ArrayList<>();
        List<Hour> part = new ArrayList<>();
        for (Hour hour = Hour.of(from); hour.start().isBefore(to); hour = hour.next()) {
            part.add(hour);
            if (part.size() == HOURS_AT_ONCE) {
                parts.add(part);
                part = new ArrayList<>();
            }
        }
        parts.add(part);
        return parts;
    }

    private List<Hour> stored(DeviceId device, List<Hour> hours) {
        Set<String> present = new HashSet<>();
        store.raw()
                .find(Filters.in(
                        TelemetryFields.ID,
                        hours.stream().map(hour -> hour.key(device)).toList()))
                .projection(Projections.include(TelemetryFields.ID))
                .forEach(document -> present.add(document.getString(TelemetryFields.ID)));
        return hours.stream().filter(hour -> present.contains(hour.key(device))).toList();
    }

    @Override
    public long pending(DeviceId device, Instant from, Instant to) {
        check(from, to);
        return MongoCalls.call("count the pending hours of device " + device, () -> {
            long pending = 0;
            for (List<Hour> part : parts(from.minus(BEHIND_A_BUCKET), to)) {
                pending += store.raw()
                        .countDocuments(Filters.and(
                                Filters.in(
                                        TelemetryFields.ID,
                                        part.stream()
                                                .map(hour -> hour.key(device))
                                                .toList()),
                                Filters.lte(PendingFields.NOT_BEFORE, Date.from(clock.instant())),
                                Filters.gt(PendingFields.TO, Date.from(from))));
            }
            return pending;
        });
    }

    @Override
    public List<DeviceId> devices(String prefix, int most) {
        return MongoCalls.call("list devices", () -> {
            TreeSet<String> ids = new TreeSet<>();
            for (MongoCollection<Document> collection : List.of(store.dataPoints(), store.devices())) {
                collection
                        .find(Filters.regex(DocumentFields.DEVICE_ID, '^' + Pattern.quote(prefix)))
                        .sort(Sorts.ascending(DocumentFields.DEVICE_ID))
                        .limit(most)
                        .projection(Projections.include(DocumentFields.DEVICE_ID))
                        .forEach(document -> ids.add(document.getString(DocumentFields.DEVICE_ID)));
            }
            return ids.stream().limit(most).map(DeviceId::new).toList();
        });
    }

    /** Outside the container. No second public constructor: SCR takes any that has as many parameters. */
    public static Reprocessing with(TelemetryStore store) {
        return new StoredReprocessing(store, Clock.systemUTC());
    }
}
