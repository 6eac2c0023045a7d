package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.mongodb.ExplainVerbosity;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.telemetry.core.internal.PendingFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Ranges that fail until they are set aside. */
@NeedsMongod
class RangeDeadLettersTest {
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static final Duration LEASE = Duration.ofHours(1);
    private static final int ATTEMPTS = 3;

    private static PrivateMongod mongod;
    private TelemetryStore store;
    private StoredRangeClaims claims;
    private RangeDeadLetters deadLetters;

    @BeforeAll
    static void startServer() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void anEmptyDatabase() {
        mongod.database().drop();
        MongoCollections mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        store = new TelemetryStore(mongo);
        claims = new StoredRangeClaims(store, mongo, LEASE, 8_000_000, new Retries(Duration.ZERO, ATTEMPTS));
        deadLetters = new RangeDeadLetters(store);
    }

    private MongoCollection<Document> collection(Stage stage) {
        return stage == Stage.LONG_TERM ? store.longTermPending() : store.raw();
    }

    private static String route(Stage stage) {
        return stage == Stage.LONG_TERM ? "telemetry-longterm" : "telemetry-ingest";
    }

    private void mark(Stage stage, String key) {
        Document update = PendingMarks.mark(
                new Document("$setOnInsert", new Document(DocumentFields.DEVICE_ID, "device")),
                T0,
                T0.plusSeconds(900),
                Instant.now(),
                Instant.now());
        collection(stage).updateOne(Filters.eq("_id", key), update, new UpdateOptions().upsert(true));
    }

    private void fail(Stage stage, int times) {
        for (int i = 0; i < times; i++) {
            List<ClaimedRange> taken = claims.take(stage, 1);
            assertThat(taken).hasSize(1);
            claims.fail(taken.get(0), "$reason " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aRangeIsSetAsideWithItsReasonAfterItsLastAttempt(Stage stage) {
        mark(stage, "bad");
        fail(stage, ATTEMPTS - 1);
        assertThat(deadLetters.count(route(stage))).isZero();
        assertThat(claims.failure(stage)).contains("bad: $reason 1");
        fail(stage, 1);

        assertThat(claims.take(stage, 1)).isEmpty();
        assertThat(claims.waiting(stage, 10)).isZero();
        assertThat(claims.oldest(stage)).isEmpty();
        assertThat(claims.failure(stage)).isEmpty();
        assertThat(deadLetters.count(route(stage))).isEqualTo(1);
        assertThat(deadLetters.list(route(stage), 10)).singleElement().satisfies(letter -> {
            assertThat(letter.since()).get().isEqualTo(setAsideAt(stage));
            assertThat(letter)
                    .extracting(DeadLetter::id, DeadLetter::subject, DeadLetter::reason)
                    .containsExactly(
                            "bad",
                            "device device, 2020-12-10T10:00:00Z to 2020-12-10T10:15:00Z",
                            "3 attempts: $reason 0");
        });
    }

    private Instant setAsideAt(Stage stage) {
        Date at = collection(stage)
                .find()
                .first()
                .get(PendingFields.PENDING, Document.class)
                .getDate(PendingFields.inner(PendingFields.SET_ASIDE_AT));
        return at.toInstant();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aRangeThatIsPutBackStartsAnew(Stage stage) {
        mark(stage, "one");
        fail(stage, ATTEMPTS);
        mark(stage, "two");
        fail(stage, ATTEMPTS);
        assertThat(deadLetters.list(route(stage), 10))
                .extracting(DeadLetter::id)
                .containsExactly("one", "two");
        assertThat(deadLetters.retry(route(stage), List.of("one", "nothing"))).isEqualTo(1);
        assertThat(deadLetters.retry(route(stage), List.of("one"))).isZero();
        fail(stage, ATTEMPTS);
        assertThat(deadLetters.retryAll(route(stage))).isEqualTo(2);
        claims.done(claims.take(stage, 10));
        assertThat(claims.waiting(stage, 10)).isZero();
        assertThat(deadLetters.count(route(stage))).isZero();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aLaterChangeRevivesARangeAndItsFailuresAreForgotten(Stage stage) {
        mark(stage, "bad");
        fail(stage, ATTEMPTS);
        mark(stage, "bad");
        assertThat(deadLetters.count(route(stage))).isZero();
        fail(stage, ATTEMPTS - 1);
        assertThat(deadLetters.count(route(stage))).isZero();
        fail(stage, 1);
        assertThat(deadLetters.count(route(stage))).isEqualTo(1);
        mark(stage, "bad");
        claims.done(claims.take(stage, 10));
        assertThat(collection(stage).countDocuments(Filters.exists(PendingFields.PENDING)))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aRangeThatChangesWhileItFailsIsTriedAgainAtOnce(Stage stage) {
        mark(stage, "bad");
        fail(stage, ATTEMPTS - 1);
        ClaimedRange held = claims.take(stage, 1).get(0);
        mark(stage, "bad");
        claims.fail(held, "of before");
        assertThat(deadLetters.count(route(stage))).isZero();
        assertThat(claims.failure(stage)).isEmpty();
        assertThat(claims.take(stage, 1)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void releasingARangeIsNoFailure(Stage stage) {
        mark(stage, "waits");
        for (int i = 0; i < 3 * ATTEMPTS; i++) {
            claims.release(claims.take(stage, 1));
        }
        assertThat(deadLetters.count(route(stage))).isZero();
        assertThat(claims.take(stage, 1)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aLateFailureOfANodeWhoseClaimIsOverChangesNothing(Stage stage) {
        mark(stage, "bad");
        ClaimedRange late = claims.take(stage, 1).get(0);
        claims.release(List.of(late));
        fail(stage, ATTEMPTS - 1);
        claims.fail(late, "too late");
        assertThat(deadLetters.count(route(stage))).isZero();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void whatIsSetAsideIsFoundByItsIndex(Stage stage) {
        for (int i = 0; i < 30; i++) {
            mark(stage, "range " + i);
        }
        fail(stage, ATTEMPTS);
        Document plan = collection(stage).find(RangeDeadLetters.SET_ASIDE).explain(ExplainVerbosity.EXECUTION_STATS);
        assertThat(plan.toJson()).contains("IXSCAN").doesNotContain("COLLSCAN");
        assertThat(plan.get("executionStats", Document.class).getInteger("totalDocsExamined"))
                .isLessThanOrEqualTo(ATTEMPTS);
    }
}
