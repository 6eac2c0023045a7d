package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/** Claims of pending ranges in MongoDB: leases on the server's clock, compare-and-set on claim and revision. */
@Component(
        service = {RangeClaims.class, StoredRangeClaims.class},
        configurationPid = "eu.flexcoop.middleware.telemetry.claims")
@Designate(ocd = StoredRangeClaims.Config.class)
public final class StoredRangeClaims implements RangeClaims {
    /** How long and how much. */
    @ObjectClassDefinition(name = "Flexcoop telemetry range claims")
    public @interface Config {
        @AttributeDefinition(
                description = "Lease of a claim, ISO-8601: after it the ranges of a node that died are free again")
        String lease() default "PT2M";

        @AttributeDefinition(
                min = "1",
                max = "1024",
                description = "Upper bound of the data of the ranges that are claimed together, MB")
        int batchMegabytes() default 8;

        @AttributeDefinition(description = "Delay after the first failure of a range, ISO-8601; doubled by each other")
        String firstRetry() default "PT1S";

        @AttributeDefinition(min = "1", description = "Failures after which a range is set aside")
        int attempts() default 12;
    }

    /** Other nodes may take all ranges of a choice first; then there is another choice. */
    private static final int ATTEMPTS = 5;

    private static final long MEGABYTE = 1_000_000;

    private final TelemetryStore store;
    private final MongoCollections mongo;
    private final Duration lease;
    private final long batchBytes;
    private final Retries retries;
    private final Clock clock = Clock.systemUTC();
    /** Unique per node and start; the number makes each claim unique. */
    private final String node = UUID.randomUUID().toString();

    private final AtomicLong claims = new AtomicLong();
    private final Map<Stage, RangeStore> stages = new EnumMap<>(Stage.class);

    @Activate
    public StoredRangeClaims(@Reference TelemetryStore store, @Reference MongoCollections mongo, Config config) {
        this(
                store,
                mongo,
                Duration.parse(config.lease()),
                config.batchMegabytes() * MEGABYTE,
                new Retries(Duration.parse(config.firstRetry()), config.attempts()));
    }

    public StoredRangeClaims(
            TelemetryStore store, MongoCollections mongo, Duration lease, long batchBytes, Retries retries) {
        this.store = store;
        this.mongo = mongo;
        this.lease = lease;
        this.batchBytes = batchBytes;
        this.retries = retries;
        stages.put(Stage.QUARTER_HOURS, new RangeStore(Stage.QUARTER_HOURS, store.raw(), true));
        stages.put(Stage.LONG_TERM, new RangeStore(Stage.LONG_TERM, store.longTermPending(), false));
    }

    @Override
    public List<ClaimedRange> take(Stage stage, int most) {
        RangeStore ranges = stages.get(stage);
        return MongoCalls.call("claim ranges of " + stage.key(), () -> {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                List<Object> waiting = ranges.waiting(most, batchBytes, clock.instant());
                if (waiting.isEmpty()) {
                    break;
                }
                List<ClaimedRange> claimed = claim(ranges, waiting);
                if (!claimed.isEmpty()) {
                    return claimed;
                }
            }
            return List.of();
        });
    }

    private List<ClaimedRange> claim(RangeStore ranges, List<Object> waiting) {
        String claim = node + '/' + claims.incrementAndGet();
        ranges.claim(waiting, claim, lease);
        try (ClientSession session = mongo.startSession()) {
            return ranges.held(session, waiting, claim);
        }
    }

    @Override
    public void done(Collection<ClaimedRange> ranges) {
        if (ranges.isEmpty()) {
            return;
        }
        Stage stage = stage(ranges);
        MongoCalls.call("finish %d ranges of %s".formatted(ranges.size(), stage.key()), () -> {
            boolean claimed = stages.get(stage).finish(List.copyOf(ranges));
            if (!claimed && stage == Stage.LONG_TERM) {
                markAgain(ranges);
            }
            return null;
        });
    }

    /** The long-term store keeps what is written last; of two workers that overlapped either may have been outdated. */
    private void markAgain(Collection<ClaimedRange> ranges) {
        List<WriteModel<Document>> marks = new ArrayList<>();
        ranges.forEach(
                range -> marks.addAll(PendingMarks.marks(range.device(), range.from(), range.to(), clock.instant())));
        MongoCalls.bulkUpsert(store.longTermPending(), marks);
    }

    @Override
    public void release(Collection<ClaimedRange> ranges) {
        if (!ranges.isEmpty()) {
            Stage stage = stage(ranges);
            MongoCalls.call("release %d ranges of %s".formatted(ranges.size(), stage.key()), () -> {
                stages.get(stage).release(List.copyOf(ranges));
                return null;
            });
        }
    }

    @Override
    public void fail(ClaimedRange range, String reason) {
        MongoCalls.call("put back range " + range.key(), () -> {
            stages.get(range.stage()).fail(range, reason, retries);
            return null;
        });
    }

    /** How long the range that is due for the longest time has been due. */
    public Optional<Duration> oldest(Stage stage) {
        return MongoCalls.call(
                "find what waits for " + stage.key(), () -> stages.get(stage).oldest(clock.instant()));
    }

    /** Ranges that are due, claimed ones included. */
    public long waiting(Stage stage, int countAtMost) {
        return MongoCalls.call(
                "count what waits for " + stage.key(), () -> stages.get(stage).count(clock.instant(), countAtMost));
    }

    /** Reason why a range failed that is tried again, if there is such a range. */
    public Optional<String> failure(Stage stage) {
        return MongoCalls.call(
                "find what failed in " + stage.key(), () -> stages.get(stage).failure());
    }

    private static Stage stage(Collection<ClaimedRange> ranges) {
        return ranges.iterator().next().stage();
    }
}
