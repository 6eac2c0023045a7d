package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.EventRef;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.Opt;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.Schedules;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.StandingOpts;

/**
 * Keeps on deliveries the opts of EiOpt for events. Of those for the whole VEN the one created last decides about the event; without
 * one the answer in {@code oadrCreatedEvent} does. Those for a part of the VEN are kept beside it. Thread-safe.
 */
public final class EventOpts {
    private static final int ATTEMPTS = 10;

    private final MongoCollection<Document> deliveries;
    private final ScheduleMarks marks;
    private final Clock clock;

    public EventOpts(EventDeliveries events, StandingOpts opts, Clock clock) {
        this.deliveries = events.documents();
        this.marks = new ScheduleMarks(deliveries, new Schedules(opts), clock);
        this.clock = clock;
    }

    /**
     * The delivery that an opt is about.
     *
     * @param current the opt is about the version that the VEN has to answer
     * @param end of the event
     * @param over the event has ended; opts change nothing any more
     * @param groupIds groups by which the VEN got the event
     */
    public record Qualified(boolean current, Instant end, boolean over, List<String> groupIds) {}

    /** Empty if the VEN does not get such an event. */
    public Optional<Qualified> qualify(VenId ven, EventRef event) {
        return Optional.ofNullable(find(ven, event.eventId())).map(delivery -> {
            Instant end = Documents.instant(delivery, Delivery.END);
            return new Qualified(
                    Documents.longNumber(delivery, Delivery.MODIFICATION) == event.modificationNumber(),
                    end,
                    !clock.instant().isBefore(end),
                    delivery.getList(Delivery.GROUP_IDS, String.class, List.of()));
        });
    }

    private Document find(VenId ven, String eventId) {
        return deliveries
                .find(Filters.and(Filters.eq("_id", Delivery.id(eventId, ven)), Delivery.SENT_TO_VENS))
                .first();
    }

    /** @return false if the event has another version now; nothing is stored then */
    public boolean put(VenId ven, EventRef event, Opt opt) {
        return change(ven, event, opts -> {
                    List<Document> changed = without(opts, opt.optId());
                    changed.add(opt.toSummary());
                    return changed;
                })
                .isPresent();
    }

    /**
     * What held before holds again.
     *
     * @return whether the VEN has to answer the event again, since nothing else decides about it
     */
    public boolean remove(VenId ven, EventRef event, String optId) {
        return change(ven, event, opts -> without(opts, optId))
                .filter(DeliveryState.QUEUED::equals)
                .isPresent();
    }

    private static List<Document> without(List<Document> opts, String optId) {
        List<Document> rest = new ArrayList<>(opts);
        rest.removeIf(opt -> optId.equals(opt.getString(Opt.OPT_ID)));
        return rest;
    }

    /** The state afterwards; empty if the event has another version now. */
    private Optional<DeliveryState> change(VenId ven, EventRef event, UnaryOperator<List<Document>> change) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Document delivery = find(ven, event.eventId());
            if (delivery == null
                    || Documents.longNumber(delivery, Delivery.MODIFICATION) != event.modificationNumber()) {
                return Optional.empty();
            }
            List<Document> opts = change.apply(Documents.list(delivery, Delivery.EVENT_OPTS));
            DeliveryState state = stateWith(opts, delivery);
            Bson unchanged = Filters.and(
                    Filters.eq("_id", Delivery.id(event.eventId(), ven)),
                    Filters.eq(Delivery.MODIFICATION, event.modificationNumber()),
                    Filters.eq(Delivery.ANSWERS, delivery.get(Delivery.ANSWERS)));
            if (deliveries.updateOne(unchanged, update(delivery, opts, state)).getMatchedCount() > 0) {
                return Optional.of(state);
            }
        }
        throw new UnavailableException("Event %s is being answered by others".formatted(event.eventId()), null);
    }

    private static Optional<Opt> decisive(List<Document> opts) {
        return opts.stream()
                .map(Opt::of)
                .filter(Opt::isForWholeVen)
                // of two that were created at the same time the one that came last
                .reduce((a, b) -> b.createdAt().isBefore(a.createdAt()) ? a : b);
    }

    private static DeliveryState stateWith(List<Document> opts, Document delivery) {
        return decisive(opts)
                .map(opt -> EventAnswers.state(opt.type()))
                .or(() -> EventAnswers.lastWanted(delivery).map(EventAnswers::stateOf))
                .orElseGet(() -> delivery.getBoolean(Delivery.DECIDED_BY_OPT, false)
                        ? DeliveryState.QUEUED
                        : Delivery.state(delivery.getString(Delivery.STATE)));
    }

    private Bson update(Document delivery, List<Document> opts, DeliveryState state) {
        boolean decided = decisive(opts).isPresent();
        List<Bson> changes = new ArrayList<>(List.of(
                opts.isEmpty() ? Updates.unset(Delivery.EVENT_OPTS) : Updates.set(Delivery.EVENT_OPTS, opts),
                decided ? Updates.set(Delivery.DECIDED_BY_OPT, true) : Updates.unset(Delivery.DECIDED_BY_OPT),
                Updates.inc(Delivery.ANSWERS, 1),
                Updates.set(Delivery.STATE, Delivery.text(state)),
                Updates.set(Delivery.EVER_SENT, true),
                Updates.set(DocumentFields.UPDATED, Documents.date(clock.instant()))));
        if (decided) {
            changes.add(Updates.set(Delivery.RESPONSE_CODE, "200"));
            changes.add(Updates.set(Delivery.ANSWERED_AT, Documents.date(clock.instant())));
        } else {
            changes.add(EventAnswers.lastWanted(delivery)
                    .map(last -> Updates.set(Delivery.RESPONSE_CODE, EventAnswers.codeOf(last)))
                    .orElseGet(() -> Updates.unset(Delivery.RESPONSE_CODE)));
        }
        return Updates.combine(changes);
    }

    /** Shows on the deliveries of the VEN which of its schedules concern them, after a schedule has changed. */
    public void schedulesChanged(VenId ven) {
        marks.refresh(ven);
    }
}
