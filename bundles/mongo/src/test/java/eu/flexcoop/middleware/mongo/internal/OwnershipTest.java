package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.CollectionOwnedException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.OwnedCollection;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Owners and retention, with one instance of {@link CollectionsPerBundle} for each node. */
@NeedsMongod
class OwnershipTest {
    private static final Retention A_DAY = Retention.of("at", Duration.ofDays(1));

    private static PrivateMongod mongod;

    @BeforeAll
    static void startServer() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopServer() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void dropAll() {
        database().drop();
    }

    private static MongoDatabase database() {
        return mongod.client().getDatabase("flexcoop");
    }

    private static CollectionsPerBundle node(Map<String, ?> configuration) {
        return new CollectionsPerBundle(
                mongod.client(),
                database(),
                new CollectionIndexes(Duration.ofSeconds(15), Long.MAX_VALUE),
                RetentionPeriods.of(configuration));
    }

    private static MongoCollections bundle(String name) {
        return node(Map.of()).forBundle(name);
    }

    @Test
    void anotherNodeAndALaterStartKnowTheOwner() {
        bundle("a").open("samples", A_DAY);
        assertThat(bundle("b").isOwned("samples")).isTrue();
        assertThat(bundle("b").owned()).containsExactly(new OwnedCollection("samples", "a", true, A_DAY));
        assertThatThrownBy(() -> bundle("b").open("samples", A_DAY))
                .isInstanceOf(CollectionOwnedException.class)
                .hasMessageContaining("belongs to bundle a, so bundle b cannot open it");
        bundle("a").open("samples", A_DAY);
    }

    @Test
    void aSharedCollectionIsNotOwnedUntilAComponentClaimsIt() {
        bundle("rest").openShared("notes", Retention.never());
        bundle("other").openShared("notes", Retention.never());
        assertThat(bundle("rest").isOwned("notes")).isFalse();
        bundle("component").open("notes", Retention.never());
        assertThat(bundle("rest").isOwned("notes")).isTrue();
        assertThatThrownBy(() -> bundle("rest").openShared("notes", Retention.never()))
                .isInstanceOf(CollectionOwnedException.class);
    }

    @Test
    void namesOfTheServerAndOfTheRegisterAreOwned() {
        assertThat(bundle("a").isOwned("system.users")).isTrue();
        assertThat(bundle("a").isOwned(CollectionOwners.COLLECTION)).isTrue();
        assertThat(bundle("a").isOwned("unknown")).isFalse();
    }

    @Test
    void documentsExpireAfterThePeriodOfTheOperatorElseOfTheOwner() {
        bundle("a").open("samples", A_DAY, new IndexModel(Indexes.ascending("device")));
        assertThat(expireAfterSeconds()).contains(86_400L);
        node(Map.of("retention.samples", "PT1H")).forBundle("a").open("samples", A_DAY);
        assertThat(expireAfterSeconds()).contains(3_600L);
        MongoCollections kept = node(Map.of("retention.samples", "never")).forBundle("a");
        kept.open("samples", A_DAY);
        assertThat(expireAfterSeconds()).contains((long) Integer.MAX_VALUE);
        assertThat(kept.owned())
                .singleElement()
                .satisfies(owned -> assertThat(owned.retention().toString()).isEqualTo("never"));
    }

    private static Optional<Long> expireAfterSeconds() {
        for (Document index : database().getCollection("samples").listIndexes()) {
            if (index.containsKey("expireAfterSeconds")) {
                return Optional.of(index.get("expireAfterSeconds", Number.class).longValue());
            }
        }
        return Optional.empty();
    }

    @Test
    void aPlainIndexOnTheFieldBecomesTheOneOfTheRetention() {
        database().getCollection("samples").createIndex(Indexes.ascending("at"));
        bundle("a").open("samples", A_DAY);
        assertThat(expireAfterSeconds()).contains(86_400L);
    }

    @Test
    void aPeriodThatIsNoDurationIsRefused() {
        assertThatThrownBy(() -> RetentionPeriods.of(Map.of("retention.samples", "90 days")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retention.samples is '90 days', use a duration of days such as P90D, or never");
        assertThatThrownBy(() -> RetentionPeriods.of(Map.of("retention.samples", "-P1D")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
