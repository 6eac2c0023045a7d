package eu.flexcoop.middleware.mongo.api;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.client.MongoCollection;
import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Follows a collection of a real mongod. */
@NeedsMongod
class CollectionFollowerTest {
    /** Cannot read documents without a name. */
    private static final class Names implements CollectionFollower.View {
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        @Override
        public void loading() {
            names.clear();
        }

        @Override
        public void put(Document document) {
            names.add(document.getString("name"));
        }

        @Override
        public void remove(BsonValue id) {
            names.remove(id.asString().getValue());
        }

        @Override
        public void loaded() {
            // nothing to compare
        }
    }

    @Test
    void aDocumentThatCannotBeReadMakesTheViewStaleAndNoMore() throws Exception {
        try (PrivateMongod mongod = PrivateMongod.startOrSkip()) {
            MongoCollection<Document> collection = mongod.database().getCollection("followed");
            collection.insertOne(new Document("_id", "a").append("name", "a"));
            Names view = new Names();
            try (CollectionFollower follower = new CollectionFollower(collection, view)) {
                assertThat(follower.awaitCurrent(Duration.ofSeconds(20))).isTrue();
                collection.insertOne(new Document("_id", "b").append("name", "b"));
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(view.names).containsExactlyInAnyOrder("a", "b"));

                collection.insertOne(new Document("_id", "nameless"));
                await().atMost(Duration.ofSeconds(20)).until(() -> !follower.isCurrent());
                collection.deleteOne(new Document("_id", "nameless"));
                collection.deleteOne(new Document("_id", "a"));

                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    assertThat(follower.isCurrent()).isTrue();
                    assertThat(view.names).containsExactly("b");
                });
            }
        }
    }
}
