package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ADMIN;
import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ANN;
import static eu.flexcoop.middleware.resources.rest.internal.write.Api.BOB;
import static org.assertj.core.api.Assertions.assertThat;

/** PATCH and DELETE of the documents that a where selects. */
@NeedsMongod
class SelectionsTest {
    private static final String LAMPS =
            """
            {'resource_methods': ['GET', 'POST', 'PATCH', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'DELETE'],
             'versioning': %s, 'soft_delete': %s,
             'access': {'admin': {}, 'prosumer': {'rows': {'account_id': '$account'}, 'hidden': ['note'],
                        'change': ['on', 'level']}},
             'schema': {'account_id': {'type': 'string'}, 'on': {'type': 'boolean'}, 'note': {'type': 'string'},
                        'level': {'type': 'integer', 'max': 10}, 'key': {'type': 'string', 'unique': true}}}""";

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
                .with("lamps", LAMPS.formatted(false, false))
                .with("kept", LAMPS.formatted(true, true))
                .with("old", LAMPS.formatted(true, false))
                .with("closed", LAMPS.formatted(false, false).replace("'schema'", "'allowed_filters': [], 'schema'"))
                .with("single", LAMPS.formatted(false, false).replace("'POST', 'PATCH'", "'POST'"));
        for (String resource : List.of("lamps", "kept", "old")) {
            api.post(
                    ADMIN,
                    resource,
                    """
                    [{'account_id': 'ann', 'level': 1, 'note': 'a'}, {'account_id': 'ann', 'level': 5, 'note': 'b'},
                     {'account_id': 'ann', 'level': 9, 'note': 'c'}, {'account_id': 'bob', 'level': 5, 'note': 'd'}]""");
        }
    }

    private List<Integer> levels(String resource) {
        return api.items(ADMIN, resource + "?sort=account_id,level").stream()
                .map(item -> item.getInteger("level"))
                .toList();
    }

    @Test
    void thePatchIsAppliedToEachSelectedDocument() {
        List<Document> before = api.items(ADMIN, "lamps?sort=account_id,level");
        RestResponse answer =
                api.request(ADMIN, "PATCH", "lamps?where={\"level\":{\"$lt\":9}}", "{'$inc': {'level': 1}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Requests.json(answer)).containsEntry("_matched", 3).containsEntry("_changed", 3);
        assertThat(levels("lamps")).containsExactly(2, 6, 9, 6);
        List<Document> after = api.items(ADMIN, "lamps?sort=account_id,level");
        assertThat(after.get(0).get("_etag")).isNotEqualTo(before.get(0).get("_etag"));
        assertThat(after.get(2).get("_etag"))
                .as("not selected")
                .isEqualTo(before.get(2).get("_etag"));
    }

    @Test
    void whatIsAsTheClientWantsItIsNotChanged() {
        RestResponse answer = api.request(ADMIN, "PATCH", "lamps?where={}", "{'level': 5}");

        assertThat(Requests.json(answer)).containsEntry("_matched", 4).containsEntry("_changed", 2);
    }

    @Test
    void oneDocumentThatWouldBeInvalidKeepsAllAsTheyAre() {
        RestResponse answer = api.request(ADMIN, "PATCH", "lamps?where={}", "{'$inc': {'level': 3}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Requests.json(answer).getList("_items", Document.class))
                .singleElement()
                .satisfies(item ->
                        assertThat(item.get("_issues", Document.class)).containsEntry("level", "max value is 10"));
        assertThat(levels("lamps")).containsExactly(1, 5, 9, 5);
    }

    @Test
    void oneDocumentThatThePatchDoesNotFitKeepsAllAsTheyAre() {
        RestResponse answer = api.request(
                ADMIN,
                "PATCH",
                "lamps?where={}",
                "[{'op': 'add', 'path': '/on', 'value': true}, {'op': 'test', 'path': '/account_id', 'value': 'ann'}]",
                "Content-Type",
                PatchReader.JSON_PATCH);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(Requests.json(answer).get("_error", Document.class).getString("message"))
                .contains("Document ", "Operation 1 (test /account_id)");
        assertThat(api.items(ADMIN, "lamps?where={\"on\":true}")).isEmpty();
    }

    @Test
    void aUniqueValueCannotBeGivenToTwo() {
        RestResponse answer = api.request(ADMIN, "PATCH", "lamps?where={\"level\":5}", "{'key': 'k'}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(api.items(ADMIN, "lamps?where={\"key\":\"k\"}")).isEmpty();
        assertThat(api.request(ADMIN, "PATCH", "lamps?where={\"level\":9}", "{'key': 'k'}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCallerChangesOnlyHisRowsAndFields() {
        assertThat(Requests.json(api.request(ANN, "PATCH", "lamps?where={}", "{'on': true}")))
                .containsEntry("_matched", 3);
        assertThat(api.items(BOB, "lamps?where={\"on\":true}")).isEmpty();
        assertThat(api.request(ANN, "PATCH", "lamps?where={}", "{'key': 'x'}").status())
                .isEqualTo(403);
        assertThat(api.request(ANN, "PATCH", "lamps?where={}", "{'note': 'x'}").status())
                .isEqualTo(403);
        assertThat(api.request(ANN, "PATCH", "lamps?where={}", "{'account_id': 'bob'}")
                        .status())
                .isEqualTo(403);
        assertThat(api.request(ANN, "PATCH", "lamps?where={\"note\":\"a\"}", "{'on': true}")
                        .status())
                .as("a hidden field cannot be found out")
                .isEqualTo(400);
        assertThat(api.request(ANN, "DELETE", "lamps?where={\"note\":\"a\"}", "")
                        .status())
                .isEqualTo(400);
        assertThat(Requests.json(api.request(BOB, "DELETE", "lamps?where={}", "")))
                .containsEntry("_removed", 1);
        assertThat(levels("lamps")).containsExactly(1, 5, 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?where=", "?where=%20", "?where={", "?where=[]", "?where={\"$where\":\"1\"}"})
    void aPatchNeedsAFilter(String query) {
        assertThat(api.request(ADMIN, "PATCH", "lamps" + query, "{'level': 2}").status())
                .isEqualTo(400);
        assertThat(levels("lamps")).containsExactly(1, 5, 9, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?where=", "?where=%20", "?where={", "?where=7", "?where={\"$where\":\"1\"}"})
    void aBadFilterDoesNotDeleteAll(String query) {
        assertThat(api.request(ADMIN, "DELETE", "lamps" + query, "").status()).isEqualTo(400);
        assertThat(levels("lamps")).hasSize(4);
    }

    @Test
    void aResourceWithoutFiltersHasNoSelections() {
        assertThat(api.request(ADMIN, "DELETE", "closed?where={}", "").status()).isEqualTo(400);
        assertThat(api.request(ADMIN, "PATCH", "closed?where={}", "{'level': 1}")
                        .status())
                .isEqualTo(400);
        assertThat(api.request(ADMIN, "PATCH", "single?where={}", "{'level': 1}")
                        .status())
                .as("not among the methods")
                .isEqualTo(405);
    }

    @Test
    void deletingRemovesOnlyWhatIsSelected() {
        RestResponse answer = api.request(ADMIN, "DELETE", "lamps?where={\"level\":5}", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Requests.json(answer)).containsEntry("_matched", 2).containsEntry("_removed", 2);
        assertThat(levels("lamps")).containsExactly(1, 9);
        assertThat(api.request(ADMIN, "DELETE", "lamps", "").status()).isEqualTo(204);
        assertThat(levels("lamps")).isEmpty();
    }

    @Test
    void versionsAndMarksAreKept() {
        assertThat(api.request(ADMIN, "PATCH", "kept?where={\"level\":5}", "{'level': 6}")
                        .status())
                .isEqualTo(200);
        assertThat(api.request(ADMIN, "DELETE", "kept?where={\"level\":6}", "").status())
                .isEqualTo(200);
        List<Document> deleted = api.items(ADMIN, "kept?where={\"_deleted\":true}");
        assertThat(deleted).hasSize(2).allSatisfy(item -> assertThat(item).containsEntry("_version", 3));
        assertThat(api.items(ADMIN, "kept/" + deleted.get(0).getString("_id") + "?version=all"))
                .extracting(item -> item.getInteger("level"))
                .containsExactly(5, 6, 6);

        api.request(ADMIN, "PATCH", "old?where={\"level\":5}", "{'level': 6}");
        assertThat(mongod.database().getCollection("old_versions").countDocuments())
                .isEqualTo(2);
        api.request(ADMIN, "DELETE", "old?where={\"level\":6}", "");
        assertThat(mongod.database().getCollection("old_versions").countDocuments())
                .isZero();
    }

    @Test
    void aSelectionHasABound() {
        String many = IntStream.range(0, Selection.MOST)
                .mapToObj(n -> "{'level': 7}")
                .collect(Collectors.joining(",", "[", "]"));
        api.post(ADMIN, "lamps", many);
        api.post(ADMIN, "lamps", "{'level': 7}");

        assertThat(api.request(ADMIN, "PATCH", "lamps?where={\"level\":7}", "{'level': 8}")
                        .status())
                .isEqualTo(400);
        assertThat(api.request(ADMIN, "DELETE", "lamps?where={\"level\":7}", "").status())
                .isEqualTo(400);
        assertThat(api.request(ADMIN, "GET", "lamps?where={\"level\":8}", "")
                        .headers()
                        .get("X-Total-Count"))
                .isEqualTo("0");
    }
}
