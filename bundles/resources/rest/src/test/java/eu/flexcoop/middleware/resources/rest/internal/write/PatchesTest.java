package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.Date;
import java.util.List;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ADMIN;
import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ANN;
import static org.assertj.core.api.Assertions.assertThat;

/** PATCH with JSON Merge Patch, JSON Patch and update operators: access, validation, errors. */
@NeedsMongod
class PatchesTest {
    private static final String MERGE = PatchReader.MERGE_PATCH;
    private static final String JSON = PatchReader.JSON_PATCH;
    private static final String FIELDS = "application/json";
    private static final String BOXES =
            """
            {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH'],
             'datasource': {'projection': {'secret': 0}},
             'access': {'admin': {}, 'prosumer': {'rows': {'account_id': '$account'}, 'change': ['name', 'tags', 'count'],
                        'hidden': ['note']}},
             'schema': {'account_id': {'type': 'string'}, 'name': {'type': 'string', 'required': true, 'maxlength': 10},
                        'count': {'type': 'integer', 'max': 10}, 'since': {'type': 'datetime'},
                        'home': {'type': 'objectid'}, 'note': {'type': 'string'}, 'secret': {'type': 'string'},
                        'fixed': {'type': 'string', 'readonly': true},
                        'tags': {'type': 'list', 'schema': {'type': 'string'}},
                        'place': {'type': 'dict', 'schema': {'city': {'type': 'string', 'required': true},
                                  'zip': {'type': 'string', 'nullable': true}}}}}""";

    private static PrivateMongod mongod;
    private Api api;
    private ObjectId id;
    private String address;

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
                .with("boxes", BOXES)
                .with("free", BOXES.replace("'schema'", "'allow_unknown': true, 'schema'"));
        id = new ObjectId();
        address = "boxes/" + id;
        api.post(
                ADMIN,
                "boxes",
                """
                {'_id': '%s', 'account_id': 'ann', 'name': 'one', 'count': 3, 'since': '2026-01-01T00:00:00.000000Z',
                 'home': '%s', 'note': 'n', 'secret': 's', 'tags': ['a', 'b', 'a'], 'place': {'city': 'Graz', 'zip': '1'}}"""
                        .formatted(id, id));
    }

    /** Otherwise many small requests would make a document that fills the memory of whoever lists it. */
    @Test
    void noDocumentGrowsBeyondItsLimit() {
        String part = "x".repeat(1_800_000);
        ObjectId grown = new ObjectId();
        api.post(ADMIN, "free", "{'_id': '%s', 'name': 'one', 'place': {'city': 'Graz'}}".formatted(grown));
        for (String field : List.of("a", "b")) {
            assertThat(patchFree(grown, "{'%s': '%s'}".formatted(field, part)).status())
                    .isEqualTo(200);
        }
        RestResponse refused = patchFree(grown, "{'c': '%s'}".formatted(part));
        assertThat(refused.status()).isEqualTo(413);
        assertThat(api.stored("free", "_id", grown)).containsKey("b").doesNotContainKey("c");
    }

    private RestResponse patchFree(ObjectId grown, String body) {
        return api.request(ADMIN, "PATCH", "free/" + grown, body, "Content-Type", MERGE, "If-Match", "*");
    }

    private Document stored() {
        return api.stored("boxes", "_id", id);
    }

    private void good(String contentType, String patch) {
        RestResponse answer = api.patch(ADMIN, address, contentType, patch);
        assertThat(answer.status()).as(() -> Requests.json(answer).toJson()).isEqualTo(200);
    }

    @Test
    void aMergePatchMergesObjectsAndRemovesByNull() {
        good(MERGE, "{'note': null, 'place': {'zip': '2'}, 'tags': ['c'], 'since': '2026-02-01T00:00:00.000000Z'}");

        assertThat(stored()).doesNotContainKey("note").containsEntry("tags", List.of("c"));
        assertThat(stored().get("place")).isEqualTo(new Document("city", "Graz").append("zip", "2"));
        assertThat(stored().get("since")).isEqualTo(new Date(1769904000000L));
        good(MERGE, "{'place': {'zip': null}}");
        assertThat(stored().get("place")).isEqualTo(new Document("city", "Graz"));
    }

    @Test
    void aJsonPatchChangesInOrder() {
        good(
                JSON,
                """
                [{'op': 'test', 'path': '/since', 'value': '2026-01-01T00:00:00.000000Z'},
                 {'op': 'test', 'path': '/home', 'value': '%s'}, {'op': 'test', 'path': '/count', 'value': 3.0},
                 {'op': 'add', 'path': '/tags/1', 'value': 'x'}, {'op': 'add', 'path': '/tags/-', 'value': 'z'},
                 {'op': 'remove', 'path': '/tags/0'}, {'op': 'replace', 'path': '/count', 'value': 4},
                 {'op': 'copy', 'from': '/name', 'path': '/place/zip'}, {'op': 'move', 'from': '/place/zip', 'path': '/note'}]"""
                        .formatted(id));

        assertThat(stored())
                .containsEntry("tags", List.of("x", "b", "a", "z"))
                .containsEntry("count", 4)
                .containsEntry("note", "one");
        assertThat(stored().get("place")).isEqualTo(new Document("city", "Graz"));
        assertThat(stored().get("since")).isInstanceOf(Date.class);
    }

    @Test
    void operatorsChangeLikeThoseOfMongo() {
        good(
                FIELDS,
                """
                {'$set': {'place.zip': '9'}, '$unset': {'note': ''}, '$inc': {'count': 2}, '$push': {'tags': 'c'}}""");
        assertThat(stored())
                .doesNotContainKey("note")
                .containsEntry("count", 5)
                .containsEntry("tags", List.of("a", "b", "a", "c"));
        assertThat(stored().get("place", Document.class))
                .containsEntry("zip", "9")
                .containsEntry("city", "Graz");

        good(FIELDS, "{'$pull': {'tags': 'a'}}");
        assertThat(stored()).containsEntry("tags", List.of("b", "c"));
        good(FIELDS, "{'$addToSet': {'tags': {'$each': ['c', 'd']}}, '$unset': ['note', 'home']}");
        assertThat(stored()).containsEntry("tags", List.of("b", "c", "d")).doesNotContainKey("home");
        good(FIELDS, "{'$pull': {'tags': {'$in': ['b', 'd']}}, '$inc': {'count': -1}}");
        assertThat(stored()).containsEntry("tags", List.of("c")).containsEntry("count", 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            application/merge-patch+json | {'name': null}                                        | name
            application/merge-patch+json | {'count': 11}                                         | count
            application/merge-patch+json | {'place': {'city': null}}                             | place
            application/merge-patch+json | {'other': 1}                                          | other
            application/merge-patch+json | {'fixed': 'x'}                                        | fixed
            application/merge-patch+json | {'_etag': 'x'}                                        | _etag
            application/json-patch+json  | [{'op': 'remove', 'path': '/name'}]                   | name
            application/json-patch+json  | [{'op': 'add', 'path': '/tags/0', 'value': 7}]        | tags
            application/json-patch+json  | [{'op': 'add', 'path': '/_updated', 'value': 'x'}]    | _updated
            application/json             | {'$inc': {'count': 100}}                              | count
            application/json             | {'$push': {'tags': {'a': 1}}}                         | tags
            application/json             | {'$set': {'place.street': 'x'}}                       | place
            application/json             | {'$unset': {'place.city': ''}}                        | place
            application/json             | {'$set': {'_version': 1}}                             | _version
            """)
    void aResultThatIsNotValidIsNotStored(String contentType, String patch, String field) {
        Document before = stored();
        RestResponse answer = api.patch(ADMIN, address, contentType, patch);

        assertThat(answer.status()).as(() -> Requests.json(answer).toJson()).isEqualTo(422);
        assertThat(Requests.json(answer).get("_issues", Document.class)).containsOnlyKeys(field);
        assertThat(stored()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            application/json-patch+json | [{'op': 'replace', 'path': '/count', 'value': 5}, {'op': 'test', 'path': '/name', 'value': 'two'}] | Operation 1 (test /name)
            application/json-patch+json | [{'op': 'remove', 'path': '/place/none'}]                | Operation 0 (remove /place/none)
            application/json-patch+json | [{'op': 'add', 'path': '/tags/9', 'value': 'x'}]         | position 9
            application/json-patch+json | [{'op': 'add', 'path': '/tags/01', 'value': 'x'}]        | '01'
            application/json-patch+json | [{'op': 'add', 'path': '/name/x', 'value': 'x'}]         | 'name'
            application/json            | {'$inc': {'name': 1}}                                    | $inc name
            application/json            | {'$push': {'count': 1}}                                  | $push count
            application/json            | {'$inc': {'count': 9223372036854775807}}                 | $inc count
            """)
    void whatDoesNotFitTheDocumentIsNamed(String contentType, String patch, String named) {
        Document before = stored();
        RestResponse answer = api.patch(ADMIN, address, contentType, patch);

        assertThat(answer.status()).as(() -> Requests.json(answer).toJson()).isEqualTo(409);
        assertThat(Requests.json(answer).get("_error", Document.class).getString("message"))
                .contains(named);
        assertThat(stored()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            application/json-patch+json  | {}
            application/json-patch+json  | [7]
            application/json-patch+json  | [{'op': 'swap', 'path': '/name'}]
            application/json-patch+json  | [{'op': 'add', 'path': '/name'}]
            application/json-patch+json  | [{'op': 'add', 'path': '', 'value': {}}]
            application/json-patch+json  | [{'op': 'add', 'path': 'name', 'value': 1}]
            application/json-patch+json  | [{'op': 'add', 'path': '/a~2', 'value': 1}]
            application/json-patch+json  | [{'op': 'add', 'path': '/a\\u0000', 'value': 1}]
            application/json-patch+json  | [{'op': 'move', 'from': '/place', 'path': '/place/city'}]
            application/merge-patch+json | []
            application/merge-patch+json | {
            application/json             | {'$set': {'name': 'x'}, 'count': 1}
            application/json             | {'$where': 'true'}
            application/json             | {'$rename': {'name': 'x'}}
            application/json             | {'$set': {'place': {}, 'place.zip': '1'}}
            application/json             | {'$set': {'a..b': 1}}
            application/json             | {'$set': {'a.$': 1}}
            application/json             | {'$set': 7}
            application/json             | {'$inc': {'count': 'x'}}
            application/json             | {'$push': {'tags': {'$each': ['x'], '$slice': 1}}}
            application/json             | {'$pull': {'tags': {'$where': 'x'}}}
            """)
    void aMalformedPatchIsRefused(String contentType, String patch) {
        RestResponse answer = api.patch(ADMIN, address, contentType, patch);
        assertThat(answer.status()).as(patch).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            application/merge-patch+json | {'account_id': null}
            application/merge-patch+json | {'account_id': 'bob'}
            application/merge-patch+json | {'note': 'x'}
            application/merge-patch+json | {'place': {'zip': '2'}}
            application/merge-patch+json | {'since': null}
            application/json-patch+json  | [{'op': 'test', 'path': '/note', 'value': 'n'}]
            application/json-patch+json  | [{'op': 'copy', 'from': '/note', 'path': '/name'}]
            application/json-patch+json  | [{'op': 'move', 'from': '/secret', 'path': '/name'}]
            application/json-patch+json  | [{'op': 'test', 'path': '/secret', 'value': 's'}]
            application/json-patch+json  | [{'op': 'remove', 'path': '/account_id'}]
            application/json             | {'$unset': {'account_id': ''}}
            application/json             | {'$set': {'account_id': 'bob'}}
            application/json             | {'$set': {'note': 'x'}}
            application/json             | {'$set': {'place.zip': '2'}}
            """)
    void accessIsCheckedOnEveryPath(String contentType, String patch) {
        Document before = stored();
        RestResponse answer = api.patch(ANN, address, contentType, patch);

        assertThat(answer.status())
                .as(() -> patch + Requests.json(answer).toJson())
                .isEqualTo(403);
        assertThat(stored()).isEqualTo(before);
        assertThat(api.patch(Api.BOB, address, contentType, patch).status())
                .as("not his")
                .isIn(403, 404);
    }

    @Test
    void theCallerMayChangeWhatIsGranted() {
        assertThat(api.patch(ANN, address, FIELDS, "{'$push': {'tags': 'c'}, '$inc': {'count': 1}}")
                        .status())
                .isEqualTo(200);
        assertThat(api.patch(ANN, address, JSON, "[{'op': 'replace', 'path': '/name', 'value': 'x'}]")
                        .status())
                .isEqualTo(200);
        assertThat(stored())
                .containsEntry("note", "n")
                .containsEntry("secret", "s")
                .containsEntry("count", 4);
    }

    @Test
    void aDocumentOfOlderRulesCanBeChangedWhereItIsValid() {
        mongod.database()
                .getCollection("boxes")
                .updateOne(
                        new Document("_id", id),
                        new Document("$set", new Document("legacy", 1)).append("$unset", new Document("name", "")));

        good(MERGE, "{'count': 4}");
        assertThat(stored()).containsEntry("legacy", 1).containsEntry("count", 4);
        assertThat(api.patch(ADMIN, address, MERGE, "{'name': null}").status()).isEqualTo(422);
    }

    @Test
    void copiesCannotFillTheMemory() {
        ObjectId free = new ObjectId();
        api.post(ADMIN, "free", "{'_id': '%s', 'name': 'x', 'l': ['0123456789']}".formatted(free));
        StringBuilder patch = new StringBuilder("[");
        for (int i = 0; i < 60; i++) {
            patch.append(i == 0 ? "" : ",").append("{'op': 'copy', 'from': '/l', 'path': '/l/-'}");
        }

        RestResponse answer =
                api.patch(ADMIN, "free/" + free, JSON, patch.append("]").toString());
        assertThat(answer.status()).isEqualTo(409);
        assertThat(Requests.json(answer).get("_error", Document.class).getString("message"))
                .contains("Operation");
    }

    @Test
    void fieldsWithoutARuleKeepTheirTypes() {
        ObjectId free = new ObjectId();
        mongod.database()
                .getCollection("free")
                .insertOne(new Document("_id", free)
                        .append("name", "x")
                        .append("at", new Date(0))
                        .append("in", new Document("ref", id).append("n", 1L)));

        assertThat(api.patch(ADMIN, "free/" + free, JSON, "[{'op': 'add', 'path': '/in/more', 'value': 1}]")
                        .status())
                .isEqualTo(200);
        assertThat(api.stored("free", "_id", free))
                .containsEntry("at", new Date(0))
                .containsEntry("in", new Document("ref", id).append("n", 1L).append("more", 1));
    }
}
