package eu.flexcoop.middleware.notify.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;

/**
 * Messages that wait for delivery, and what became of them. Any node may deliver any message: an attempt is claimed by one conditional
 * update on the server's clock, and the claim of a node that dies is over by itself. Thread-safe.
 */
@Component(service = MessageOutbox.class)
public final class MessageOutbox {
    static final String COLLECTION = "message_out";

    private static final String NOW = "$$NOW";
    private static final Duration KEPT = Duration.ofDays(30);

    private final MongoCollection<Document> messages;
    private final NotifySettings settings;

    @Activate
    public MessageOutbox(@Reference MongoCollections mongo, @Reference NotifySettings settings) {
        this.settings = settings;
        this.messages = mongo.open(
                COLLECTION,
                Retention.of(MessageFields.ENDED, KEPT),
                new IndexModel(Indexes.ascending(MessageFields.ID), new IndexOptions().unique(true)),
                new IndexModel(Indexes.compoundIndex(
                        Indexes.ascending(MessageFields.STATE, MessageFields.ATTEMPTS), Indexes.descending("_id"))));
    }

    MongoCollection<Document> messages() {
        return messages;
    }

    /**
     * Stores new messages; delivery begins at once.
     *
     * @throws eu.flexcoop.middleware.mongo.api.DuplicateKeyException if one has the id of another message
     */
    void add(List<Document> bodies) {
        Date now = new Date();
        Date end = Date.from(now.toInstant().plus(settings.retryFor()));
        for (Document body : bodies) {
            body.putIfAbsent("_id", new ObjectId());
            body.append(DocumentFields.CREATED, now)
                    .append(DocumentFields.UPDATED, now)
                    .append(MessageFields.STATE, MessageFields.PENDING)
                    .append(MessageFields.ATTEMPTS, 0)
                    .append(MessageFields.NEXT_ATTEMPT, now)
                    .append(MessageFields.GIVEN_UP, end);
        }
        MongoCalls.call("store messages", () -> messages.insertMany(bodies));
    }

    void remove(Document stored) {
        MongoCalls.call("delete a message", () -> messages.deleteOne(new Document("_id", stored.get("_id"))));
    }

    /** A message that is due: those that were never tried first, of those the newest first. */
    Optional<Document> claim() {
        Document due = new Document(MessageFields.STATE, MessageFields.PENDING)
                .append("$expr", new Document("$lte", Arrays.asList("$" + MessageFields.NEXT_ATTEMPT, NOW)));
        // an attempt takes a token and a request at most
        Duration lease = settings.timeout().multipliedBy(3);
        Document claimed = new Document(MessageFields.NEXT_ATTEMPT, later(lease))
                .append(MessageFields.ATTEMPTS, new Document("$add", Arrays.asList("$" + MessageFields.ATTEMPTS, 1)))
                .append(MessageFields.ATTEMPT_TIME, NOW)
                .append(MessageFields.CLAIM, UUID.randomUUID().toString());
        return Optional.ofNullable(messages.findOneAndUpdate(
                due,
                List.of(new Document("$set", claimed)),
                new FindOneAndUpdateOptions()
                        .sort(new Document(MessageFields.ATTEMPTS, 1).append("_id", -1))
                        .returnDocument(ReturnDocument.AFTER)));
    }

    private static Document later(Duration after) {
        return new Document("$add", Arrays.asList(NOW, after.toMillis()));
    }

    /** Records how an attempt ended. Without effect if another attempt has begun meanwhile. */
    void record(Document message, DeliveryOutcome outcome) {
        Document over = new Document("$gte", Arrays.asList(NOW, "$" + MessageFields.GIVEN_UP));
        Document set = new Document(MessageFields.RESPONSE, outcome.response()).append(DocumentFields.UPDATED, NOW);
        List<Document> steps = new ArrayList<>();
        switch (outcome.kind()) {
            case DELIVERED -> set.append(MessageFields.STATE, MessageFields.DELIVERED)
                    .append(MessageFields.ENDED, NOW);
            case REFUSED -> set.append(MessageFields.STATE, MessageFields.FAILED)
                    .append(MessageFields.ENDED, NOW);
            case UNREACHABLE -> set.append(
                            MessageFields.STATE,
                            new Document("$cond", Arrays.asList(over, MessageFields.FAILED, MessageFields.PENDING)))
                    .append(MessageFields.ENDED, new Document("$cond", Arrays.asList(over, NOW, "$$REMOVE")))
                    .append(MessageFields.NEXT_ATTEMPT, later(settings.retryInterval()));
        }
        if (!outcome.reason().isEmpty()) {
            // a reason of the recipient may look like an expression
            set.append(MessageFields.FAILURE, new Document("$literal", outcome.reason()));
        }
        steps.add(new Document("$set", set));
        if (outcome.reason().isEmpty()) {
            steps.add(new Document("$unset", MessageFields.FAILURE));
        }
        messages.updateOne(
                new Document("_id", message.get("_id"))
                        .append(MessageFields.CLAIM, message.get(MessageFields.CLAIM))
                        .append(MessageFields.STATE, MessageFields.PENDING),
                steps);
    }
}
