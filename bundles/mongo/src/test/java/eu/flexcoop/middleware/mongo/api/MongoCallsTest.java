package eu.flexcoop.middleware.mongo.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With exceptions of the driver that are made here, and with those of a real server. */
@NeedsMongod
class MongoCallsTest {
    private static final ServerAddress SERVER = new ServerAddress("db.example");

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

    private static MongoCollection<Document> empty(String name) {
        MongoCollection<Document> collection =
                mongod.client().getDatabase("flexcoop").getCollection(name);
        collection.drop();
        return collection;
    }

    static List<MongoException> errorsThatPass() {
        return List.of(
                new MongoTimeoutException("no primary"),
                new MongoSocketReadException("closed", SERVER),
                new MongoNotPrimaryException(answer(10107), SERVER),
                new MongoSecurityException(null, "login failed", new MongoSocketReadException("closed", SERVER)));
    }

    @ParameterizedTest
    @MethodSource("errorsThatPass")
    void whatMaySucceedLaterIsUnavailable(MongoException thrown) {
        assertThatThrownBy(() -> MongoCalls.run("store 12 samples", () -> {
                    throw thrown;
                }))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("Could not store 12 samples: MongoDB does not answer now")
                .hasCause(thrown);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 64, 91, 112, 189, 11600, 14031})
    void codesOfTheServerThatPassAreUnavailable(int code) {
        assertThatThrownBy(() -> MongoCalls.run("read", () -> {
                    throw new MongoCommandException(answer(code), SERVER);
                }))
                .isInstanceOf(UnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 13, 121, 10334})
    void badValuesMissingRightsAndLargeDocumentsFailForGood(int code) {
        assertThatThrownBy(() -> MongoCalls.run("read", () -> {
                    throw new MongoCommandException(answer(code), SERVER);
                }))
                .isInstanceOfSatisfying(StoreFailedException.class, e -> {
                    assertThat(e.status()).isEqualTo(500);
                    assertThat(e).hasMessageContaining(e.id());
                    assertThat(e.advice()).contains(e.id());
                });
    }

    private static BsonDocument answer(int code) {
        return BsonDocument.parse("{ok: 0, code: %d, errmsg: 'why'}".formatted(code));
    }

    @Test
    void aRefusedQueryOfARealServerFailsForGood() {
        MongoCollection<Document> collection = empty("refused");
        Document wrong = new Document("$noSuchOperator", 1);
        assertThatThrownBy(() -> MongoCalls.call(
                        "find nothing", () -> collection.find(wrong).first()))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("Could not find nothing");
    }

    @Test
    void aSecondDocumentOfOneKeyIsADuplicate() {
        MongoCollection<Document> collection = empty("keys");
        collection.insertOne(new Document("_id", 1));
        assertThatThrownBy(() -> MongoCalls.run("insert", () -> collection.insertOne(new Document("_id", 1))))
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(
                        () -> MongoCalls.bulkUpsert(collection, List.of(new InsertOneModel<>(new Document("_id", 1)))))
                .isInstanceOf(DuplicateKeyException.class)
                .hasMessageContaining("write 1 documents of collection keys");
        MongoCalls.bulkUpsert(collection, List.of());
    }

    @Test
    void writersThatUpsertTheSameNewKeysAtOnceAllSucceed() {
        MongoCollection<Document> collection = empty("upserts");
        collection.createIndex(new Document("key", 1), new com.mongodb.client.model.IndexOptions().unique(true));
        int writers = 8;
        int keys = 200;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                running.add(
                        CompletableFuture.runAsync(() -> MongoCalls.bulkUpsert(collection, increments(keys)), threads));
            }
            running.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
        assertThat(collection.countDocuments()).isEqualTo(keys);
        assertThat(collection.countDocuments(new Document("count", writers))).isEqualTo(keys);
    }

    private static List<WriteModel<Document>> increments(int keys) {
        return IntStream.range(0, keys)
                .<WriteModel<Document>>mapToObj(key -> new UpdateOneModel<>(
                        new Document("key", key), Updates.inc("count", 1), new UpdateOptions().upsert(true)))
                .toList();
    }
}
