package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
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

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.events.Delivery.VenEvent;

/**
 * Keeps in {@code event_delivery} one small document for each event and VEN, and finds the events that one VEN must be sent. They
 * depend on its own deliveries alone; the events behind them are read once per version and node.
 */
@Component(service = EventDeliveries.class, configurationPid = "eu.flexcoop.middleware.openadr.events")
@Designate(ocd = EventDeliveries.Config.class)
public final class EventDeliveries {
    private static final int MAX_CACHED_EVENTS = 10_000;

    /** How long events are sent. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR events")
    public @interface Config {
        @AttributeDefinition(
                min = "PT0S",
                description =
                        "How long VENs still get an event as completed after its end, so that a VEN with a slow clock"
                                + " does not take it for cancelled, ISO-8601")
        String completedGrace() default "PT1M";

        @AttributeDefinition(
                description =
                        "Market contexts whose events VENs get only when the time ei_notification before the start has come;"
                                + " * for all")
        String[] holdUntilNotification() default {};
    }

    private final MongoCollection<Document> deliveries;
    private final MongoCollection<Document> events;
    private final Duration completedGrace;
    private final NotificationTimes notification;
    private final Clock clock;
    private final ConcurrentMap<String, StoredEvent> versions = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED_EVENTS)
            .<String, StoredEvent>build()
            .asMap();

    @Activate
    public EventDeliveries(@Reference MongoCollections mongo, Config config) {
        this(
                mongo,
                Duration.parse(config.completedGrace()),
                NotificationTimes.contexts(config.holdUntilNotification()),
                Clock.systemUTC());
    }

    /** @param held market contexts whose events wait for the time of notification */
    public EventDeliveries(MongoCollections mongo, Duration completedGrace, Set<String> held, Clock clock) {
        this.notification = new NotificationTimes(held);
        this.events = EventDocument.open(mongo);
        this.completedGrace = completedGrace;
        this.clock = clock;
        deliveries = mongo.open(
                Delivery.COLLECTION,
                Retention.of(Delivery.END, Duration.ofDays(3 * 365)),
                // each ends with _id, so that sorted pages have a total order
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID, Delivery.END, "_id")),
                new IndexModel(Indexes.ascending(Delivery.EVENT_ID, Delivery.STATE, "_id")),
                new IndexModel(Indexes.ascending(Delivery.EVENT_ID, "_id")),
                new IndexModel(Indexes.compoundIndex(
                        Indexes.ascending(DocumentFields.ACCOUNT_ID), Indexes.descending(Delivery.END, "_id"))),
                new IndexModel(Indexes.compoundIndex(
                        Indexes.ascending(DocumentFields.AGGREGATOR_ID), Indexes.descending(Delivery.END, "_id"))));
    }

    /** The collection, for those of this bundle that fill or show it. */
    public MongoCollection<Document> documents() {
        return deliveries;
    }

    NotificationTimes notification() {
        return notification;
    }

    /** All events that the VEN must have on its list now. One query, once the events are known to this node. */
    public List<VenEvent> currentFor(VenId ven) {
        Instant now = clock.instant();
        List<VenEvent> current = new ArrayList<>();
        deliveries
                .find(Filters.and(
                        Filters.eq(DocumentFields.VEN_ID, ven.value()),
                        Filters.gt(Delivery.END, Documents.date(now.minus(completedGrace))),
                        Delivery.SENT_TO_VENS))
                .map(Delivery::of)
                .forEach(delivery -> version(delivery)
                        .filter(event -> delivery.isCurrent(event, now, completedGrace))
                        .filter(event -> delivery.everSent() || !notification.isHeld(event, now))
                        .ifPresent(event -> current.add(new VenEvent(event, delivery))));
        return current;
    }

    /** The version that the delivery is about, or a later one. */
    private Optional<StoredEvent> version(Delivery delivery) {
        StoredEvent known = versions.get(delivery.eventId());
        if (known != null && known.modificationNumber() >= delivery.modificationNumber()) {
            return Optional.of(known);
        }
        Optional<StoredEvent> read = Optional.ofNullable(
                        events.find(Filters.eq(EventDocument.EVENT_ID, delivery.eventId()))
                                .first())
                .map(EventDocument::read);
        read.ifPresent(event ->
                versions.merge(event.id(), event, (a, b) -> a.modificationNumber() > b.modificationNumber() ? a : b));
        return read;
    }

    /** By event, what the VEN has of events that are not over and were not skipped. */
    public Map<String, EventDelivery> notOver(VenId ven) {
        Map<String, EventDelivery> found = new HashMap<>();
        deliveries
                .find(Filters.and(
                        Filters.eq(DocumentFields.VEN_ID, ven.value()),
                        Filters.gt(Delivery.END, Documents.date(clock.instant())),
                        Delivery.SENT_TO_VENS))
                .forEach(delivery ->
                        found.put(delivery.getString(Delivery.EVENT_ID), Delivery.toEventDelivery(delivery)));
        return found;
    }

    public boolean hasOpenFor(VenId ven) {
        Instant now = clock.instant();
        return currentFor(ven).stream().anyMatch(venEvent -> venEvent.isOpen(now));
    }

    /**
     * The VEN is being sent these versions of the events.
     *
     * @return false if one has changed meanwhile, so that the events must be read again
     */
    boolean sent(VenId ven, List<VenEvent> sent) {
        Instant now = clock.instant();
        List<UpdateOneModel<Document>> updates = sent.stream()
                .flatMap(venEvent -> venEvent.toMark().stream())
                .map(delivery -> new UpdateOneModel<Document>(
                        Filters.and(
                                Filters.eq("_id", Delivery.id(delivery.eventId(), ven)),
                                Filters.eq(Delivery.MODIFICATION, delivery.modificationNumber()),
                                Filters.eq(Delivery.STATE, Delivery.text(DeliveryState.QUEUED))),
                        Updates.combine(
                                Updates.set(Delivery.STATE, Delivery.text(DeliveryState.DELIVERED)),
                                Updates.set(Delivery.EVER_SENT, true),
                                Updates.set(Delivery.DELIVERED_AT, Documents.date(now)),
                                Updates.set(DocumentFields.UPDATED, Documents.date(now)))))
                .toList();
        return updates.isEmpty()
                || deliveries
                                .bulkWrite(updates, new BulkWriteOptions().ordered(false))
                                .getMatchedCount()
                        == updates.size();
    }

    /** The event of that owner and market context that the VEN has now or will have. */
    Optional<String> running(VenId ven, String owner, String marketContext) {
        return Optional.ofNullable(deliveries
                        .find(Filters.and(
                                Filters.eq(DocumentFields.VEN_ID, ven.value()),
                                Filters.gt(Delivery.END, Documents.date(clock.instant())),
                                Filters.eq(Delivery.OWNER, owner),
                                Filters.eq(Delivery.MARKET_CONTEXT, marketContext),
                                Filters.eq(Delivery.CANCELLED, false),
                                Delivery.SENT_TO_VENS))
                        .first())
                .map(delivery -> delivery.getString(Delivery.EVENT_ID));
    }

    /**
     * Counts deliveries by state, in the database. At one point in time: a delivery that changes its state meanwhile moves in the
     * index and would be counted twice or not at all.
     *
     * @param visible restricts the deliveries that count
     */
    public Map<String, Map<DeliveryState, Long>> counts(Collection<String> eventIds, Bson visible) {
        Map<String, Map<DeliveryState, Long>> counts = new HashMap<>();
        deliveries
                .withReadConcern(ReadConcern.SNAPSHOT)
                .aggregate(List.of(
                        new Document(
                                "$match",
                                Filters.and(Filters.in(Delivery.EVENT_ID, eventIds), Delivery.COMPLETE, visible)),
                        new Document(
                                "$group",
                                new Document(
                                                "_id",
                                                new Document("event", "$" + Delivery.EVENT_ID)
                                                        .append("state", "$" + Delivery.STATE))
                                        .append("count", new Document("$sum", 1L)))))
                .forEach(group -> {
                    Document key = group.get("_id", Document.class);
                    counts.computeIfAbsent(key.getString("event"), id -> new EnumMap<>(DeliveryState.class))
                            .put(Delivery.state(key.getString("state")), group.getLong("count"));
                });
        return counts;
    }
}
