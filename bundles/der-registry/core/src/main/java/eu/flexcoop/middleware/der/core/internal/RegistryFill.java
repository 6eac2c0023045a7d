package eu.flexcoop.middleware.der.core.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.api.RegisteredBoxes;

/**
 * Fills the registry once from what the boxes registered before it was there, or before its rules of derivation changed. One node does it,
 * under a lease, and notes after each box how far it is, so that another one goes on if it stops.
 */
@Component(
        service = {},
        immediate = true)
public final class RegistryFill {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryFill.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private static final String ID = "fill";
    private static final String RULES = "rules";
    private static final String DONE = "done";
    private static final String NODE = "node";
    private static final String LEASE_UNTIL = "lease_until";
    private static final String AFTER = "after";
    private static final FindOneAndUpdateOptions AFTERWARDS =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    /** Somebody else fills the registry, after a pause of this node. */
    private static final class LeaseLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final String node = UUID.randomUUID().toString();
    private final DerStore store;
    private final MongoCollection<Document> state;
    private final RegisteredBoxes boxes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "der-fill");
        created.setDaemon(true);
        return created;
    });

    @Activate
    public RegistryFill(@Reference DerStore store, @Reference RegisteredBoxes boxes) {
        this(boxes, store);
        thread.execute(this::runInBackground);
    }

    /** Does nothing by itself. */
    static RegistryFill idle(DerStore store, RegisteredBoxes boxes) {
        return new RegistryFill(boxes, store);
    }

    private RegistryFill(RegisteredBoxes boxes, DerStore store) {
        this.store = store;
        this.state = store.state();
        this.boxes = boxes;
    }

    @Deactivate
    public void close() {
        thread.shutdownNow();
    }

    private void runInBackground() {
        boolean over = false;
        try {
            over = run(Derivation.VERSION);
        } catch (UnavailableException e) {
            LOG.info("The registry of DERs is filled later: {}", e.getMessage());
        } catch (LeaseLostException e) {
            LOG.info("Another node goes on to fill the registry of DERs");
        } catch (RuntimeException e) { // the executor would keep it to itself
            LOG.error("The registry of DERs is not filled", e);
        }
        if (!over && !thread.isShutdown()) {
            thread.schedule(this::runInBackground, RETRY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** @return whether the registry is filled by these rules or later ones; false while another node does it */
    boolean run(int rules) {
        Optional<Document> claimed = claim(rules);
        if (claimed.isEmpty()) {
            return isDone(rules);
        }
        String after = claimed.get().getString(AFTER);
        LOG.info("Filling the registry of DERs by rules {}, after box '{}'", rules, after);
        boxes.forEach(after.isEmpty() ? Optional.empty() : Optional.of(new VenId(after)), box -> {
            fill(box);
            note(
                    rules,
                    new Document(AFTER, box.owner().ven().value())
                            .append(LEASE_UNTIL, new Document("$add", List.of("$$NOW", LEASE.toMillis()))));
        });
        note(rules, new Document(DONE, true));
        LOG.info("The registry of DERs is filled");
        return true;
    }

    private void fill(RegisteredBox box) {
        try {
            store.register(box);
        } catch (UnavailableException e) {
            throw e;
        } catch (RuntimeException e) { // one document that cannot be stored must not keep the others out
            LOG.error("The DERs of VEN {} are not in the registry", box.owner().ven(), e);
        }
    }

    private Optional<Document> claim(int rules) {
        return MongoCalls.call("claim the filling of the registry of DERs", () -> {
            state.updateOne(
                    Filters.eq(DerFields.ID, ID),
                    new Document("$setOnInsert", new Document(RULES, 0).append(DONE, true)),
                    new UpdateOptions().upsert(true));
            Bson open = Filters.and(
                    Filters.eq(RULES, rules),
                    Filters.eq(DONE, false),
                    Filters.or(
                            Filters.eq(NODE, node),
                            Filters.expr(new Document("$lt", List.of("$" + LEASE_UNTIL, "$$NOW")))));
            Document begun =
                    new Document("$cond", List.of(new Document("$eq", List.of("$" + RULES, rules)), "$" + AFTER, ""));
            return Optional.ofNullable(state.findOneAndUpdate(
                    Filters.and(Filters.eq(DerFields.ID, ID), Filters.or(Filters.lt(RULES, rules), open)),
                    List.of(new Document(
                            "$set",
                            new Document(AFTER, begun)
                                    .append(RULES, rules)
                                    .append(DONE, false)
                                    .append(NODE, node)
                                    .append(LEASE_UNTIL, new Document("$add", List.of("$$NOW", LEASE.toMillis()))))),
                    AFTERWARDS));
        });
    }

    private boolean isDone(int rules) {
        return MongoCalls.call(
                "see whether the registry of DERs is filled",
                () -> state.countDocuments(Filters.and(
                                Filters.eq(DerFields.ID, ID),
                                Filters.or(
                                        Filters.gt(RULES, rules),
                                        Filters.and(Filters.eq(RULES, rules), Filters.eq(DONE, true)))))
                        > 0);
    }

    private void note(int rules, Document values) {
        long matched = MongoCalls.call("note how far the registry of DERs is filled", () -> state.updateOne(
                        Filters.and(Filters.eq(DerFields.ID, ID), Filters.eq(RULES, rules), Filters.eq(NODE, node)),
                        List.of(new Document("$set", values)))
                .getMatchedCount());
        if (matched == 0) {
            throw new LeaseLostException();
        }
    }
}
