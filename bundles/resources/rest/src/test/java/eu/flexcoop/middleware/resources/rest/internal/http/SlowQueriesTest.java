package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Queries of large sources that no index serves are refused; against a real mongod. */
@NeedsMongod
public class SlowQueriesTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final String SCHEMA =
            """
            'access': {'admin': {}, 'prosumer': {'hidden': ['owner_note']}}, 'schema': {'account_id': {'type': 'string'},
             'device': {'type': 'string'}, 'at': {'type': 'datetime'}, 'kwh': {'type': 'integer'}, 'owner_note': {}}}""";

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources();
        Published.add(registry, "meter", "{'source': 'test:meter', 'aggregation': {'index_field': 'at'}, " + SCHEMA);
        Published.add(registry, "small", "{'source': 'test:small', " + SCHEMA);
        Published.add(registry, "large", "{'source': 'test:large', " + SCHEMA);
        Map<String, ResourceSource> sources = Map.of(
                "test:meter",
                source("meter", 20),
                "test:small",
                source("small", 20),
                "test:large",
                source("large", 10_000));
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE),
                        name -> Optional.ofNullable(sources.get(name))),
                Published.SETTINGS);
    }

    private static ResourceSource source(String name, int rows) {
        MongoCollection<Document> collection = mongod.database().getCollection(name);
        collection.createIndex(Indexes.compoundIndex(Indexes.ascending("device"), Indexes.descending("at")));
        collection.createIndex(Indexes.ascending("account_id", "at", "_id"));
        collection.createIndex(Indexes.ascending("owner_note"));
        collection.createIndex(
                Indexes.ascending("kwh"),
                new IndexOptions().partialFilterExpression(new Document("kwh", new Document("$gt", 5))));
        collection.insertMany(IntStream.range(0, rows)
                .mapToObj(i -> new Document("account_id", i % 2 == 0 ? "ann" : "bob")
                        .append("device", "d" + i % 3)
                        .append("at", new Date(i))
                        .append("kwh", i))
                .toList());
        return new MongoSource("test:" + name, collection, OwnerFields.of("account_id", "aggregator_id"));
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static RestResponse get(Caller caller, String address, String... headers) {
        return Requests.request(router, caller, "GET", address, "", headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "where={\"kwh\":3}",
                "where={\"at\":{\"$gt\":\"1970-01-01T00:00:00.0Z\"}}",
                "where={\"device\":{\"$ne\":\"d1\"}}",
                "where={\"$or\":[{\"device\":\"d1\"},{\"kwh\":3}]}",
                "where={\"$nor\":[{\"device\":\"d1\"}]}",
                "sort=kwh",
                "sort=-at",
                "sort=device,at",
                "where={\"device\":\"d1\"}&sort=kwh",
            })
    void aQueryThatReadsAllRowsIsRefused(String query) {
        for (String large : List.of("meter", "large")) {
            RestResponse refused = get(ADMIN, large + "?" + query);
            assertThat(refused.status()).as(query).isEqualTo(400);
            assertThat(Requests.json(refused).get("_error", Document.class))
                    .containsEntry("id", "resources:query.unindexed")
                    .extractingByKey("message")
                    .asString()
                    .contains("_id; account_id + at + _id; device + at; owner_note");
        }
        assertThat(get(ADMIN, "meter?" + query, "Accept", "text/csv").status()).isEqualTo(400);
        assertThat(get(ADMIN, "small?" + query).status()).as(query).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "where={}",
                "where={\"device\":\"d1\"}",
                "where={\"device\":\"d1\",\"kwh\":3}",
                "where={\"device\":{\"$in\":[\"d1\",\"d2\"]}}&sort=-at",
                "where={\"$and\":[{\"device\":\"d1\"}]}&sort=at",
                "where={\"$or\":[{\"device\":\"d1\"},{\"account_id\":\"ann\"}]}",
                "sort=device,-at",
                "sort=-device,at",
                "sort=device",
                "sort=_id",
                "where=device=='d1'&sort=-at",
            })
    void aQueryThatAnIndexServesIsAnswered(String query) {
        assertThat(get(ADMIN, "meter?" + query).status()).as(query).isEqualTo(200);
    }

    @Test
    void theCallersOwnRowsAreFewEnough() {
        assertThat(get(ANN, "meter?where={\"kwh\":{\"$gt\":3}}&sort=-at").status())
                .isEqualTo(200);
        RestResponse refused = get(ANN, "meter?sort=kwh");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(new String(refused.body())).as("a hidden field").doesNotContain("owner_note");
    }
}
