package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.OwnedCollection;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The indexes that a definition asks for, against a real mongod. */
@NeedsMongod
public class CollectionIndexesTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");

    private static PrivateMongod mongod;
    private static StallingCollections mongo;

    private final OpenResources resources = new OpenResources(mongo, name -> Optional.empty());

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        mongo = new StallingCollections(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @AfterEach
    public void close() {
        mongo.go.countDown();
        resources.close();
    }

    private static PublishedResource published(PublishedResources registry, String name, String indexes) {
        Published.add(
                registry,
                name,
                "{'resource_methods': ['GET', 'POST'], 'allow_unknown': true, 'access': {'admin': {}}, 'mongo_indexes': "
                        + indexes + "}");
        return registry.named(name).orElseThrow();
    }

    private static PublishedResource published(String name, String indexes) {
        return published(new PublishedResources(), name, indexes);
    }

    private static Map<String, Document> stored(String collection) {
        return StreamSupport.stream(
                        mongod.database()
                                .getCollection(collection)
                                .listIndexes()
                                .spliterator(),
                        false)
                .collect(Collectors.toMap(index -> index.getString("name"), Function.identity()));
    }

    private Map<String, IndexStatus.State> states(PublishedResource resource) {
        return resources.indexes(List.of(resource)).stream()
                .collect(Collectors.toMap(IndexStatus::index, IndexStatus::state));
    }

    @Test
    void everyKindOfIndexIsMadeOnce() {
        String indexes =
                """
                {'unique': [[['code', 1]], {'unique': true, 'sparse': true}], 'expiring': [[['at', 1]], {'expireAfterSeconds': 60}],
                 'place': [['loc', '2dsphere']], 'words': [[['a', 'text'], ['b', 'text']], {'weights': {'a': 2}}],
                 'some': [[['n', -1]], {'partialFilterExpression': {'n': {'$gt': 5}}}],
                 'french': [[['name', 1]], {'collation': {'locale': 'fr'}}], 'hash': [['h', 'hashed']]}""";
        resources.index(published("kinds", indexes));

        Map<String, Document> made = stored("kinds");
        assertThat(made).containsKeys("unique", "expiring", "place", "words", "some", "french", "hash");
        assertThat(made.get("unique")).containsEntry("unique", true).containsEntry("sparse", true);
        assertThat(made.get("expiring")).containsEntry("expireAfterSeconds", 60);
        assertThat(made.get("words").get("weights")).isEqualTo(new Document("a", 2).append("b", 1));

        mongod.database().getCollection("kinds").insertOne(new Document("code", "x"));
        PublishedResource again = published("kinds", indexes);
        resources.index(again);
        assertThat(states(again).values()).hasSize(7).containsOnly(IndexStatus.State.BUILT);
        assertThat(stored("kinds")).isEqualTo(made);
    }

    @Test
    void aChangedDefinitionReplacesTheIndexOfItsName() {
        resources.index(published("changed", "{'i': [['a', 1]], 'words': [['a', 'text']], 'kept': [['k', 1]]}"));
        resources.index(
                published(
                        "changed",
                        "{'i': [[['a', 1], ['b', 1]], {'sparse': true}], 'words': [[['a', 'text']], {'default_language': 'none'}]}"));

        Map<String, Document> stored = stored("changed");
        assertThat(stored.get("i").get("key")).isEqualTo(new Document("a", 1).append("b", 1));
        assertThat(stored.get("i")).containsEntry("sparse", true);
        assertThat(stored.get("words")).containsEntry("default_language", "none");
        assertThat(stored).as("an index that is not named any more").containsKey("kept");
    }

    @Test
    void anIndexThatCannotBeBuiltIsNamedAndStopsNobody() {
        mongod.database()
                .getCollection("doubled")
                .insertMany(List.of(new Document("code", 1), new Document("code", 1)));
        PublishedResources registry = new PublishedResources();
        PublishedResource doubled = published(
                registry,
                "doubled",
                "{'code': [[['code', 1]], {'unique': true}], 'wrong': [[['a', 1]], {'min': 5}], 'n': [['n', 1]]}");

        resources.index(doubled);

        assertThat(states(doubled))
                .containsEntry("code", IndexStatus.State.FAILED)
                .containsEntry("n", IndexStatus.State.BUILT);
        assertThat(resources.indexes(List.of(doubled)))
                .filteredOn(status -> status.index().equals("code"))
                .first()
                .satisfies(
                        status -> assertThat(status.reason().orElseThrow()).contains("documents have the same value"));
        assertThat(post(registry, "doubled", "{'code': 2}").status()).isEqualTo(201);
    }

    @Test
    void duplicatesMeetTheIndex() {
        PublishedResources registry = new PublishedResources();
        published(registry, "met", "{'code': [[['code', 1]], {'unique': true}]}");

        assertThat(post(registry, "met", "{'code': 2}").status()).isEqualTo(201);
        assertThat(post(registry, "met", "{'code': 2}").status()).isEqualTo(409);
    }

    @Test
    void writersAreRefusedWhileAUniqueIndexIsBuiltAndReadersAreNot() {
        PublishedResources registry = new PublishedResources();
        PublishedResource slow =
                published(registry, "slow", "{'code': [[['code', 1]], {'unique': true}], 'n': [['n', 1]]}");
        mongo.go = new CountDownLatch(1);

        RestResponse refused = post(registry, "slow", "{'code': 1}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsKey("Retry-After");
        assertThat(Requests.json(refused).get("_error", Document.class))
                .containsEntry("id", "resources:index.building");
        long before = System.nanoTime();
        IntStream.range(0, 20)
                .forEach(i -> assertThat(post(registry, "slow", "{'code': 1}").status())
                        .isEqualTo(503));
        assertThat(System.nanoTime() - before).as("only the first waits").isLessThan(1_000_000_000L);
        assertThat(Requests.request(router(registry), ADMIN, "GET", "slow", "").status())
                .isEqualTo(200);
        assertThat(states(slow)).containsEntry("code", IndexStatus.State.WAITING);

        mongo.go.countDown();
        await("the index").until(() -> post(registry, "slow", "{'code': 1}").status() == 201);
        assertThat(states(slow).values()).containsOnly(IndexStatus.State.BUILT);
    }

    private Router router(PublishedResources registry) {
        return new Router(registry, resources, Published.SETTINGS);
    }

    private RestResponse post(PublishedResources registry, String name, String body) {
        return Requests.request(router(registry), ADMIN, "POST", name, body);
    }

    /** Lets builds of indexes wait, as on a large collection; requests do not. */
    private static final class StallingCollections implements MongoCollections {
        private final MongoCollections real;
        private volatile CountDownLatch go = new CountDownLatch(0);

        StallingCollections(MongoCollections real) {
            this.real = real;
        }

        @Override
        public MongoCollection<Document> open(String name, Retention retention, IndexModel... indexes) {
            return real.open(name, retention, indexes);
        }

        @Override
        public MongoCollection<Document> openShared(String name, Retention retention, IndexModel... indexes) {
            if (Thread.currentThread().getName().endsWith("index-build")) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return real.openShared(name, retention, indexes);
        }

        @Override
        public List<OwnedCollection> owned() {
            return real.owned();
        }

        @Override
        public boolean isOwned(String name) {
            return real.isOwned(name);
        }

        @Override
        public MongoDatabase database() {
            return real.database();
        }

        @Override
        public ClientSession startSession() {
            return real.startSession();
        }
    }
}
