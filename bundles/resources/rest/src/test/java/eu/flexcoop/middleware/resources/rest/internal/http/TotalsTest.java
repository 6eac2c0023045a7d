package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import com.mongodb.MongoExecutionTimeoutException;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** What lists say of the number of their rows when it is large or not known. */
@NeedsMongod
public class TotalsTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");

    private static PrivateMongod mongod;
    private static OpenResources resources;
    private static Router router;

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources();
        for (String name : List.of("endless", "silent", "late", "twenty")) {
            Published.add(
                    registry,
                    name,
                    "{'source': 'test:%s', 'access': {'admin': {}}, 'schema': {'n': {'type': 'integer'}}}"
                            .formatted(name));
        }
        Published.add(
                registry,
                "places",
                "{'access': {'admin': {}}, 'mongo_indexes': {'around': [['loc', '2dsphere']]},"
                        + " 'schema': {'loc': {'type': 'point'}}}");
        Map<String, ResourceSource> sources = Map.of(
                "test:endless", new Numbers("test:endless", true, OptionalLong.empty()),
                "test:silent", new Numbers("test:silent", false, OptionalLong.empty()),
                "test:late", new Numbers("test:late", true, OptionalLong.of(-1)),
                "test:twenty", new Numbers("test:twenty", true, OptionalLong.of(-1), 20));
        resources = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE),
                name -> Optional.ofNullable(sources.get(name)));
        router = new Router(registry, resources, Published.SETTINGS);
        resources.index(registry.named("places").orElseThrow());
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static RestResponse get(String address) {
        RestResponse answer = Requests.request(router, ADMIN, "GET", address, "");
        assertThat(answer.status()).as(address).isEqualTo(200);
        return answer;
    }

    private static Document meta(RestResponse answer) {
        return Requests.json(answer).get("_meta", Document.class);
    }

    @Test
    void aBoundSaysThatThereAreMore() {
        RestResponse answer = get("endless?max_results=10");

        assertThat(meta(answer)).containsEntry("total", 100_000).containsEntry("total_relation", "gte");
        assertThat(answer.headers()).doesNotContainKey("X-Total-Count");
        assertThat(Requests.json(answer).get("_links", Document.class))
                .containsKey("next")
                .doesNotContainKey("last");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        for (String source : List.of("silent", "late")) {
            RestResponse answer = get(source + "?max_results=10");
            assertThat(meta(answer)).as(source).doesNotContainKeys("total", "total_relation");
            assertThat(Requests.json(answer).get("_links", Document.class)).containsKey("next");
        }
    }

    @Test
    void aFullLastPageTellsTheTotalWithoutACount() {
        RestResponse answer = get("twenty?max_results=5&page=4");

        assertThat(meta(answer)).containsEntry("total", 20);
        assertThat(Requests.json(answer).getList("_items", Document.class)).hasSize(5);
        assertThat(Requests.json(answer).get("_links", Document.class)).doesNotContainKey("next");
        assertThat(meta(get("twenty?max_results=5&page=3"))).doesNotContainKey("total");
    }

    @Test
    void withoutATotalTheLastPageHasNoNextOne() {
        assertThat(Requests.json(get("twenty?max_results=20&count=false")).get("_links", Document.class))
                .doesNotContainKey("next");
        assertThat(Requests.json(get("twenty?max_results=19&count=false")).get("_links", Document.class))
                .containsKey("next");
    }

    @Test
    void placesByDistanceAreListedWithoutATotal() {
        mongod.database()
                .getCollection("places")
                .insertMany(IntStream.range(0, 30)
                        .mapToObj(i -> Document.parse("{loc: {type: 'Point', coordinates: [%d, 40]}}".formatted(i)))
                        .toList());
        RestResponse answer =
                get("places?where={\"loc\":{\"$near\":{\"$geometry\":{\"type\":\"Point\",\"coordinates\":[5,40]}}}}");

        assertThat(meta(answer)).doesNotContainKey("total");
        assertThat(Requests.json(answer).getList("_items", Document.class)).hasSize(25);
    }

    /** Numbered rows. A count below zero takes too long. */
    private record Numbers(String name, boolean counts, OptionalLong count, int rows) implements ResourceSource {
        Numbers(String name, boolean counts, OptionalLong count) {
            this(name, counts, count, Integer.MAX_VALUE);
        }

        @Override
        public OwnerFields owners() {
            return OwnerFields.impersonal();
        }

        @Override
        public SourceRows find(SourceQuery query, Caller caller) {
            int first = (int) Math.min(query.skip(), rows);
            return SourceRows.of(IntStream.range(first, first + Math.min(query.limit(), rows - first))
                    .mapToObj(n -> new RawBsonDocument(
                            new BsonDocument("_id", new BsonInt32(n)).append("n", new BsonInt32(n)),
                            new BsonDocumentCodec()))
                    .toList());
        }

        @Override
        public OptionalLong count(Bson filter, long most, Duration timeout, Caller caller) {
            if (count.isPresent() && count.getAsLong() < 0) {
                throw new MongoExecutionTimeoutException(50, "too slow", new BsonDocument());
            }
            return count;
        }
    }
}
