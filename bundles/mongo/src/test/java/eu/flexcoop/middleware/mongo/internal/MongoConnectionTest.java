package eu.flexcoop.middleware.mongo.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.apache.felix.hc.api.Result;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerKind;
import eu.flexcoop.middleware.testing.FreePorts;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Against a real mongod; skipped where there is none. */
@Timeout(60)
@NeedsMongod
class MongoConnectionTest {
    private static PrivateMongod mongod;

    private final Map<String, Object> services = new ConcurrentHashMap<>();
    private MongoConnection connection;

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
    void connect() {
        ServerAddress address = ServerAddress.of(ServerKind.MONGODB, mongod.uri("flexcoop_test"));
        connection = new MongoConnection(framework(), address, config(), Map.of());
        await().atMost(Duration.ofSeconds(30)).until(() -> services.size() == 2);
    }

    @AfterEach
    void close() throws InterruptedException {
        connection.close();
        assertThat(services).isEmpty();
    }

    private MongoCollections collections() {
        return ((CollectionsPerBundle) services.get(MongoCollections.class.getName())).forBundle("test");
    }

    @Test
    void namesTheDatabaseAfterTheAddressAndWritesDurably() {
        assertThat(services).containsKey(MongoClient.class.getName());
        assertThat(collections().database().getName()).isEqualTo("flexcoop_test");
        assertThat(collections()
                        .open("durable", Retention.never())
                        .getWriteConcern()
                        .asDocument()
                        .toJson())
                .contains("majority", "\"j\": true");
    }

    @Test
    void keepsAnIndexThatAnotherVersionDefinedInAnotherWayAndSaysSo() {
        IndexModel unique = new IndexModel(Indexes.ascending("at"), new IndexOptions().unique(true));
        MongoCollection<Document> collection =
                collections().open("differing", Retention.never(), new IndexModel(Indexes.ascending("at")));
        assertThat(connection.execute().getStatus()).isEqualTo(Result.Status.OK);
        collections().open("differing", Retention.never(), unique);
        assertThat(collection.listIndexes())
                .filteredOn(index -> index.get("key", Document.class).containsKey("at"))
                .singleElement()
                .satisfies(index -> assertThat(index.containsKey("unique")).isFalse());
        assertThat(connection.execute().getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(connection.execute().toString()).contains("differing", "exists with another definition");
    }

    @Test
    void buildsAnIndexOfALargeCollectionInTheBackground() {
        MongoCollection<Document> collection = mongod.database().getCollection("large");
        collection.insertMany(List.of(new Document("at", 1), new Document("at", 1), new Document("at", 2)));
        try (CollectionIndexes indexes = new CollectionIndexes(Duration.ofSeconds(5), 3)) {
            indexes.create(mongod.database(), collection, Retention.never(), new IndexModel(Indexes.ascending("at")));
            await().until(() -> indexes.warnings().isEmpty());
            assertThat(collection.listIndexes())
                    .anyMatch(index -> index.get("key", Document.class).containsKey("at"));
            IndexModel duplicate = new IndexModel(
                    Indexes.descending("at"), new IndexOptions().unique(true).name("duplicates"));
            indexes.create(mongod.database(), collection, Retention.never(), duplicate);
            await().untilAsserted(() ->
                    assertThat(indexes.warnings()).singleElement().asString().contains("large", "cannot be built"));
        }
    }

    @Test
    void aServerThatWasNotReachedYetIsTemporarilyUnavailable() throws Exception {
        URI closed = URI.create("mongodb://127.0.0.1:%d/none".formatted(FreePorts.one()));
        MongoConnection early =
                new MongoConnection(framework(), ServerAddress.of(ServerKind.MONGODB, closed), config(), Map.of());
        try {
            assertThat(early.execute().getStatus()).isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
        } finally {
            early.close();
        }
    }

    @Test
    void saysWhyAnIndexIsImpossible() {
        MongoCollection<Document> collection = collections().open("doubled", Retention.never());
        collection.insertOne(new Document("name", "a"));
        collection.insertOne(new Document("name", "a"));
        IndexModel unique = new IndexModel(Indexes.ascending("name"), new IndexOptions().unique(true));
        assertThatThrownBy(() -> collections().open("doubled", Retention.never(), unique))
                .isInstanceOf(DuplicateKeyException.class)
                .hasMessageContaining("doubled");
    }

    @Test
    void staysWhileTheServerIsKilledAndSaysSo() throws Exception {
        MongoCollection<Document> collection = collections().open("killed", Retention.never());
        collection.insertOne(new Document("_id", 1));
        assertThat(connection.execute().isOk()).isTrue();
        mongod.kill();
        IndexModel index = new IndexModel(Indexes.ascending("x"));
        assertThatThrownBy(() -> collections().open("killed", Retention.never(), index))
                .isInstanceOf(UnavailableException.class);
        assertThat(connection.execute().isOk()).isFalse();
        mongod.restart();
        collection.insertOne(new Document("_id", 2));
        assertThat(collection.countDocuments()).isEqualTo(2);
        assertThat(connection.execute().isOk()).isTrue();
        assertThat(services).hasSize(2);
    }

    private BundleContext framework() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    String name = (String) arguments[0];
                    services.put(name, arguments[1]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, unregister, none) -> {
                                services.remove(name);
                                return null;
                            });
                });
    }

    private static MongoConnection.Config config() {
        return new MongoConnection.Config() {
            @Override
            public String serverSelectionTimeout() {
                return "PT8S";
            }

            @Override
            public String connectTimeout() {
                return "PT2S";
            }

            @Override
            public String readTimeout() {
                return "PT20S";
            }

            @Override
            public int maxConnections() {
                return 16;
            }

            @Override
            public String retention_() {
                return "";
            }

            @Override
            public String openTimeout() {
                return "PT1S";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return MongoConnection.Config.class;
            }
        };
    }
}
