package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** What the settings of an API root change. */
@NeedsMongod
class ApiRootTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final String PEOPLE =
            """
            {"resource_methods": ["GET", "POST"], "item_methods": ["GET", "PATCH", "PUT", "DELETE"],
             "schema": {"name": {"type": "string"}, "born": {"type": "datetime"}}}""";

    private static final String CATS =
            """
            {"resource_methods": ["GET", "POST"], "schema": {"owner": {"type": "objectid",
              "data_relation": {"resource": "people", "embeddable": true}}}}""";

    private static PrivateMongod mongod;

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

    private static Router router(String name, String settings, Map<String, String> definitions) {
        ApiRoot root = Published.root(name, settings.replace('\'', '"'), definitions);
        OpenResources resources = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), source -> Optional.empty());
        return new Router(root.resources(), resources, Published.SETTINGS.of(root.settings()));
    }

    private static Router people(String name, String settings) {
        return router(name, settings, Map.of("people", PEOPLE));
    }

    private static RestResponse request(Router router, String method, String address, String body, String... headers) {
        return Requests.request(router, ADMIN, method, address, body, headers);
    }

    @Test
    void rootsWithResourcesOfOneNameHaveDocumentsOfTheirOwn() {
        Router one = people("one", "{}");
        Router two = people("two", "{'DATE_FORMAT': '%Y-%m-%d'}");
        request(
                one,
                "POST",
                "people",
                "{'_id': '%s', 'born': 'Thu, 27 Aug 1970 14:37:13 GMT'}".formatted("a".repeat(24)));
        request(two, "POST", "people", "{'born': '1970-08-27'}");

        for (Router each : List.of(one, two)) {
            assertThat(json(request(each, "GET", "people", "")).getList("_items", Document.class))
                    .hasSize(1);
        }
        assertThat(request(two, "GET", "people/" + "a".repeat(24), "").status()).isEqualTo(404);
        assertThat(mongod.database().listCollectionNames()).contains("one:people", "two:people");
        assertThat(json(request(two, "GET", "people", ""))
                        .getList("_items", Document.class)
                        .get(0)
                        .getString("born"))
                .isEqualTo("1970-08-27");
    }

    @Test
    void writesFollowTheSettings() {
        Router lax = people("lax", "{'ENFORCE_IF_MATCH': false, 'UPSERT_ON_PUT': false, 'BANDWIDTH_SAVER': false}");

        Document written = json(request(lax, "POST", "people", "{'name': 'Ann'}"));
        assertThat(written).containsEntry("name", "Ann").containsKeys("_id", "_etag", "_updated");
        String address = "people/" + written.getString("_id");
        assertThat(request(lax, "PATCH", address, "{'name': 'Bea'}").status()).isEqualTo(200);
        assertThat(request(lax, "PATCH", address, "{'name': 'Cem'}", "If-Match", written.getString("_etag"))
                        .status())
                .isEqualTo(412);
        assertThat(request(lax, "PUT", "people/" + "b".repeat(24), "{}").status())
                .isEqualTo(404);
    }

    @Test
    void withoutETagsNobodySeesOrSendsThem() {
        Router plain = router(
                "plain", "{'IF_MATCH': false, 'ENFORCE_IF_MATCH': true}", Map.of("people", PEOPLE, "cats", CATS));
        Document written = json(request(plain, "POST", "people", "{'name': 'Ann'}"));
        String address = "people/" + written.getString("_id");
        request(plain, "POST", "cats", "{'owner': '%s'}".formatted(written.getString("_id")));

        assertThat(written).doesNotContainKey("_etag");
        RestResponse changed = request(plain, "PATCH", address, "{'name': 'Bea'}", "If-Match", "something");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.headers()).doesNotContainKey("ETag");
        assertThat(json(changed)).doesNotContainKey("_etag");
        assertThat(request(plain, "PUT", address, "{'name': 'Cem'}").status()).isEqualTo(200);
        RestResponse read = request(plain, "GET", address, "", "If-None-Match", "something");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.headers()).doesNotContainKey("ETag").containsKey("Last-Modified");
        assertThat(json(read)).containsEntry("name", "Cem").doesNotContainKey("_etag");
        assertThat(text(request(plain, "GET", "people", ""))).contains("Cem").doesNotContain("_etag");
        assertThat(text(request(plain, "GET", "cats?embedded={'owner':1}".replace('\'', '"'), "")))
                .contains("Cem")
                .doesNotContain("_etag");
        assertThat(text(request(plain, "GET", "people", "", "Accept", "text/csv")))
                .contains("_updated,_created")
                .doesNotContain("_etag");
        assertThat(text(request(plain, "GET", "openapi.json", "")))
                .contains("\"/people\"")
                .doesNotContain("_etag", "\"If-Match\"", "\"If-None-Match\"");
        assertThat(request(plain, "DELETE", address, "").status()).isEqualTo(204);
        assertThat(request(plain, "GET", address, "").status()).isEqualTo(404);
    }

    @Test
    void theDescriptionSaysWhetherAnETagIsNeeded() {
        assertThat(ifMatch(people("strict", "{}")).getBoolean("required")).isTrue();
        assertThat(ifMatch(people("loose", "{'ENFORCE_IF_MATCH': false}")).get("required"))
                .isNotEqualTo(true);
    }

    private static Document ifMatch(Router router) {
        Document patch = json(request(router, "GET", "openapi.json", ""))
                .get("paths", Document.class)
                .get("/people/{_id}", Document.class)
                .get("patch", Document.class);
        return patch.getList("parameters", Document.class).get(0);
    }

    private static String text(RestResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'age': 5} | 200",
                "{'age': '5'} | 200",
                "{'age': 'five'} | 400",
                "{'age': 500} | 400",
                "{'age': {'$lt': 500}} | 200",
                "{'age': {'$lt': 'old'}} | 400",
                "{'age': {'$in': [1, 2]}} | 200",
                "{'age': {'$in': [1, 'x']}} | 400",
                "{'age': {'$not': {'$gt': {}}}} | 400",
                "{'age': null} | 400",
                "{'age': {'$exists': true}} | 200",
                "{'agee': 5} | 400",
                "{'$or': [{'age': 5}, {'agee': 5}]} | 400",
                "{'code': 'taken'} | 200",
                "{'code': ''} | 400",
                "{'fixed': 'x'} | 200",
                "{'kind': 'cat'} | 200",
                "{'kind': 'cow'} | 400",
                "{'tags': 'ab'} | 200",
                "{'tags': ['ab']} | 200",
                "{'tags': 'abcdef'} | 400",
                "{'home.city': 'Graz'} | 200",
                "{'home.city': 7} | 400",
                "{'home.street': 'a'} | 400",
                "{'open.any': 7} | 200",
                "{'parts': {'$elemMatch': {'n': 1}}} | 200",
                "{'parts': {'$elemMatch': {'n': 'x'}}} | 400",
                "{'parts.n': 'x'} | 400",
                "{'_id': '507f1f77bcf86cd799439011'} | 200",
                "{'_updated': {'$gt': 'Thu, 27 Aug 1970 14:37:13 GMT'}} | 200",
            })
    void valuesOfFiltersAreCheckedIfTheSettingsSaySo(String where, int status) {
        String definition =
                """
                {"schema": {"age": {"type": "integer", "max": 150}, "kind": {"type": "string", "allowed": ["cat", "dog"]},
                 "code": {"type": "string", "unique": true, "empty": false},
                 "fixed": {"type": "string", "readonly": true, "dependencies": ["age"]},
                 "tags": {"type": "list", "schema": {"type": "string", "maxlength": 3}},
                 "home": {"type": "dict", "schema": {"city": {"type": "string"}}}, "open": {"type": "dict"},
                 "parts": {"type": "list", "schema": {"type": "dict", "schema": {"n": {"type": "integer"}}}}}}""";
        Map<String, String> definitions = Map.of("things", definition);
        String address = "things?where=" + where.replace('\'', '"');

        RestResponse checked = request(
                router("checked", "{'VALIDATE_FILTERS': true, 'DEBUG': true}", definitions), "GET", address, "");
        assertThat(checked.status()).as(text(checked)).isEqualTo(status);
        if (status == 400) {
            assertThat(text(checked)).contains("filter on '", "' is invalid");
        }
        assertThat(request(router("unchecked", "{}", definitions), "GET", address, "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void pagesOfAdmittedOriginsReadEveryAnswer() {
        Router shared = people(
                "shared",
                """
                {'X_DOMAINS': ['http://app.example.org'], 'X_HEADERS': ['If-Match'], 'X_EXPOSE_HEADERS': ['ETag'],
                 'X_MAX_AGE': 10, 'X_ALLOW_CREDENTIALS': true}""");
        String origin = "http://app.example.org";

        RestResponse list = request(shared, "GET", "people", "", "Origin", origin);
        assertThat(list.headers())
                .containsEntry("Access-Control-Allow-Origin", origin)
                .containsEntry("Access-Control-Allow-Headers", "If-Match")
                .containsEntry("Access-Control-Expose-Headers", "ETag")
                .containsEntry("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS, POST")
                .containsEntry("Access-Control-Max-Age", "10")
                .containsEntry("Access-Control-Allow-Credentials", "true")
                .containsEntry("Vary", "Authorization, Origin");
        for (String address : List.of("people/x", "nothing", "people?where=[")) {
            assertThat(request(shared, "GET", address, "", "Origin", origin).headers())
                    .containsEntry("Access-Control-Allow-Origin", origin);
        }
        RestResponse preflight = shared.answer(Requests.parsed(null, "OPTIONS", "people", "", "Origin", origin), () -> {
            throw new InvalidTokenException("The request has no token");
        });
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers()).containsEntry("Access-Control-Allow-Origin", origin);
        assertThat(request(shared, "GET", "people", "", "Origin", "http://evil.example.org")
                        .headers())
                .containsEntry("Vary", "Authorization, Origin")
                .doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(request(people("alone", "{}"), "GET", "people", "", "Origin", origin)
                        .headers())
                .doesNotContainKey("Access-Control-Allow-Origin")
                .containsEntry("Vary", "Authorization");
    }

    @Test
    void schemasAreShownToThoseWhoMayRead() {
        Router router = router(
                "shown",
                "{'SCHEMA_ENDPOINT': 'schema'}",
                Map.of(
                        "people",
                        PEOPLE,
                        "notes",
                        """
                        {"access": {"prosumer": {"methods": ["GET"], "hidden": ["secret"]}},
                         "schema": {"text": {"type": "string"}, "secret": {"type": "string"}}}""",
                        "inner",
                        "{\"internal_resource\": true}"));

        assertThat(json(request(router, "GET", "schema", "")).keySet()).isEqualTo(Set.of("people"));
        Document notes = json(Requests.request(router, ANN, "GET", "schema/notes", ""));
        assertThat(notes.keySet()).containsExactly("text", "_id");
        for (String address : List.of("schema/people", "schema/inner", "schema/nothing")) {
            assertThat(Requests.request(router, ANN, "GET", address, "").status())
                    .as(address)
                    .isEqualTo(404);
        }
        assertThat(request(people("unshown", "{}"), "GET", "schema", "").status())
                .isEqualTo(404);
        assertThat(json(request(router, "GET", "", "")).toJson()).contains("schema");
        assertThat(request(router, "POST", "schema", "").headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
    }

    @Test
    void thePublicRootListsOnlyWhatIsPublic() {
        Router router = router(
                "open",
                "{'PUBLIC_METHODS': ['GET'], 'SCHEMA_ENDPOINT': 'schema'}",
                Map.of("people", PEOPLE, "closed", "{\"public_methods\": [], \"access\": {\"admin\": {}}}"));

        RestResponse home = router.answer(Requests.parsed(null, "GET", "", ""), () -> {
            throw new InvalidTokenException("The request has no token");
        });
        assertThat(home.status()).isEqualTo(200);
        assertThat(json(home).toJson()).contains("people").doesNotContain("closed");
        assertThat(withoutToken(router, "schema")).isEqualTo(200);
        assertThat(withoutToken(router, "schema/people")).isEqualTo(200);
        assertThat(withoutToken(router, "schema/closed")).isEqualTo(404);
    }

    @Test
    void aPublicRootTellsWithoutATokenWhatItDoesNotHave() {
        Map<String, String> definitions =
                Map.of("people", PEOPLE, "closed", "{\"public_methods\": [], \"access\": {\"admin\": {}}}");
        Router open = router("open2", "{'PUBLIC_METHODS': ['GET']}", definitions);
        assertThat(withoutToken(open, "nothing")).isEqualTo(404);
        assertThat(withoutToken(open, "PUT", "people")).isEqualTo(405);
        assertThat(withoutToken(open, "PUT", "")).isEqualTo(405);
        assertThat(withoutToken(open, "closed")).isEqualTo(401);
        assertThat(withoutToken(open, "PUT", "closed")).isEqualTo(401);

        Router shut = router("shut", "{}", definitions);
        assertThat(withoutToken(shut, "nothing")).isEqualTo(401);
        assertThat(withoutToken(shut, "PUT", "people")).isEqualTo(401);
    }

    private static int withoutToken(Router router, String address) {
        return withoutToken(router, "GET", address);
    }

    private static int withoutToken(Router router, String method, String address) {
        return router.answer(Requests.parsed(null, method, address, ""), () -> {
                    throw new InvalidTokenException("The request has no token");
                })
                .status();
    }
}
