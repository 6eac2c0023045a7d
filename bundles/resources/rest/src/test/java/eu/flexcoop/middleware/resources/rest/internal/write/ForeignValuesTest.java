package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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

/** What writes tell of other callers' values, and what new documents may hold, on a real mongod. */
@NeedsMongod
class ForeignValuesTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller COOP = RowAccessTest.caller(Role.AGGREGATOR, "coop");
    private static final String NDJSON = "application/x-ndjson";

    private static PrivateMongod mongod;
    private static PublishedResources registry;
    private static OpenResources open;
    private static Router router;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        registry = new PublishedResources();
        Published.add(
                registry,
                "people",
                """
                {'resource_methods': ['GET', 'POST', 'PATCH', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],
                 'access': {'prosumer': {'rows': {'account_id': '$account'}, 'hidden': ['pin'],
                                         'methods': ['GET', 'POST', 'PATCH', 'DELETE']},
                            'aggregator': {'rows': {'account_id': '$aggregator'}}, 'admin': {}},
                 'schema': {'account_id': {'type': 'string'}, 'mail': {'type': 'string', 'unique': true},
                            'pin': {'type': 'string'}, 'note': {}}}""");
        Published.add(
                registry,
                "letters",
                """
                {'resource_methods': ['GET', 'POST'], 'access': {'prosumer': {}, 'admin': {}},
                 'schema': {'to': {'type': 'string', 'data_relation': {'resource': 'people', 'field': 'mail'}},
                            'copies': {'type': 'list', 'schema': {'type': 'string',
                                       'data_relation': {'resource': 'people', 'field': 'mail'}}},
                            'pin': {'type': 'string', 'data_relation': {'resource': 'people', 'field': 'pin'}}}}""");
        Published.add(
                registry,
                "deals",
                """
                {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH', 'PUT'],
                 'id_field': 'deal_id', 'item_lookup_field': 'deal_id', 'item_url': 'regex(\\"[a-z0-9]+\\")',
                 'access': {'aggregator': {'rows': {'aggregator_id': '$aggregator'}, 'change': ['status']}, 'admin': {}},
                 'schema': {'deal_id': {'type': 'string', 'unique': true}, 'aggregator_id': {'type': 'string'},
                            'term': {'type': 'string', 'required': true}, 'title': {'type': 'string', 'default': ''},
                            'status': {'type': 'string'}, 'validated': {'type': 'boolean'}}}""");
        open = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty());
        router = new Router(registry, open, Published.SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void people() {
        for (String collection : List.of("people", "letters", "deals")) {
            mongod.database().getCollection(collection).deleteMany(new Document());
        }
        post(
                ADMIN,
                "people",
                "[{'account_id': 'ann', 'mail': 'ann@x', 'pin': '1'}, {'account_id': 'bob', 'mail': 'bob@x', 'pin': '2'}]");
    }

    private static RestResponse post(Caller caller, String address, String body, String... headers) {
        return Requests.request(router, caller, "POST", address, body, headers);
    }

    private static String text(RestResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aConflictWithSomebodyElsesRowNamesNothing() {
        String taken = "{'mail': 'bob@x'}";
        Document ann = Requests.json(Requests.request(router, ANN, "GET", "people", ""))
                .getList("_items", Document.class)
                .get(0);
        String own = "people/" + ann.getString("_id");
        for (RestResponse answer : List.of(
                post(ANN, "people", taken),
                post(ANN, "people", "[{'mail': 'new@x'}, " + taken + "]"),
                post(ANN, "people", taken, "Content-Type", NDJSON),
                post(COOP, "people?upsert=mail", taken),
                Requests.request(router, ANN, "PATCH", own, taken, "If-Match", ann.getString("_etag")),
                Requests.request(router, ANN, "PATCH", "people?where={'mail':'ann@x'}".replace('\'', '"'), taken))) {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(text(answer)).doesNotContain("bob", "mail", "unique");
        }
        assertThat(mongod.database().getCollection("people").countDocuments()).isEqualTo(2);
        RestResponse owned = post(ANN, "people", "{'mail': 'ann@x'}");
        assertThat(owned.status()).isEqualTo(422);
        assertThat(text(owned)).contains("value 'ann@x' is not unique");
        assertThat(text(post(ADMIN, "people", taken))).contains("value 'bob@x' is not unique");
    }

    @Test
    void aReferenceMeansRowsThatTheCallerMayRead() {
        for (String letter :
                List.of("{'to': '%s@x'}", "{'copies': ['ann@x', '%s@x']}", "[{'to': 'ann@x'}, {'to': '%s@x'}]")) {
            RestResponse foreign = post(ANN, "letters", letter.formatted("bob"));
            RestResponse missing = post(ANN, "letters", letter.formatted("zoe"));
            assertThat(foreign.status()).as(letter).isEqualTo(422);
            assertThat(text(foreign).replace("bob", "zoe")).isEqualTo(text(missing));
            assertThat(post(ANN, "letters", letter.formatted("ann")).status())
                    .as(letter)
                    .isEqualTo(201);
            assertThat(post(ADMIN, "letters", letter.formatted("bob")).status())
                    .as(letter)
                    .isEqualTo(201);
        }
        // the pin is hidden from her even in her own row
        assertThat(post(ANN, "letters", "{'pin': '1'}").status()).isEqualTo(422);
        assertThat(post(ADMIN, "letters", "{'pin': '1'}").status()).isEqualTo(201);
        // who may not read the resource at all refers to nothing of it
        assertThat(post(RowAccessTest.caller(Role.PROSUMER, "eve"), "letters", "{'to': 'ann@x'}")
                        .status())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$regex': '^b'}",
                "{'$ne': null}",
                "{'$gt': ''}",
                "{'$in': ['bob@x']}",
                "{'$where': 'true'}",
                "['bob@x', {'$regex': '.'}]"
            })
    void anOperatorInAValueIsData(String operator) {
        for (String body : List.of("{'mail': %s}", "[{'mail': 'new@x'}, {'mail': %s}]")) {
            assertThat(post(ANN, "people", body.formatted(operator)).status()).isEqualTo(422);
        }
        assertThat(post(ANN, "letters", "{'to': %s}".formatted(operator)).status())
                .isEqualTo(422);
        assertThat(post(ANN, "letters", "{'copies': [%s]}".formatted(operator)).status())
                .isEqualTo(422);
        assertThat(post(COOP, "people?upsert=mail", "{'mail': %s}".formatted(operator))
                        .status())
                .isEqualTo(422);
        assertThat(post(COOP, "people?upsert=_id", "{'_id': %s}".formatted(operator))
                        .status())
                .isEqualTo(422);

        MongoValidationContext lookups = new MongoValidationContext(
                open.open(registry.named("people").orElseThrow()), registry, open, Published.SETTINGS, ADMIN, null);
        Object value = Document.parse("{\"v\": %s}".formatted(operator.replace('\'', '"')))
                .get("v");
        Object found = value instanceof Document ? value : new Document("$in", value);
        assertThat(lookups.taken("mail", found)).isFalse();
        assertThat(lookups.exists("people", "mail", found)).isFalse();
        assertThat(lookups.taken("mail", "bob@x")).isTrue();
    }

    @Test
    void whatMayNotBeChangedMayNotBeSetAtFirst() {
        assertThat(post(COOP, "deals", "{'deal_id': 'd1', 'term': 'a year', 'status': 'new', 'title': ''}")
                        .status())
                .isEqualTo(201);
        String validated = "{'deal_id': 'd2', 'term': 'a year', 'validated': true}";
        for (RestResponse answer : List.of(
                post(COOP, "deals", validated),
                post(COOP, "deals", "[{'term': 'a year'}, " + validated + "]"),
                post(COOP, "deals", validated, "Content-Type", NDJSON),
                post(COOP, "deals?upsert", validated),
                Requests.request(router, COOP, "PUT", "deals/d2", validated),
                post(COOP, "deals", "{'deal_id': 'd3', 'term': 'a year', 'title': 'mine'}"))) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(text(answer)).contains("may not be set in a new document, only required fields and status");
        }
        assertThat(mongod.database().getCollection("deals").countDocuments()).isEqualTo(1);
        assertThat(post(ADMIN, "deals", validated).status()).isEqualTo(201);
    }
}
