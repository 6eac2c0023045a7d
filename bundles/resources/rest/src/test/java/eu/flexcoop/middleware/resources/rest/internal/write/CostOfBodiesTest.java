package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Small bodies that would take much memory are refused, and answers are no larger than what they answer. */
@NeedsMongod
class CostOfBodiesTest {
    private static final String MANY = String.join(",", Collections.nCopies(300_000, "{}"));
    private static final String ITEM = "{'n': 1, 'list': [1]}";

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
                .with(
                        "notes",
                        """
                        {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH', 'PUT'],
                         'access': {'admin': {}}, 'allow_unknown': true,
                         'schema': {'n': {'type': 'integer'}, 'list': {'type': 'list', 'schema': {'type': 'integer'}},
                                    'object': {'type': 'dict', 'valueschema': {'type': 'integer'}}}}""")
                .with(
                        "strict",
                        """
                        {'resource_methods': ['GET', 'POST'], 'access': {'admin': {}},
                         'schema': {'n': {'type': 'integer'}}}""");
    }

    private RestResponse post(String body, String... headers) {
        return api.request(Api.ADMIN, "POST", "notes", body, headers);
    }

    private static String list(String element, int times) {
        return "[" + String.join(",", Collections.nCopies(times, element)) + "]";
    }

    @Test
    void aBulkHasAThousandDocumentsAtMost() {
        assertThat(post(list(ITEM, 1001)).status()).isEqualTo(413);
        assertThat(Requests.json(post(list(ITEM, 1001))).toJson()).contains("1001 documents, at most 1000");
        assertThat(post(list(ITEM, 1000)).status()).isEqualTo(201);
    }

    @Test
    void soHasAnUpsert() {
        assertThat(api.request(Api.ADMIN, "POST", "notes?upsert=_id", list("{'_id': 'x'}", 1001))
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%s]", "{'list': [%s]}", "{'object': {'a': {'b': [[%s]]}}}"})
    void aBodyOfManySmallValuesIsRefused(String form) {
        assertThat(post(form.formatted(MANY)).status()).isEqualTo(413);
        assertThat(post(form.formatted(MANY), "Content-Type", "application/x-ndjson")
                        .status())
                .isIn(400, 413);
    }

    @Test
    void aLineOfManySmallValuesIsRefusedWhileManyLinesAreNot() {
        String lines = String.join("\n", Collections.nCopies(20_000, "{'list': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}"));

        assertThat(post("{'list': [%s]}".formatted(MANY), "Content-Type", "application/x-ndjson")
                        .status())
                .isEqualTo(413);
        assertThat(post(lines, "Content-Type", "application/x-ndjson").status()).isEqualTo(201);
    }

    @Test
    void aPatchOfManySmallValuesIsRefused() {
        String id = api.post(Api.ADMIN, "notes", ITEM).getString("_id");

        for (String type :
                new String[] {"application/json", "application/merge-patch+json", "application/json-patch+json"}) {
            assertThat(api.patch(Api.ADMIN, "notes/" + id, type, "[%s]".formatted(MANY))
                            .status())
                    .as(type)
                    .isEqualTo(413);
        }
    }

    @ParameterizedTest
    @CsvSource({"list, [%s]", "object, {%s}"})
    void ofManyWrongElementsTheFirstAreReported(String field, String form) {
        StringBuilder elements = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            elements.append(i == 0 ? "" : ",").append(field.equals("list") ? "'x'" : "'k%d': 'x'".formatted(i));
        }
        RestResponse answer = post("{'%s': %s}".formatted(field, form.formatted(elements)));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(issues(answer, field)).hasSize(100);
    }

    @Test
    void ofManyUnknownFieldsTheFirstAreReported() {
        StringBuilder fields = new StringBuilder("{'n': 1");
        for (int i = 0; i < 5000; i++) {
            fields.append(",'k%d': 1".formatted(i));
        }
        RestResponse answer =
                api.request(Api.ADMIN, "POST", "strict", fields.append("}").toString());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Requests.json(answer).get("_issues", Document.class)).hasSize(100);
    }

    private static Map<String, Object> issues(RestResponse answer, String field) {
        Object found = Requests.json(answer).get("_issues", Document.class).get(field);
        return found instanceof Document map
                ? map
                : ((java.util.List<?>) found)
                        .stream().map(Document.class::cast).toList().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-ndjson"})
    void longNamesAreRefusedBeforeTheParserKeepsThem(String type) {
        RestResponse answer = post("{'%s': 1}".formatted("a".repeat(1001)), "Content-Type", type);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(Requests.json(answer).toJson()).contains("Name length (1001)");
        assertThat(post("{'%s': 1}".formatted("a".repeat(1000)), "Content-Type", type)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void longNamesInQueriesAreRefused() {
        assertThat(api.request(Api.ADMIN, "GET", "notes?where={'%s':1}".formatted("a".repeat(1001)), "")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 900, 100_000})
    void deepBodiesAreRefused(int depth) {
        String deep = "[".repeat(depth) + "]".repeat(depth);

        assertThat(post("{'x': %s}".formatted(deep)).status()).isEqualTo(400);
        assertThat(post("{'x': %s}".formatted(deep), "Content-Type", "application/x-ndjson")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aDocumentThatMongoDbWouldNotStoreIsRefused() {
        assertThat(post("{'text': '%s'}".formatted("x".repeat(17 << 20))).status())
                .isEqualTo(413);
        // fewer letters, but more bytes than letters
        assertThat(post("{'text': '%s'}".formatted("\u20ac".repeat(6 << 20))).status())
                .isEqualTo(413);
    }
}
