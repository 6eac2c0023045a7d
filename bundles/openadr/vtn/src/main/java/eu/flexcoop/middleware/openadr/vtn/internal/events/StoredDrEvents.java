package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.Schedules;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.StandingOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventTargets.EventTarget;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.ReachedVen;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.TargetExpansion;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Creates events; {@link EventChanges} changes and cancels them, {@link EventReading} shows them, {@link EventDeliveries} has what VENs get
 * and answer.
 *
 * <p>An event is created in steps, so that its size does not matter: the event with status {@code creating}, its deliveries in
 * chunks, the check for overlaps, then one update that makes it visible, and the messages in the outboxes in chunks. A node
 * that stops before the event is visible leaves nothing: another node removes what is there ({@link EventUpkeep#resume}). One that stops
 * after it leaves the rest of the messages to another node.
 */
@Component(service = {DrEventService.class, StoredDrEvents.class})
public final class StoredDrEvents implements DrEventService {
    private static final Logger LOG = LoggerFactory.getLogger(StoredDrEvents.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration OVERLAP_WAIT = Duration.ofSeconds(30);

    private final MongoCollection<Document> events;
    private final EventDeliveries states;
    private final EventQueueing queueing;
    private final EventReading reading;
    private final EventChanges changes;
    private final EventUpkeep upkeep;
    private final EventCreation creation;
    private final TargetExpansion expansion;
    private final EventTargets targets;
    private final Clock clock;

    @Activate
    public StoredDrEvents(
            @Reference MongoCollections mongo,
            @Reference TargetExpansion expansion,
            @Reference StoredVenOutbox outbox,
            @Reference EventDeliveries states,
            @Reference StandingOpts opts) {
        this(mongo, expansion, outbox, states, opts, LEASE, Clock.systemUTC());
    }

    public StoredDrEvents(
            MongoCollections mongo,
            TargetExpansion expansion,
            StoredVenOutbox outbox,
            EventDeliveries states,
            StandingOpts opts,
            Duration lease,
            Clock clock) {
        Schedules schedules = new Schedules(opts);
        this.expansion = expansion;
        this.states = states;
        this.targets = new EventTargets(schedules);
        this.clock = clock;
        events = EventDocument.open(mongo);
        MongoCollection<Document> deliveries = states.documents();
        EventClaims claims = new EventClaims(events, lease);
        ScheduleMarks marks = new ScheduleMarks(deliveries, schedules, clock);
        queueing = new EventQueueing(deliveries, claims, states.notification(), outbox, marks, clock);
        EventOverlaps overlaps = new EventOverlaps(events, deliveries, OVERLAP_WAIT);
        creation = new EventCreation(deliveries, claims, overlaps);
        reading = new EventReading(events, states, clock);
        changes = new EventChanges(events, deliveries, reading, claims, queueing, overlaps, clock);
        upkeep = new EventUpkeep(events, claims, queueing, creation, clock);
    }

    @Override
    public DrEvent create(Caller caller, EventRequest request) {
        Instant now = now(clock);
        EventRules.check(request, now);
        return create(caller, expansion.of(caller, request.targets()), DeviceClasses.narrowed(request), now);
    }

    /** Creates an event for VENs that are the caller's. */
    DrEvent createFor(Caller caller, List<ReachedVen> reached, EventTerms terms) {
        Instant now = now(clock);
        EventRules.check(terms, now);
        return create(caller, reached, terms, now);
    }

    private DrEvent create(Caller caller, List<ReachedVen> reached, EventTerms terms, Instant now) {
        List<EventTarget> judged = targets.of(reached, terms);
        StoredEvent event =
                new StoredEvent(UUID.randomUUID().toString(), EventAccess.owner(caller), 0, now, now, false, terms);
        String claim = EventClaims.newClaim();
        try {
            creation.store(event, claim, judged);
        } catch (RuntimeException e) {
            creation.discard(event.id(), claim);
            throw e;
        }
        LOG.info(
                "Event {} of {} for {} VENs: {} from {}",
                event.id(),
                caller.subject(),
                judged.size(),
                event.terms().signals().get(0).name(),
                event.terms().start());
        queueing.run(event, claim, "");
        return reading.shown(caller, event);
    }

    @Override
    public DrEvent cancel(Caller caller, String eventId) {
        return changes.cancel(caller, eventId);
    }

    @Override
    public DrEvent modify(Caller caller, String eventId, int modificationNumber, EventTerms terms) {
        return changes.modify(caller, eventId, modificationNumber, terms);
    }

    @Override
    public Optional<DrEvent> find(Caller caller, String eventId) {
        return reading.find(caller, eventId);
    }

    @Override
    public List<DrEvent> list(Caller caller, int limit) {
        return reading.list(caller, limit);
    }

    @Override
    public List<EventDelivery> deliveries(Caller caller, String eventId, Optional<VenId> after, int limit) {
        return reading.deliveries(caller, eventId, after, limit);
    }

    /** In the resolution of the store, so that what is read back is what was written. */
    static Instant now(Clock clock) {
        return Instant.ofEpochMilli(clock.millis());
    }

    public EventUpkeep upkeep() {
        return upkeep;
    }

    EventReading reading() {
        return reading;
    }

    /** The collection, for those of this bundle that show it. */
    public MongoCollection<Document> documents() {
        return events;
    }

    EventDeliveries states() {
        return states;
    }
}
