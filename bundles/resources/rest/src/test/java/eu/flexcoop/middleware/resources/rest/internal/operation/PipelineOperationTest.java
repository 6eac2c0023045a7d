package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.http.Router;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Resources that are computed by a pipeline, against a real mongod. */
@NeedsMongod
class PipelineOperationTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");

    private static PrivateMongod mongod;
    private static PublishedResources registry;
    private static Router router;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        registry = new PublishedResources();
        Published.add(
                registry,
                "totals",
                """
                {'access': {'prosumer': {'rows': {'owner': '$account'}}, 'admin': {}},
                 'schema': {'owner': {'type': 'string'}},
                 'datasource': {'source': 'readings', 'aggregation': {'pipeline': [
                     {'$match': {'value': {'$gte': '$least'}}},
                     {'$group': {'_id': '$sensor', 'total': {'$sum': '$value'}, 'weight': {'$sum': '$weight'}}},
                     {'$sort': {'_id': 1}}]}}}""");
        Published.add(
                registry,
                "all",
                """
                {'access': {'admin': {}}, 'datasource': {'source': 'readings', 'aggregation': {'pipeline': [
                     {'$group': {'_id': null, 'n': {'$sum': 1}}}]}}}""");
        Published.add(
                registry,
                "picked",
                """
                {'access': {'admin': {}}, 'datasource': {'source': 'readings', 'aggregation': {'pipeline': [
                     {'$match': {'sensor': '$which'}}, {'$count': 'n'}]}}}""");
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty()),
                Published.SETTINGS);
        mongod.database()
                .getCollection("readings")
                .insertMany(List.of(
                        reading("ann", "a", 1),
                        reading("ann", "a", 3),
                        reading("bob", "a", 5),
                        reading("bob", "b", 7)));
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static Document reading(String owner, String sensor, int value) {
        return new Document("owner", owner)
                .append("sensor", sensor)
                .append("value", value)
                .append("pin", 1234);
    }

    private static RestResponse get(Caller caller, String parameters) {
        return Requests.request(
                router,
                caller,
                "GET",
                "totals?aggregate=" + URLEncoder.encode(parameters.replace('\'', '"'), StandardCharsets.UTF_8),
                "");
    }

    private static List<Document> rows(Caller caller, String parameters) {
        RestResponse answer = get(caller, parameters);
        assertThat(answer.status()).isEqualTo(200);
        return Requests.json(answer).getList("_items", Document.class);
    }

    @Test
    void parametersAreValuesOrComparisonsAndAnEmptyObjectRemovesTheCondition() {
        assertThat(rows(ADMIN, "{'$least': 5, '$weight': '$value'}"))
                .extracting(Document::toJson)
                .containsExactly(
                        "{\"_id\": \"a\", \"total\": 5, \"weight\": 5}",
                        "{\"_id\": \"b\", \"total\": 7, \"weight\": 7}");
        assertThat(rows(ADMIN, "{'$least': {}, '$weight': 1}"))
                .extracting(row -> row.getInteger("total"))
                .containsExactly(9, 7);
    }

    @Test
    void theRowsOfOthersAreNotCounted() {
        assertThat(rows(ANN, "{'$least': {}, '$weight': 1}"))
                .extracting(row -> row.getInteger("total"))
                .containsExactly(4);
        assertThat(Requests.request(router, ANN, "GET", "all", "").status()).isEqualTo(403);
    }

    @Test
    void aGroupOfAllRowsHasNullForItsId() {
        assertThat(Requests.json(Requests.request(router, ADMIN, "GET", "all", ""))
                        .getList("_items", Document.class))
                .containsExactly(new Document("_id", null).append("n", 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$weight': '$pin'}",
                "{'$weight': '$$ROOT'}",
                "{'$least': {'$where': 'sleep(1000)'}}",
                "{'$least': {'$function': {'body': 'f', 'args': [], 'lang': 'js'}}}",
                "{'$least': {'$regex': '(a+)+$'}}",
                "{'$weight': {'pin': 1}}",
                "{'$weight': {'$gt': ['$value', '$pin']}}",
                "[]",
                "7",
                "{"
            })
    void whatReachesBeyondTheAggregationIsRefused(String parameters) {
        assertThat(get(ADMIN, parameters).status()).isEqualTo(400);
    }

    @Test
    void anOperatorWithAWrongOperandIsRefusedAndNoFailureOfTheServer() {
        assertThat(picked("{'$which': {'$in': ['a', 'x']}}").status()).isEqualTo(200);
        assertThat(picked("{'$which': {'$in': 5}}").status()).isEqualTo(400);
        assertThat(picked("{'$which': {'$not': 5}}").status()).isEqualTo(400);
    }

    private static RestResponse picked(String parameters) {
        return Requests.request(
                router,
                ADMIN,
                "GET",
                "picked?aggregate=" + URLEncoder.encode(parameters.replace('\'', '"'), StandardCharsets.UTF_8),
                "");
    }

    @Test
    void computedRowsAreNeitherWrittenNorFollowedNorExported() {
        assertThat(Requests.request(router, ADMIN, "POST", "totals", "{}").status())
                .isEqualTo(405);
        assertThat(Requests.request(router, ADMIN, "DELETE", "totals", "").status())
                .isEqualTo(405);
        assertThat(Requests.request(router, ADMIN, "GET", "totals/_changes", "").status())
                .isEqualTo(404);
        RestResponse lines = Requests.request(router, ADMIN, "GET", "totals", "", "Accept", "application/x-ndjson");
        assertThat(new String(lines.body(), StandardCharsets.UTF_8)).doesNotContain("pin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$lookup': {'from': 'secrets', 'localField': 'a', 'foreignField': 'b', 'as': 'c'}}",
                "{'$out': 'readings'}",
                "{'$merge': 'readings'}",
                "{'$match': {'$where': 'true'}}",
                "{'$facet': {'a': [{'$unionWith': 'secrets'}]}}",
                "{'$match': {}, '$sort': {'a': 1}}",
                "7"
            })
    void aStageThatReadsOrWritesElsewhereIsRefusedWithTheDefinition(String stage) {
        PublishedResources refusing = new PublishedResources();
        Published.add(refusing, "bad", "{'datasource': {'aggregation': {'pipeline': [" + stage + "]}}}");
        assertThat(refusing.named("bad")).isEmpty();
    }
}
