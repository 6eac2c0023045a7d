package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * When something is to be sent to each VEN that does not poll, in {@code ven_push}, one document per VEN. A node claims a VEN before it
 * sends to it, so that there is one message in flight per VEN over all nodes; a claim that nobody ends is over when its lease is. Times
 * are those of the database server. Each step is one atomic update. Thread-safe.
 */
@Component(service = PushSchedule.class)
public final class PushSchedule {
    public static final String COLLECTION = "ven_push";

    /** When the VEN is claimed next; while it is claimed, the end of the lease; absent if nothing waits. */
    private static final String DUE = "due_at";

    private static final String HOLDER = "holder";
    /** How often something was queued, to know at the end of a claim whether there is something new. */
    private static final String WAKES = "wakes";

    private static final String FAILURES = "failures";
    private static final String NOW = "$$NOW";
    private static final String REMOVE = "$$REMOVE";
    /** Nobody comes for a message before it is stored, and somebody does if its node stops in between. */
    private static final long ANNOUNCED_MILLIS = 5000;

    private static final Document IS_HELD = new Document("$ne", List.of(type(HOLDER), "missing"));
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    /** The right to send to a VEN. */
    public record Claim(VenId ven, String holder, long wakes) {}

    private final MongoCollection<Document> pushes;
    private volatile Runnable wake = () -> {};

    @Activate
    public PushSchedule(@Reference MongoCollections mongo) {
        pushes = mongo.open(
                COLLECTION,
                Retention.never(),
                new IndexModel(Indexes.ascending(DUE), new IndexOptions().sparse(true)),
                new IndexModel(Indexes.ascending(HOLDER), new IndexOptions().sparse(true)));
    }

    private static Document type(String field) {
        return new Document("$type", "$" + field);
    }

    /** @param newWake is called on this node when something has become due; must return at once */
    public void onWake(Runnable newWake) {
        wake = newWake;
    }

    /** From now on the VEN is sent to. Forgets what failed before. */
    public void add(VenId ven) {
        pushes.updateOne(
                Filters.eq("_id", ven.value()),
                List.of(new Document(
                        "$set",
                        new Document(DUE, new Document("$cond", List.of(IS_HELD, "$" + DUE, NOW)))
                                .append(WAKES, plusOne(WAKES))
                                .append(FAILURES, 0))),
                new UpdateOptions().upsert(true));
        wake.run();
    }

    /** The VEN polls, or is not registered any more. */
    public void remove(VenId ven) {
        pushes.deleteOne(Filters.eq("_id", ven.value()));
    }

    /**
     * A message for each of the VENs is about to be stored. Those that poll are not concerned.
     *
     * @return whether {@link #queued} has to be called afterwards
     */
    public boolean announce(List<String> vens) {
        Document soon = new Document("$add", List.of(NOW, ANNOUNCED_MILLIS));
        return pushes.updateMany(
                                Filters.in("_id", vens),
                                List.of(new Document(
                                        "$set",
                                        new Document(DUE, new Document("$ifNull", List.of("$" + DUE, soon)))
                                                .append(WAKES, plusOne(WAKES)))))
                        .getMatchedCount()
                > 0;
    }

    /**
     * The messages are stored. A VEN that failed is not bothered before its pause is over. One that is claimed may have been looked
     * at before they were stored, so that it has to be looked at once more.
     */
    public void queued(List<String> vens) {
        Document isIdle = new Document(
                "$and",
                List.of(
                        new Document("$eq", List.of(type(HOLDER), "missing")),
                        new Document("$eq", List.of("$" + FAILURES, 0))));
        pushes.updateMany(
                Filters.in("_id", vens),
                List.of(new Document(
                        "$set",
                        new Document(WAKES, plusOne(WAKES))
                                .append(DUE, new Document("$cond", List.of(isIdle, NOW, "$" + DUE))))));
        wake.run();
    }

    /** The VEN has called and so can be reached; what failed is forgotten. */
    public void called(VenId ven) {
        pushes.updateOne(
                Filters.eq("_id", ven.value()), Updates.combine(Updates.set(FAILURES, 0), Updates.inc(WAKES, 1L)));
        pushes.updateOne(
                Filters.and(Filters.eq("_id", ven.value()), Filters.exists(HOLDER, false), Filters.exists(DUE, true)),
                List.of(new Document("$set", new Document(DUE, NOW))));
        wake.run();
    }

    private static Document plusOne(String field) {
        return new Document("$add", List.of(new Document("$ifNull", List.of("$" + field, 0L)), 1L));
    }

    /**
     * Claims VENs that are due, the longest due first. Three commands, whatever their number.
     *
     * @param limit at most so many
     */
    public List<Claim> claim(int limit, Duration lease) {
        // the server's clock decides; a clock of this node that is behind would only come a moment later
        List<String> due = pushes.find(
                        Filters.lte(DUE, Documents.date(Instant.now().plusMillis(ANNOUNCED_MILLIS / 5))))
                .sort(Sorts.ascending(DUE))
                .limit(limit)
                .projection(Projections.include("_id"))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
        if (due.isEmpty()) {
            return List.of();
        }
        String holder = new ObjectId().toHexString();
        Bson isDue = Filters.expr(new Document("$lte", List.of("$" + DUE, NOW)));
        long claimed = pushes.updateMany(
                        Filters.and(Filters.in("_id", due), Filters.exists(DUE, true), isDue),
                        List.of(new Document(
                                "$set",
                                new Document(HOLDER, holder)
                                        .append(DUE, new Document("$add", List.of(NOW, lease.toMillis()))))))
                .getModifiedCount();
        if (claimed == 0) {
            return List.of();
        }
        return pushes.find(Filters.eq(HOLDER, holder))
                .map(document ->
                        new Claim(new VenId(document.getString("_id")), holder, Documents.longNumber(document, WAKES)))
                .into(new ArrayList<>());
    }

    /**
     * The VEN could be reached. It is due again at once if something was queued in the meantime.
     *
     * @param next when to come again, from now on; negative if nothing waits
     */
    public void succeeded(Claim claim, Duration next) {
        Object later = next.isNegative() ? REMOVE : new Document("$add", List.of(NOW, next.toMillis()));
        Document isNew = new Document("$ne", List.of("$" + WAKES, claim.wakes()));
        Document after =
                end(claim, new Document(DUE, new Document("$cond", List.of(isNew, NOW, later))).append(FAILURES, 0));
        if (after != null && after.containsKey(DUE)) {
            wake.run();
        }
    }

    /**
     * The VEN could not be reached.
     *
     * @return failures in a row; 0 if the claim was lost
     */
    public int failed(Claim claim) {
        Document after = pushes.findOneAndUpdate(held(claim), Updates.inc(FAILURES, 1), AFTER);
        return after == null ? 0 : Documents.number(after, FAILURES);
    }

    /** Ends the claim after a failure; the VEN is due again after the pause. */
    public void pause(Claim claim, Duration pause) {
        end(claim, new Document(DUE, new Document("$add", List.of(NOW, pause.toMillis()))));
    }

    private Document end(Claim claim, Document set) {
        return pushes.findOneAndUpdate(held(claim), List.of(new Document("$set", set.append(HOLDER, REMOVE))), AFTER);
    }

    private static Bson held(Claim claim) {
        return Filters.and(Filters.eq("_id", claim.ven().value()), Filters.eq(HOLDER, claim.holder()));
    }
}
