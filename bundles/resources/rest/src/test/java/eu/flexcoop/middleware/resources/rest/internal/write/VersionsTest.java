package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ADMIN;
import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ANN;
import static eu.flexcoop.middleware.resources.rest.internal.write.Api.BOB;
import static org.assertj.core.api.Assertions.assertThat;

/** Documents whose earlier states are kept. */
@NeedsMongod
class VersionsTest {
    private static final String METHODS =
            "'resource_methods': ['GET', 'POST', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],";
    private static final String PLANS = "{" + METHODS
            + """
             'versioning': true, 'soft_delete': %s,
             'access': {'prosumer': {'methods': ['GET', 'POST', 'PATCH', 'DELETE'],
                        'rows': {'account_id': '$account'}, 'hidden': ['note']}, 'admin': {}},
             'schema': {'account_id': {'type': 'string'}, 'title': {'type': 'string'}, 'note': {'type': 'string'},
                        'tag': {'type': 'string', 'versioned': false}}}""";

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
        api = new Api(mongod).with("plans", PLANS.formatted(false)).with("kept", PLANS.formatted(true));
    }

    /** The address of a document with three versions. */
    private String three(String resource) {
        String address = resource
                + "/"
                + api.post(ADMIN, resource, "{'account_id': 'ann', 'title': 'one', 'note': 'n', 'tag': '$x'}")
                        .getString("_id");
        change(address, "{'title': 'two'}");
        change(address, "{'title': 'three', 'tag': '$y'}");
        return address;
    }

    private void change(String address, String body) {
        RestResponse answer = api.patch(ADMIN, address, "application/json", body);
        assertThat(answer.status()).as(() -> Requests.json(answer).toJson()).isEqualTo(200);
    }

    private List<String> titles(List<Document> items) {
        return items.stream().map(item -> item.getString("title")).toList();
    }

    @Test
    void everyVersionIsReadAsItWas() {
        String address = three("plans");

        assertThat(api.get(ADMIN, address))
                .containsEntry("_version", 3)
                .containsEntry("_latest_version", 3)
                .containsEntry("title", "three");
        assertThat(api.get(ADMIN, address + "?version=1"))
                .containsEntry("_version", 1)
                .containsEntry("_latest_version", 3)
                .containsEntry("title", "one")
                .as("not versioned")
                .containsEntry("tag", "$y")
                .containsEntry("_id", address.substring(6));
        assertThat(api.get(ADMIN, address + "?version=3")).containsEntry("title", "three");
        assertThat(titles(api.items(ADMIN, address + "?version=all"))).containsExactly("one", "two", "three");
        assertThat(titles(api.items(ADMIN, address + "?version=all&sort=-_version&max_results=2")))
                .containsExactly("three", "two");
        assertThat(api.items(ADMIN, "plans"))
                .singleElement()
                .satisfies(item -> assertThat(item).containsEntry("_version", 3).containsEntry("_latest_version", 3));
    }

    @Test
    void onlyAsManyEarlierStatesAreKeptAsTheDefinitionSays() {
        String few = PLANS.formatted(true).replace("'versioning': true", "'versioning': true, 'versions_kept': 2");
        api.with("few", few);
        String address = three("few");
        change(address, "{'title': 'four'}");
        change(address, "{'title': 'five'}");

        assertThat(titles(api.items(ADMIN, address + "?version=all"))).containsExactly("three", "four", "five");
        assertThat(titles(api.items(ADMIN, address + "?version=diffs"))).containsExactly("three", "four", "five");
        assertThat(api.request(ADMIN, "GET", address + "?version=2", "").status())
                .isEqualTo(404);
        assertThat(api.get(ADMIN, address + "?version=3"))
                .containsEntry("title", "three")
                .containsEntry("_latest_version", 5);

        String other = three("few");
        assertThat(api.request(ADMIN, "DELETE", "few", "").status()).isEqualTo(204);
        assertThat(titles(api.items(ADMIN, other + "?version=all&show_deleted")))
                .as("the deletion is the fourth version, also in a transaction")
                .containsExactly("two", "three", "three");
    }

    @Test
    void aNumberThatIsNoVersionIsRefused() {
        String address = three("plans");

        assertThat(api.request(ADMIN, "GET", address + "?version=4", "").status())
                .isEqualTo(404);
        for (String bad : List.of("0", "-1", "abc", "1.5", "99999999999")) {
            assertThat(api.request(ADMIN, "GET", address + "?version=" + bad, "")
                            .status())
                    .as(bad)
                    .isEqualTo(400);
        }
    }

    @Test
    void diffsHaveOnlyWhatChanged() {
        String address = three("plans");
        change(address, "{'note': 'm'}");
        RestResponse removed = api.patch(ADMIN, address, "application/merge-patch+json", "{'note': null}");
        assertThat(removed.status()).isEqualTo(200);

        List<Document> diffs = api.items(ADMIN, address + "?version=diffs");

        assertThat(diffs).hasSize(5);
        assertThat(diffs.get(0)).containsEntry("title", "one").containsEntry("note", "n");
        assertThat(diffs.get(1)).containsEntry("title", "two").containsKeys("_version", "_etag", "_links");
        assertThat(diffs.get(1)).doesNotContainKeys("note", "account_id", "_id");
        assertThat(diffs.get(3)).containsEntry("note", "m").doesNotContainKey("title");
        assertThat(diffs.get(4)).containsKey("note").containsEntry("note", null);
    }

    @Test
    void aVersionIsTheCallersOnlyIfItWasHisThen() {
        String address = three("plans");
        change(address, "{'account_id': 'bob'}");
        change(address, "{'account_id': 'ann', 'title': 'back'}");

        assertThat(titles(api.items(ANN, address + "?version=all"))).containsExactly("one", "two", "three", "back");
        assertThat(api.request(ANN, "GET", address + "?version=4", "").status())
                .as("bob's")
                .isEqualTo(404);
        assertThat(api.request(BOB, "GET", address + "?version=all", "").status())
                .as("not his now")
                .isEqualTo(404);
        assertThat(api.request(BOB, "GET", address + "?version=4", "").status()).isEqualTo(404);
        assertThat(api.get(ANN, address + "?version=all").get("_meta", Document.class))
                .containsEntry("total", 4);
    }

    @Test
    void hiddenFieldsAreHiddenInAllVersions() {
        String address = three("plans");
        change(address, "{'note': 'secret'}");

        assertThat(api.get(ANN, address + "?version=1")).doesNotContainKey("note");
        assertThat(api.get(ANN, address + "?version=1&projection={\"note\":1}")).doesNotContainKey("note");
        assertThat(api.items(ANN, address + "?version=all"))
                .allSatisfy(item -> assertThat(item).doesNotContainKey("note"));
        assertThat(api.items(ANN, address + "?version=diffs"))
                .allSatisfy(item -> assertThat(item).doesNotContainKey("note"));
    }

    @Test
    void theEtagOfOldVersionsChangesWithTheDocument() {
        String address = three("plans");
        RestResponse before = api.request(ADMIN, "GET", address + "?version=1", "");
        String first = Requests.json(before).getString("_etag");
        String etag = api.get(ADMIN, address).getString("_etag");

        assertThat(before.headers().get("ETag")).isEqualTo('"' + first + "3\"");
        assertThat(api.request(ADMIN, "GET", address + "?version=1", "", "If-None-Match", first + "3")
                        .status())
                .isEqualTo(304);
        assertThat(api.request(ADMIN, "PATCH", address, "{'title': 'four'}", "If-Match", etag)
                        .status())
                .as("the _etag is good, too")
                .isEqualTo(200);
        assertThat(api.request(ADMIN, "GET", address + "?version=1", "")
                        .headers()
                        .get("ETag"))
                .isNotEqualTo(before.headers().get("ETag"));
        assertThat(api.request(ADMIN, "PATCH", address, "{'title': 'five'}", "If-Match", etag)
                        .status())
                .isEqualTo(412);
    }

    @Test
    void whatAnInterruptedWriteLeavesIsNotVisible() {
        String address = three("plans");
        ObjectId id = new ObjectId(address.substring(6));
        Document copied = new Document("_id_document", id).append("_version", 3).append("title", "never stored");
        mongod.database().getCollection("plans_versions").insertOne(copied);

        assertThat(titles(api.items(ADMIN, address + "?version=all"))).containsExactly("one", "two", "three");
        assertThat(api.get(ADMIN, address + "?version=3")).containsEntry("title", "three");
        change(address, "{'title': 'four'}");
        assertThat(titles(api.items(ADMIN, address + "?version=all"))).containsExactly("one", "two", "three", "four");
    }

    @Test
    void ofConcurrentChangesOneWinsAndTheHistoryHasNoOther() throws Exception {
        String address = three("plans");
        String etag = api.get(ADMIN, address).getString("_etag");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> changes = IntStream.range(0, 16)
                    .<Callable<Integer>>mapToObj(
                            n -> () -> api.request(ADMIN, "PATCH", address, "{'title': 't" + n + "'}", "If-Match", etag)
                                    .status())
                    .toList();
            int good = 0;
            for (Future<Integer> change : threads.invokeAll(changes)) {
                assertThat(change.get()).isIn(200, 412);
                good += change.get() == 200 ? 1 : 0;
            }
            assertThat(good).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(api.items(ADMIN, address + "?version=all"))
                .extracting(item -> item.getInteger("_version"))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void deletingRemovesTheHistory() {
        String address = three("plans");
        three("plans");
        String etag = api.get(ADMIN, address).getString("_etag");

        assertThat(api.request(ADMIN, "DELETE", address, "", "If-Match", etag).status())
                .isEqualTo(204);
        assertThat(mongod.database().getCollection("plans_versions").countDocuments())
                .isEqualTo(2);
        assertThat(api.request(ADMIN, "DELETE", "plans", "").status()).isEqualTo(204);
        assertThat(mongod.database().getCollection("plans_versions").countDocuments())
                .isZero();
    }

    @Test
    void aDeletionThatKeepsTheDocumentIsAVersion() {
        String address = three("kept");
        String etag = api.get(ADMIN, address).getString("_etag");
        assertThat(api.request(ADMIN, "DELETE", address, "", "If-Match", etag).status())
                .isEqualTo(204);

        RestResponse gone = api.request(ADMIN, "GET", address, "");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(Requests.json(gone)).containsEntry("_version", 4).containsEntry("_deleted", true);
        assertThat(api.get(ADMIN, address + "?version=3")).containsEntry("_deleted", false);
        assertThat(api.request(ADMIN, "GET", address + "?version=4", "").status())
                .isEqualTo(404);
        assertThat(api.items(ADMIN, address + "?version=all")).hasSize(4);

        String deletion = gone.headers().get("ETag");
        assertThat(api.request(ADMIN, "PATCH", address, "{}", "If-Match", deletion)
                        .status())
                .isEqualTo(200);
        assertThat(api.get(ADMIN, address)).containsEntry("_version", 5).containsEntry("title", "three");
        assertThat(api.request(ADMIN, "DELETE", "kept", "").status()).isEqualTo(204);
        assertThat(Requests.json(api.request(ADMIN, "GET", address, ""))).containsEntry("_version", 6);
    }

    @Test
    void documentsThatAreOlderThanTheKeyAreAtTheirFirstVersion() {
        ObjectId id = new ObjectId();
        mongod.database()
                .getCollection("plans")
                .insertOne(new Document("_id", id).append("title", "old").append("_etag", "e"));

        assertThat(api.get(ADMIN, "plans/" + id)).containsEntry("_version", 1).containsEntry("_latest_version", 1);
        change("plans/" + id, "{'title': 'new'}");
        assertThat(titles(api.items(ADMIN, "plans/" + id + "?version=all"))).containsExactly("old", "new");
    }
}
