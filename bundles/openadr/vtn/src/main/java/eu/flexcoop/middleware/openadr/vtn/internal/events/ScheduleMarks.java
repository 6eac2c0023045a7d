package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.Opt;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.Schedules;

/**
 * Shows on deliveries the schedules of EiOpt that have to do with their period. They are read after the deliveries are stored, and the
 * other way round when a schedule comes, so that a schedule and an event that come at the same time find each other.
 */
final class ScheduleMarks {
    private static final Bson NONE =
            Updates.combine(Updates.unset(Delivery.SCHEDULE_OPTS), Updates.unset(Delivery.OPTED_OUT_BY));
    private static final Bson MAY_TAKE_PART = Filters.ne(Delivery.STATE, Delivery.text(DeliveryState.SKIPPED));

    private final MongoCollection<Document> deliveries;
    private final Schedules schedules;
    private final Clock clock;

    ScheduleMarks(MongoCollection<Document> deliveries, Schedules schedules, Clock clock) {
        this.deliveries = deliveries;
        this.schedules = schedules;
        this.clock = clock;
    }

    /** For some of the VENs of an event, by one query of schedules. */
    void mark(StoredEvent event, List<String> vens) {
        Map<VenId, List<Opt>> found =
                schedules.during(vens.stream().map(VenId::new).toList(), event.terms());
        Map<String, Bson> marks = new HashMap<>();
        found.forEach((ven, opts) -> marks.put(
                Delivery.id(event.id(), ven),
                marks(opts, event.terms().start(), event.terms().end())));
        deliveries.updateMany(
                Filters.and(
                        Filters.in(
                                "_id",
                                vens.stream()
                                        .map(ven -> Delivery.id(event.id(), new VenId(ven)))
                                        .filter(id -> !marks.containsKey(id))
                                        .toList()),
                        Filters.exists(Delivery.SCHEDULE_OPTS)),
                NONE);
        write(marks);
    }

    /** For the deliveries of one VEN whose period is not over, after its schedules have changed. */
    void refresh(VenId ven) {
        Map<String, Bson> marks = new HashMap<>();
        List<Document> open = deliveries
                .find(Filters.and(
                        Filters.eq(DocumentFields.VEN_ID, ven.value()),
                        Filters.gt(Delivery.END, Documents.date(clock.instant())),
                        MAY_TAKE_PART))
                .projection(Projections.include(Delivery.START, Delivery.END, Delivery.MARKET_CONTEXT))
                .into(new ArrayList<>());
        for (Document delivery : open) {
            Instant start = Documents.instant(delivery, Delivery.START);
            Instant end = Documents.instant(delivery, Delivery.END);
            List<Opt> opts = schedules.during(ven, start, end, delivery.getString(Delivery.MARKET_CONTEXT));
            marks.put(delivery.getString("_id"), opts.isEmpty() ? NONE : marks(opts, start, end));
        }
        write(marks);
    }

    private static Bson marks(List<Opt> opts, Instant start, Instant end) {
        return Updates.combine(
                Updates.set(
                        Delivery.SCHEDULE_OPTS,
                        opts.stream().map(Opt::toSummary).toList()),
                Schedules.optedOutBy(opts, start, end)
                        .map(opt -> Updates.set(Delivery.OPTED_OUT_BY, opt.optId()))
                        .orElseGet(() -> Updates.unset(Delivery.OPTED_OUT_BY)));
    }

    private void write(Map<String, Bson> marks) {
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        marks.forEach((id, change) ->
                updates.add(new UpdateOneModel<>(Filters.and(Filters.eq("_id", id), MAY_TAKE_PART), change)));
        if (!updates.isEmpty()) {
            deliveries.bulkWrite(updates, new BulkWriteOptions().ordered(false));
        }
    }
}
