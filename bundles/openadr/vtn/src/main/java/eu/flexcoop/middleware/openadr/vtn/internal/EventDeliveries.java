package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.openadr.api.DeliveryState;

/** The events as the boxes see them: which ones a box must have, that it was sent them, and what it said. */
@Component(service = EventDeliveries.class, configurationPid = "eu.flexcoop.middleware.openadr.events")
@Designate(ocd = EventDeliveries.Config.class)
public final class EventDeliveries {
    private static final String DELIVERY_VEN = EventDocument.DELIVERIES + "." + Documents.VEN_ID;
    private static final String DELIVERY = EventDocument.DELIVERIES + ".$.";

    /** How long events are told. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR events")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "How long boxes still get an event as completed after its end, so that a box with a slow clock"
                                + " does not take it for cancelled, ISO-8601")
        String completedGrace() default "PT1M";
    }

    private final MongoCollection<Document> events;
    private final Duration completedGrace;
    private final Clock clock;

    @Activate
    public EventDeliveries(@Reference MongoCollections mongo, Config config) {
        this(mongo, Duration.parse(config.completedGrace()), Clock.systemUTC());
    }

    EventDeliveries(MongoCollections mongo, Duration completedGrace, Clock clock) {
        this.events = EventDocument.open(mongo);
        this.completedGrace = completedGrace;
        this.clock = clock;
    }

    /** All events that the box must have on its list now. */
    List<StoredEvent> currentFor(VenId ven) {
        Instant now = clock.instant();
        return events
                .find(Filters.and(
                        Filters.eq(EventDocument.VEN_IDS, ven.value()),
                        Filters.gt(EventDocument.END, Documents.date(now.minus(completedGrace)))))
                .map(EventDocument::read)
                .into(new ArrayList<>())
                .stream()
                .filter(event -> event.isCurrentFor(ven, now, completedGrace))
                .toList();
    }

    boolean hasOpenFor(VenId ven) {
        Instant now = clock.instant();
        return currentFor(ven).stream().anyMatch(event -> event.isOpenFor(ven, now));
    }

    /** The box is being sent these versions of the events. */
    void sent(VenId ven, List<StoredEvent> sent) {
        Instant now = clock.instant();
        List<UpdateOneModel<Document>> updates = sent.stream()
                .filter(event -> event.deliveryTo(ven)
                        .filter(d -> d.state() == DeliveryState.QUEUED)
                        .isPresent())
                .map(event -> new UpdateOneModel<Document>(
                        Filters.and(
                                Filters.eq(EventDocument.EVENT_ID, event.id()),
                                Filters.eq(EventDocument.MODIFICATION, event.modificationNumber()),
                                Filters.elemMatch(
                                        EventDocument.DELIVERIES,
                                        Filters.and(
                                                Filters.eq(Documents.VEN_ID, ven.value()),
                                                Filters.eq(
                                                        EventDocument.STATE,
                                                        EventDocument.text(DeliveryState.QUEUED))))),
                        Updates.combine(
                                Updates.set(
                                        DELIVERY + EventDocument.STATE, EventDocument.text(DeliveryState.DELIVERED)),
                                Updates.set(DELIVERY + EventDocument.EVER_SENT, true),
                                Updates.set(DELIVERY + "delivered_at", Documents.date(now)))))
                .toList();
        if (!updates.isEmpty()) {
            events.bulkWrite(updates);
        }
    }

    /** What became of a box's answer. */
    enum Answered {
        STORED,
        UNKNOWN_EVENT,
        STALE
    }

    /** Stores what the box said about that version of the event. */
    Answered answer(VenId ven, String eventId, long modificationNumber, DeliveryState state, String code) {
        Instant now = clock.instant();
        Bson event = Filters.and(Filters.eq(EventDocument.EVENT_ID, eventId), Filters.eq(DELIVERY_VEN, ven.value()));
        boolean stored = events.updateOne(
                                Filters.and(event, Filters.eq(EventDocument.MODIFICATION, modificationNumber)),
                                Updates.combine(
                                        Updates.set(DELIVERY + EventDocument.STATE, EventDocument.text(state)),
                                        Updates.set(DELIVERY + EventDocument.EVER_SENT, true),
                                        Updates.set(DELIVERY + "response_code", code),
                                        Updates.set(DELIVERY + "answered_at", Documents.date(now))))
                        .getMatchedCount()
                > 0;
        if (stored) {
            return Answered.STORED;
        }
        return check(ven, eventId, modificationNumber) == Answered.UNKNOWN_EVENT
                ? Answered.UNKNOWN_EVENT
                : Answered.STALE;
    }

    /** As {@link #answer}, but changes nothing. */
    Answered check(VenId ven, String eventId, long modificationNumber) {
        return Optional.ofNullable(events.find(Filters.and(
                                Filters.eq(EventDocument.EVENT_ID, eventId), Filters.eq(DELIVERY_VEN, ven.value())))
                        .first())
                .map(event -> Documents.number(event, EventDocument.MODIFICATION) == modificationNumber
                        ? Answered.STORED
                        : Answered.STALE)
                .orElse(Answered.UNKNOWN_EVENT);
    }
}
