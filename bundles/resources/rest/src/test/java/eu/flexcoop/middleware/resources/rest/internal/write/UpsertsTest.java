package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.mongodb.client.model.IndexOptions;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ADMIN;
import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ANN;
import static eu.flexcoop.middleware.resources.rest.internal.write.Api.BOB;
import static org.assertj.core.api.Assertions.assertThat;

/** POST with {@code ?upsert}, and bulks that meet unique values. */
@NeedsMongod
class UpsertsTest {
    private static final String METERS =
            """
            {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PUT'], 'versioning': %s,
             'access': {'admin': {}, 'prosumer': {'rows': {'account_id': '$account'}}, 'aggregator': {'methods': ['GET', 'POST']}},
             'schema': {'account_id': {'type': 'string'}, 'serial': {'type': 'string', 'unique': true},
                        'plain': {'type': 'string'}, 'level': {'type': 'integer', 'required': true}}}""";

    private static PrivateMongod mongod;
    private Api api;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void publish() {
        api = new Api(mongod)
                .with("meters", METERS.formatted(false))
                .with("kept", METERS.formatted(true))
                .with("fixed", METERS.formatted(false).replace("'GET', 'PUT'", "'GET'"));
    }

    private RestResponse upsert(String address, String body) {
        return api.request(ADMIN, "POST", address, body);
    }

    @Test
    void knownDocumentsAreReplacedAndOthersAreNew() {
        Document first = api.post(ADMIN, "kept", "{'serial': 'a', 'level': 1, 'plain': 'p'}");

        RestResponse answer =
                upsert("kept?upsert=serial", "[{'serial': 'a', 'level': 2}, {'serial': 'b', 'level': 3}]");

        assertThat(answer.status()).isEqualTo(201);
        List<Document> items = Requests.json(answer).getList("_items", Document.class);
        assertThat(items.get(0)).containsEntry("_id", first.getString("_id")).containsEntry("_version", 2);
        assertThat(items.get(0).get("_etag")).isNotEqualTo(first.get("_etag"));
        assertThat(items.get(1)).containsEntry("_version", 1);
        assertThat(api.items(ADMIN, "kept?sort=serial").get(0))
                .containsEntry("level", 2)
                .doesNotContainKey("plain");
        assertThat(api.items(ADMIN, "kept/" + first.getString("_id") + "?version=all"))
                .hasSize(2);
        assertThat(upsert("kept?upsert=serial", "[{'serial': 'a', 'level': 2}, {'serial': 'b', 'level': 3}]")
                        .status())
                .as("nothing new")
                .isEqualTo(200);
    }

    @Test
    void theIdIsTheKeyUnlessAnotherIsNamed() {
        ObjectId id = new ObjectId();
        String body = "{'_id': '%s', 'level': %d}";

        assertThat(upsert("meters?upsert", body.formatted(id, 1)).status()).isEqualTo(201);
        RestResponse answer = upsert("meters?upsert", body.formatted(id, 2));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Requests.json(answer)).containsEntry("_id", id.toHexString());
        assertThat(api.get(ADMIN, "meters/" + id)).containsEntry("level", 2);
    }

    @Test
    void oneInvalidDocumentKeepsAllAsTheyAre() {
        api.post(ADMIN, "meters", "{'serial': 'a', 'level': 1}");

        RestResponse answer = upsert(
                "meters?upsert=serial",
                "[{'serial': 'a', 'level': 2}, {'serial': 'b'}, {'level': 1}, {'serial': 'a', 'level': 3}]");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(upsert("meters?upsert=serial", "[{'serial': 'a', 'level': 2}, {'serial': 'b'}]")
                        .status())
                .isEqualTo(422);
        assertThat(api.items(ADMIN, "meters")).singleElement().satisfies(item -> assertThat(item)
                .containsEntry("level", 1));
    }

    @Test
    void aKeyOfSomebodyElseIsRefused() {
        api.post(BOB, "meters", "{'serial': 'b', 'level': 1}");

        RestResponse answer = api.request(
                ANN, "POST", "meters?upsert=serial", "[{'serial': 'a', 'level': 2}, {'serial': 'b', 'level': 2}]");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(api.items(ADMIN, "meters")).singleElement().satisfies(item -> assertThat(item)
                .containsEntry("level", 1));
        assertThat(api.request(ANN, "POST", "meters?upsert=serial", "{'serial': 'a', 'level': 2}")
                        .status())
                .isEqualTo(201);
        assertThat(api.items(ANN, "meters")).singleElement().satisfies(item -> assertThat(item)
                .containsEntry("account_id", "ann"));
    }

    @Test
    void upsertsNeedAUniqueKeyAndTheRightToReplace() {
        assertThat(upsert("meters?upsert=plain", "{'plain': 'a', 'level': 2}").status())
                .isEqualTo(400);
        assertThat(upsert("meters?upsert=none", "{'level': 2}").status()).isEqualTo(400);
        assertThat(upsert("fixed?upsert=serial", "{'serial': 'a', 'level': 2}").status())
                .isEqualTo(400);
        assertThat(api.request(
                                RowAccessTest.caller(Role.AGGREGATOR, "agg"),
                                "POST",
                                "meters?upsert=serial",
                                "{'serial': 'a', 'level': 2}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void concurrentUpsertsOfOneKeyMakeOneDocument() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                String body = "[{'serial': 'x', 'level': %d}, {'serial': 'y', 'level': %d}]".formatted(i, i);
                requests.add(() -> upsert("kept?upsert=serial", body).status());
            }
            for (Future<Integer> request : threads.invokeAll(requests)) {
                assertThat(request.get()).isIn(200, 201, 409, 503);
            }
        } finally {
            threads.shutdownNow();
        }
        List<Document> items = api.items(ADMIN, "kept?sort=serial");
        assertThat(items).hasSize(2);
        assertThat(items.get(0).get("level"))
                .as("both are of one request")
                .isEqualTo(items.get(1).get("level"));
    }

    @Test
    void aBulkThatMeetsAUniqueValueLeavesNothing() {
        upsert("meters", "{'serial': 'index', 'level': 1}");
        mongod.database()
                .getCollection("meters")
                .createIndex(
                        new Document("plain", 1),
                        new IndexOptions()
                                .unique(true)
                                .partialFilterExpression(new Document("plain", new Document("$exists", true))));
        try {
            RestResponse answer = upsert(
                    "meters", "[{'plain': 'a', 'level': 1}, {'plain': 'b', 'level': 1}, {'plain': 'a', 'level': 1}]");

            assertThat(answer.status()).isEqualTo(409);
            assertThat(api.items(ADMIN, "meters")).hasSize(1);
        } finally {
            mongod.database().getCollection("meters").dropIndex(new Document("plain", 1));
        }
    }

    @Test
    void linesAreUpsertedTogetherOrNotAtAll() {
        api.post(ADMIN, "meters", "{'serial': 'a', 'level': 1, 'account_id': 'ann'}");

        RestResponse csv = api.request(
                ADMIN, "POST", "meters?upsert=serial", "serial,level\na,10\nb,20\n", "Content-Type", "text/csv");
        assertThat(csv.status()).isEqualTo(201);
        assertThat(Requests.json(csv)).containsEntry("_inserted", 1).containsEntry("_replaced", 1);
        assertThat(api.stored("meters", "serial", "a"))
                .containsEntry("level", 10)
                .doesNotContainKey("account_id");

        RestResponse again = api.request(
                ADMIN,
                "POST",
                "meters?upsert=serial",
                "{'serial': 'a', 'level': 11}\n{'serial': 'b', 'level': 21}\n",
                "Content-Type",
                "application/x-ndjson");
        assertThat(again.status()).isEqualTo(200);
        assertThat(Requests.json(again)).containsEntry("_inserted", 0).containsEntry("_replaced", 2);

        RestResponse refused = api.request(
                ADMIN,
                "POST",
                "meters?upsert=serial",
                "{'serial': 'a', 'level': 12}\n{'serial': 'c'}\n{'level': 1}\n",
                "Content-Type",
                "application/x-ndjson");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(Requests.json(refused).getList("_items", Document.class).get(0))
                .containsEntry("_line", 3);
        assertThat(Requests.json(api.request(
                                ADMIN,
                                "POST",
                                "meters?upsert=serial",
                                "serial,level\n\"a\",12\n\"c\",\n",
                                "Content-Type",
                                "text/csv"))
                        .getList("_items", Document.class)
                        .get(0))
                .containsEntry("_line", 3)
                .containsEntry("_issues", new Document("level", "required field"));
        assertThat(api.stored("meters", "serial", "a")).containsEntry("level", 11);
        assertThat(api.stored("meters", "serial", "c")).isNull();
    }

    @Test
    void moreLinesThanATransactionTakesAreRefused() {
        StringBuilder lines = new StringBuilder("serial,level\n");
        for (int i = 0; i <= Selection.MOST; i++) {
            lines.append('s').append(i).append(",1\n");
        }

        RestResponse refused =
                api.request(ADMIN, "POST", "meters?upsert=serial", lines.toString(), "Content-Type", "text/csv");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(api.items(ADMIN, "meters")).isEmpty();
    }
}
