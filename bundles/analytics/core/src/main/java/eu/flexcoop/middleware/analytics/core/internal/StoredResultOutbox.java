package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.api.ClaimedRun;
import eu.flexcoop.middleware.analytics.api.ModuleResult;
import eu.flexcoop.middleware.analytics.api.ResultOutbox;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.expr;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.unset;

/** Claims of runs in {@code analytics_outbox}: each step is one atomic update under the condition that the claim is held. */
@Component(service = ResultOutbox.class)
public final class StoredResultOutbox implements ResultOutbox {
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);
    private static final int ATTEMPTS = 12;
    private static final String RESULTS = "result_";

    private static final Bson FREE = expr(new Document(
            "$lte", List.of(new Document("$ifNull", List.of("$" + OutboxFields.CLAIMED_UNTIL, new Date(0))), "$$NOW")));

    private final MongoCollections mongo;
    private final MongoCollection<Document> runs;
    private final Duration lease;

    @Activate
    public StoredResultOutbox(@Reference MongoCollections mongo, @Reference ResultRuns runs) {
        this(mongo, runs, LEASE);
    }

    /** @param lease after it the claim of a node that died is over */
    StoredResultOutbox(MongoCollections mongo, ResultRuns runs, Duration lease) {
        this.mongo = mongo;
        this.runs = runs.documents();
        this.lease = lease;
    }

    @Override
    public Optional<ClaimedRun> claim(Set<String> modules) {
        String claim = UUID.randomUUID().toString();
        List<Bson> claimed = List.of(new Document("$set", extended().append(OutboxFields.CLAIMED_BY, claim)));
        return MongoCalls.call(
                        "claim a run for publication",
                        () -> Optional.ofNullable(runs.findOneAndUpdate(
                                and(due(modules), FREE),
                                claimed,
                                new FindOneAndUpdateOptions()
                                        .sort(ascending(OutboxFields.NOT_BEFORE))
                                        .returnDocument(ReturnDocument.AFTER))))
                .map(document -> new ClaimedRun(
                        document.getString(OutboxFields.MODULE),
                        document.getString(OutboxFields.TASK),
                        claim,
                        Optional.ofNullable(document.getObjectId(OutboxFields.POSITION))
                                .map(ObjectId::toHexString)));
    }

    private static Bson due(Set<String> modules) {
        return and(in(OutboxFields.MODULE, modules), lte(OutboxFields.NOT_BEFORE, new Date()));
    }

    private Document extended() {
        return new Document(OutboxFields.CLAIMED_UNTIL, new Document("$add", List.of("$$NOW", lease.toMillis())));
    }

    private static Bson held(ClaimedRun run) {
        return and(
                eq(OutboxFields.ID, OutboxFields.id(run.module(), run.task())),
                eq(OutboxFields.CLAIMED_BY, run.claim()));
    }

    @Override
    public List<ModuleResult> results(ClaimedRun run, int most) {
        Bson ofRun = eq(StoredResults.TASK_ID, run.task());
        Bson behind = run.position()
                .map(position -> and(ofRun, gt(OutboxFields.ID, new ObjectId(position))))
                .orElse(ofRun);
        return MongoCalls.call("read results of module " + run.module(), () -> mongo.database()
                .getCollection(RESULTS + run.module())
                .find(behind)
                .sort(ascending(OutboxFields.ID))
                .limit(most)
                .map(ResultJson::result)
                .into(new ArrayList<>()));
    }

    @Override
    public Optional<ClaimedRun> advance(ClaimedRun run, ModuleResult last) {
        // progress ends a series of failures
        List<Bson> advanced = List.of(
                new Document("$set", extended().append(OutboxFields.POSITION, new ObjectId(last.id()))),
                new Document("$unset", List.of(OutboxFields.FAILURES, OutboxFields.ERROR)));
        boolean held = MongoCalls.call(
                                "store how far run %s is published".formatted(run.task()),
                                () -> runs.updateOne(held(run), advanced))
                        .getMatchedCount()
                > 0;
        return held
                ? Optional.of(new ClaimedRun(run.module(), run.task(), run.claim(), Optional.of(last.id())))
                : Optional.empty();
    }

    @Override
    public void done(ClaimedRun run) {
        MongoCalls.run("finish run " + run.task(), () -> runs.deleteOne(held(run)));
    }

    @Override
    public void release(ClaimedRun run) {
        MongoCalls.run(
                "release run " + run.task(),
                () -> runs.updateOne(
                        held(run), combine(unset(OutboxFields.CLAIMED_BY), unset(OutboxFields.CLAIMED_UNTIL))));
    }

    @Override
    public void fail(ClaimedRun run, String reason) {
        Document failures = new Document(
                        OutboxFields.FAILURES,
                        new Document(
                                "$add", List.of(new Document("$ifNull", List.of("$" + OutboxFields.FAILURES, 0)), 1)))
                .append(OutboxFields.ERROR, new Document("$literal", reason));
        Document last = new Document("$gte", List.of("$" + OutboxFields.FAILURES, ATTEMPTS));
        Document delay = new Document(
                "$min",
                List.of(
                        LONGEST_RETRY.toMillis(),
                        new Document(
                                "$multiply",
                                List.of(1_000, new Document("$pow", List.of(2, "$" + OutboxFields.FAILURES))))));
        Document next = new Document("$add", List.of("$$NOW", new Document("$toLong", delay)));
        Document outcome = new Document(OutboxFields.SET_ASIDE_AT, either(last, "$$NOW", "$$REMOVE"))
                .append(OutboxFields.NOT_BEFORE, either(last, "$$REMOVE", next));
        MongoCalls.run(
                "put back run " + run.task(),
                () -> runs.updateOne(
                        held(run),
                        List.of(
                                new Document("$set", failures),
                                new Document("$set", outcome),
                                new Document("$unset", List.of(OutboxFields.CLAIMED_BY, OutboxFields.CLAIMED_UNTIL)))));
    }

    private static Document either(Object condition, Object then, Object otherwise) {
        return new Document("$cond", List.of(condition, then, otherwise));
    }

    @Override
    public long waiting(Set<String> modules) {
        return MongoCalls.call("count the runs that wait for publication", () -> runs.countDocuments(due(modules)));
    }

    @Override
    public Optional<Duration> oldest(Set<String> modules) {
        return MongoCalls.call(
                        "find the run that waits longest for publication",
                        () -> Optional.ofNullable(runs.find(due(modules))
                                .sort(ascending(OutboxFields.NOT_BEFORE))
                                .first()))
                .map(document -> Duration.between(
                        document.getDate(OutboxFields.NOT_BEFORE).toInstant(), Instant.now()));
    }
}
