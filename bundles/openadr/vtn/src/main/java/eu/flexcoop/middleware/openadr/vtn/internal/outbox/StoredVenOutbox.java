package eu.flexcoop.middleware.openadr.vtn.internal.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.CollectionFollower;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.VenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;

/**
 * Keeps in {@code ven_outbox} the messages to a VEN until the VEN has answered them; without an answer a message is sent
 * again, with exponential back-off. There is one message per VEN and kind, which gets its content when it is sent, so that many
 * changes make one message.
 */
@Component(
        service = {VenOutbox.class, StoredVenOutbox.class},
        configurationPid = "eu.flexcoop.middleware.openadr.outbox")
@Designate(ocd = StoredVenOutbox.Config.class)
public final class StoredVenOutbox implements VenOutbox {
    public static final String COLLECTION = "ven_outbox";

    static final String KIND = "kind";
    private static final String RANK = "rank";
    static final String DUE = "due_at";
    static final String DELIVERIES = "deliveries";
    /** Names one putting-in of the message; later ones are greater. */
    static final String OFFER = "offer";

    private static final int MOST_DOUBLINGS = 6;

    /** What can wait for a VEN, the most urgent first. */
    public enum Kind {
        CANCEL_PARTY_REGISTRATION("oadrCancelPartyRegistration"),
        REQUEST_REREGISTRATION("oadrRequestReregistration"),
        REGISTER_REPORT("oadrRegisterReport"),
        EVENTS("oadrDistributeEvent"),
        CREATE_REPORT("oadrCreateReport"),
        CANCEL_REPORT("oadrCancelReport"),
        UPDATE_REPORT("oadrUpdateReport");

        private final String root;

        Kind(String root) {
            this.root = root;
        }

        private static Kind of(String root) {
            for (Kind kind : values()) {
                if (kind.root.equals(root)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("'%s' is no kind of message in %s".formatted(root, COLLECTION));
        }
    }

    /** A message to be sent now; removing it does nothing if it was put in again since. */
    public record Claim(ObjectId id, VenId ven, Kind kind, String offer, int deliveries) {}

    /** When a message is sent again. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR outbox")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "How long a VEN may take to answer a message before it is sent again, ISO-8601; doubles with"
                                + " each attempt up to 64 times as long")
        String redeliverAfter() default "PT30S";
    }

    private final MongoCollection<Document> messages;
    private final PushSchedule pushes;
    private final Duration redeliverAfter;
    private final Clock clock;
    private final OutboxView view = new OutboxView();
    private final CollectionFollower follower;

    @Activate
    public StoredVenOutbox(@Reference MongoCollections mongo, @Reference PushSchedule pushes, Config config) {
        this(mongo, pushes, Duration.parse(config.redeliverAfter()), Clock.systemUTC());
    }

    public StoredVenOutbox(MongoCollections mongo, PushSchedule pushes, Duration redeliverAfter, Clock clock) {
        this.pushes = pushes;
        this.redeliverAfter = redeliverAfter;
        this.clock = clock;
        messages = mongo.open(
                COLLECTION,
                Retention.never(),
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID, KIND), new IndexOptions().unique(true)),
                new IndexModel(Indexes.ascending(DUE)));
        follower = new CollectionFollower(messages, view);
    }

    @Deactivate
    public void close() {
        follower.close();
    }

    public CollectionFollower follower() {
        return follower;
    }

    /** True if the VEN has no message that is due now, by this node's memory; false also if that is not current. */
    public boolean isQuiet(VenId ven) {
        return follower.isCurrent() && !view.isDue(ven.value(), clock.instant());
    }

    @Override
    public List<Waiting> waiting(VenId ven) {
        return messages.find(Filters.eq(DocumentFields.VEN_ID, ven.value()))
                .sort(Sorts.ascending(DocumentFields.CREATED))
                .map(StoredVenOutbox::waitingOf)
                .into(new ArrayList<>());
    }

    @Override
    public List<Waiting> list(Filter filter, Optional<Place> after, int limit) {
        List<Bson> conditions = new ArrayList<>();
        filter.ven().ifPresent(ven -> conditions.add(Filters.eq(DocumentFields.VEN_ID, ven.value())));
        filter.state()
                .ifPresent(state ->
                        conditions.add(state == State.QUEUED ? Filters.eq(DELIVERIES, 0) : Filters.gt(DELIVERIES, 0)));
        after.ifPresent(place -> conditions.add(Filters.or(
                Filters.gt(DocumentFields.VEN_ID, place.ven().value()),
                Filters.and(Filters.eq(DocumentFields.VEN_ID, place.ven().value()), Filters.gt(KIND, place.kind())))));
        return messages.find(conditions.isEmpty() ? new Document() : Filters.and(conditions))
                .sort(Sorts.ascending(DocumentFields.VEN_ID, KIND))
                .limit(limit)
                .map(StoredVenOutbox::waitingOf)
                .into(new ArrayList<>());
    }

    private static Waiting waitingOf(Document message) {
        return new Waiting(
                message.getObjectId("_id").toHexString(),
                new VenId(message.getString(DocumentFields.VEN_ID)),
                message.getString(KIND),
                Documents.instant(message, DocumentFields.CREATED),
                Documents.instant(message, DUE),
                Documents.number(message, DELIVERIES));
    }

    @Override
    public List<Waiting> discard(VenId ven) {
        List<Waiting> removed = new ArrayList<>();
        Bson any = Filters.eq(DocumentFields.VEN_ID, ven.value());
        for (Document message = messages.findOneAndDelete(any); message != null; ) {
            removed.add(waitingOf(message));
            view.drop(message.getObjectId("_id"));
            message = messages.findOneAndDelete(any);
        }
        return removed;
    }

    /** Messages for all VENs, from memory. */
    long count() {
        return view.size();
    }

    /** How long the message that has been due the longest has waited for its VEN, from memory; zero if none is due. */
    Duration longestDue() {
        Instant now = clock.instant();
        return view.earliestDue()
                .map(due -> Duration.between(due, now))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    /** The collection, for those of this package that show it. */
    MongoCollection<Document> documents() {
        return messages;
    }

    /** Puts a message of that kind in for each VEN, in place of an older one. */
    public void offer(List<String> venIds, Kind kind) {
        Instant now = clock.instant();
        String offer = new ObjectId().toHexString();
        UpdateOptions upsert = new UpdateOptions().upsert(true);
        List<UpdateOneModel<Document>> writes = venIds.stream()
                .map(ven -> new UpdateOneModel<Document>(
                        Filters.and(Filters.eq(DocumentFields.VEN_ID, ven), Filters.eq(KIND, kind.root)),
                        new Document(
                                        "$set",
                                        new Document(OFFER, offer)
                                                .append(DUE, Documents.date(now))
                                                .append(RANK, kind.ordinal())
                                                .append(DELIVERIES, 0)
                                                .append(DocumentFields.UPDATED, Documents.date(now)))
                                .append("$setOnInsert", new Document(DocumentFields.CREATED, Documents.date(now))),
                        upsert))
                .toList();
        boolean pushed = !venIds.isEmpty() && pushes.announce(venIds);
        MongoCalls.bulkUpsert(messages, writes);
        venIds.forEach(ven -> view.offered(ven, kind.root, offer, now));
        if (pushed) {
            pushes.queued(venIds);
        }
    }

    public void clear(VenId ven) {
        messages.deleteMany(Filters.eq(DocumentFields.VEN_ID, ven.value()));
        view.cleared(ven.value());
    }

    /** The message never reached the VEN: it is due at once, as if it had not been claimed. Does nothing if it was put in again. */
    public void release(Claim claim) {
        Document released = messages.findOneAndUpdate(
                Filters.and(
                        Filters.eq("_id", claim.id()),
                        Filters.eq(OFFER, claim.offer()),
                        Filters.eq(DELIVERIES, claim.deliveries())),
                Updates.combine(
                        // views take the greater offer for the newer state
                        Updates.set(OFFER, new ObjectId().toHexString()),
                        Updates.set(DUE, Documents.date(clock.instant())),
                        Updates.set(DELIVERIES, claim.deliveries() - 1)),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
        if (released != null) {
            view.put(released);
        }
    }

    /** How long until a message to the VEN is due; zero if one is now, empty if none waits. */
    public Optional<Duration> untilDue(VenId ven) {
        return Optional.ofNullable(messages.find(Filters.eq(DocumentFields.VEN_ID, ven.value()))
                        .sort(Sorts.ascending(DUE))
                        .first())
                .map(message -> Duration.between(clock.instant(), Documents.instant(message, DUE)))
                .map(until -> until.isNegative() ? Duration.ZERO : until);
    }

    /** When VENs that do not poll are sent to. */
    public PushSchedule pushes() {
        return pushes;
    }

    /** The most urgent message that is due; it is due again later, in case no answer comes. */
    public Optional<Claim> claim(VenId ven) {
        Instant now = clock.instant();
        Map<String, OutboxView.Waiting> known = view.of(ven.value());
        Document wait = new Document(
                "$multiply",
                List.of(
                        redeliverAfter.toMillis(),
                        new Document(
                                "$pow", List.of(2, new Document("$min", List.of("$" + DELIVERIES, MOST_DOUBLINGS))))));
        Document taken = messages.findOneAndUpdate(
                Filters.and(Filters.eq(DocumentFields.VEN_ID, ven.value()), Filters.lte(DUE, Documents.date(now))),
                List.of(new Document(
                        "$set",
                        new Document(DUE, new Document("$add", List.of(Documents.date(now), wait)))
                                .append(DELIVERIES, new Document("$add", List.of("$" + DELIVERIES, 1))))),
                new FindOneAndUpdateOptions().sort(Sorts.ascending(RANK)).returnDocument(ReturnDocument.AFTER));
        if (taken != null) {
            view.put(taken);
        } else {
            view.notDue(ven.value(), known, now);
        }
        return Optional.ofNullable(taken).map(StoredVenOutbox::claimOf);
    }

    /**
     * What waits of that kind, due or not, from memory where that is current. It may be behind; {@link #remove} of an
     * outdated claim removes nothing.
     */
    public Optional<Claim> known(VenId ven, Kind kind) {
        if (!follower.isCurrent()) {
            return find(ven, kind);
        }
        OutboxView.Waiting message = view.of(ven.value()).get(kind.root);
        if (message == null) {
            return Optional.empty();
        }
        return message.id() == null
                ? find(ven, kind)
                : Optional.of(new Claim(message.id(), ven, kind, message.offer(), message.deliveries()));
    }

    private Optional<Claim> find(VenId ven, Kind kind) {
        return Optional.ofNullable(messages.find(Filters.and(
                                Filters.eq(DocumentFields.VEN_ID, ven.value()), Filters.eq(KIND, kind.root)))
                        .first())
                .map(StoredVenOutbox::claimOf);
    }

    private static Claim claimOf(Document message) {
        return new Claim(
                message.getObjectId("_id"),
                new VenId(message.getString(DocumentFields.VEN_ID)),
                Kind.of(message.getString(KIND)),
                message.getString(OFFER),
                Documents.number(message, DELIVERIES));
    }

    /** The VEN has answered, or there is nothing left to send; a message put in since the claim stays. */
    public void remove(Claim claim) {
        boolean removed =
                messages.deleteOne(Filters.and(Filters.eq("_id", claim.id()), Filters.eq(OFFER, claim.offer())))
                                .getDeletedCount()
                        > 0;
        if (removed) {
            view.drop(claim.id());
        }
    }

    public void acknowledge(VenId ven, Kind kind) {
        find(ven, kind).filter(claim -> claim.deliveries() > 0).ifPresent(this::remove);
    }
}
