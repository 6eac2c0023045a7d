package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** What a real mongod reads for a page from the middle of a long list. */
@NeedsMongod
public class DeepPagesTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources();
        String schema = "'schema': {'owner': {'type': 'string'}, 'n': {'type': 'integer'}, 'm': {'type': 'integer'}}}";
        Published.add(
                registry,
                "deep",
                """
                {'access': {'admin': {}, 'prosumer': {'rows': {'owner': '$account'}}}, 'mongo_indexes':
                 {'n': [['n', 1], ['_id', 1]], 'own': [['owner', 1], ['n', 1], ['_id', 1]]}, """
                        + schema);
        Published.add(registry, "shown", "{'source': 'test:deep', 'access': {'admin': {}, 'prosumer': {}}, " + schema);
        MongoCollection<Document> deep = mongod.database().getCollection("deep");
        MongoSource source = new MongoSource("test:deep", deep, OwnerFields.of("owner", "aggregator"));
        OpenResources resources = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.of(source));
        resources.index(registry.named("deep").orElseThrow());
        deep.insertMany(IntStream.range(0, 9_000)
                .mapToObj(i -> new Document("owner", i % 3 == 0 ? "ann" : "bob")
                        .append("n", i / 6)
                        .append("m", i % 10))
                .toList());
        router = new Router(registry, resources, Published.SETTINGS);
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static Document page(Caller caller, String address) {
        RestResponse answer = Requests.request(router, caller, "GET", address, "");
        assertThat(answer.status()).as(address).isEqualTo(200);
        return Requests.json(answer);
    }

    /** Of the caller's rows, of those of a source, and with another filter. */
    @ParameterizedTest
    @CsvSource({"root, deep, n", "ann, deep, -n", "ann, shown, n", "root, shown, -n", "root, deep, -n"})
    void aDeepPageReadsNoMoreThanTheFirst(String name, String resource, String sort) {
        Caller caller = name.equals("ann") ? ANN : ADMIN;
        String begin = "%s?sort=%s&where={\"n\":750}&max_results=1&after=".formatted(resource, sort);
        String link = page(caller, begin).getEmbedded(List.of("_links", "next", "href"), String.class);
        String position = link.substring(link.indexOf("after="));
        for (String where : List.of("", "&where={\"m\":{\"$lt\":5}}")) {
            String address = "%s?sort=%s&max_results=5&%s%s".formatted(resource, sort, position, where);
            mongod.database().runCommand(new Document("profile", 2));
            List<Document> items = page(caller, address).getList("_items", Document.class);
            mongod.database().runCommand(new Document("profile", 0));

            assertThat(items).hasSize(5);
            assertThat(items.get(0).getInteger("n")).isBetween(749, 751);
            assertThat(keysRead()).as(address).isBetween(5, 80);
        }
    }

    private static int keysRead() {
        Document query = mongod.database()
                .getCollection("system.profile")
                .find(new Document("op", "query").append("ns", PrivateMongod.DATABASE + ".deep"))
                .sort(new Document("$natural", -1))
                .first();
        return query.getInteger("keysExamined");
    }
}
