package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.VenOutbox;

/**
 * Keeps in {@code ven_outbox} what the VTN has to say to a box until the box has answered it; without an answer it is sent
 * again, ever more seldom. A message is there once per box and kind and gets its content when it is sent, so that many changes
 * make one message.
 */
@Component(
        service = {VenOutbox.class, StoredVenOutbox.class},
        configurationPid = "eu.flexcoop.middleware.openadr.outbox")
@Designate(ocd = StoredVenOutbox.Config.class)
public final class StoredVenOutbox implements VenOutbox {
    static final String COLLECTION = "ven_outbox";

    private static final String KIND = "kind";
    private static final String RANK = "rank";
    private static final String DUE = "due_at";
    private static final String DELIVERIES = "deliveries";
    private static final String GENERATION = "generation";
    private static final int MOST_DOUBLINGS = 6;

    /** What can wait for a box, the most urgent first. */
    enum Kind {
        REGISTER_REPORT("oadrRegisterReport"),
        EVENTS("oadrDistributeEvent"),
        CREATE_REPORT("oadrCreateReport");

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

    /** A message to be sent now; removing it with an old generation does nothing. */
    record Claim(VenId ven, Kind kind, int generation, int deliveries) {}

    /** When a message is sent again. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR outbox")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "How long a box may take to answer a message before it is sent again, ISO-8601; doubles with"
                                + " each attempt up to 64 times as long")
        String redeliverAfter() default "PT30S";
    }

    private final MongoCollection<Document> messages;
    private final StoredVenRegistry vens;
    private final Duration redeliverAfter;
    private final Clock clock;

    @Activate
    public StoredVenOutbox(@Reference MongoCollections mongo, @Reference StoredVenRegistry vens, Config config) {
        this(mongo, vens, Duration.parse(config.redeliverAfter()), Clock.systemUTC());
    }

    StoredVenOutbox(MongoCollections mongo, StoredVenRegistry vens, Duration redeliverAfter, Clock clock) {
        this.vens = vens;
        this.redeliverAfter = redeliverAfter;
        this.clock = clock;
        messages = mongo.open(
                COLLECTION,
                Retention.never(),
                new IndexModel(Indexes.ascending(Documents.VEN_ID, KIND), new IndexOptions().unique(true)));
    }

    @Override
    public List<Waiting> waiting(VenId ven) {
        return messages.find(Filters.eq(Documents.VEN_ID, ven.value()))
                .sort(Sorts.ascending(Documents.CREATED))
                .map(message -> new Waiting(
                        message.getObjectId("_id").toHexString(),
                        message.getString(KIND),
                        Documents.instant(message, Documents.CREATED),
                        Documents.number(message, DELIVERIES)))
                .into(new ArrayList<>());
    }

    /** Puts a message of that kind in for each box, in place of an older one. */
    void offer(ClientSession session, List<String> venIds, Kind kind) {
        if (venIds.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Document update = new Document(
                        "$set",
                        new Document(DUE, Documents.date(now))
                                .append(RANK, kind.ordinal())
                                .append(DELIVERIES, 0)
                                .append(Documents.UPDATED, Documents.date(now)))
                .append("$setOnInsert", new Document(Documents.CREATED, Documents.date(now)))
                .append("$inc", new Document(GENERATION, 1));
        UpdateOptions upsert = new UpdateOptions().upsert(true);
        messages.bulkWrite(
                session,
                venIds.stream()
                        .map(id -> new UpdateOneModel<Document>(
                                Filters.and(Filters.eq(Documents.VEN_ID, id), Filters.eq(KIND, kind.root)),
                                update,
                                upsert))
                        .toList(),
                new BulkWriteOptions().ordered(false));
        vens.outboxFilled(session, venIds, now);
    }

    void clear(ClientSession session, VenId ven) {
        messages.deleteMany(session, Filters.eq(Documents.VEN_ID, ven.value()));
    }

    /** The most urgent message that is due; it is due again later, in case no answer comes. */
    Optional<Claim> claim(VenId ven) {
        Instant now = clock.instant();
        Document wait = new Document(
                "$multiply",
                List.of(
                        redeliverAfter.toMillis(),
                        new Document(
                                "$pow", List.of(2, new Document("$min", List.of("$" + DELIVERIES, MOST_DOUBLINGS))))));
        Document taken = messages.findOneAndUpdate(
                Filters.and(Filters.eq(Documents.VEN_ID, ven.value()), Filters.lte(DUE, Documents.date(now))),
                List.of(new Document(
                        "$set",
                        new Document(DUE, new Document("$add", List.of(Documents.date(now), wait)))
                                .append(DELIVERIES, new Document("$add", List.of("$" + DELIVERIES, 1))))),
                new FindOneAndUpdateOptions().sort(Sorts.ascending(RANK)).returnDocument(ReturnDocument.AFTER));
        return Optional.ofNullable(taken).map(StoredVenOutbox::claimOf);
    }

    /** What waits of that kind, due or not. */
    Optional<Claim> find(VenId ven, Kind kind) {
        return Optional.ofNullable(messages.find(
                                Filters.and(Filters.eq(Documents.VEN_ID, ven.value()), Filters.eq(KIND, kind.root)))
                        .first())
                .map(StoredVenOutbox::claimOf);
    }

    private static Claim claimOf(Document message) {
        return new Claim(
                new VenId(message.getString(Documents.VEN_ID)),
                Kind.of(message.getString(KIND)),
                Documents.number(message, GENERATION),
                Documents.number(message, DELIVERIES));
    }

    /** The box has answered, or there is nothing left to say; a message put in since the claim stays. */
    void remove(Claim claim) {
        messages.deleteOne(Filters.and(
                Filters.eq(Documents.VEN_ID, claim.ven().value()),
                Filters.eq(KIND, claim.kind().root),
                Filters.eq(GENERATION, claim.generation())));
    }

    void acknowledge(VenId ven, Kind kind) {
        find(ven, kind).filter(claim -> claim.deliveries() > 0).ifPresent(this::remove);
    }

    /** When the next message is due; absent if nothing waits. */
    Optional<Instant> nextDue(VenId ven) {
        return Optional.ofNullable(messages.find(Filters.eq(Documents.VEN_ID, ven.value()))
                        .sort(Sorts.ascending(DUE))
                        .projection(Projections.include(DUE))
                        .first())
                .map(message -> Documents.instant(message, DUE));
    }
}
