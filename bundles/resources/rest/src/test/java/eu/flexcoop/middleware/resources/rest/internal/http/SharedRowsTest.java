package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** RowAccess that several callers share, against a real mongod. */
@NeedsMongod
public class SharedRowsTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller BOB = RowAccessTest.caller(Role.PROSUMER, "bob");

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources("events");
        Published.add(
                registry,
                "shared",
                """
                {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH'], 'extra_response_fields': ['owners', 'n'],
                 'access': {'prosumer': {'rows': {'owners': '$account'}, 'hidden': ['owners'],
                                         'elements': {'parts': {'account_id': '$account'}}},
                            'admin': {}},
                 'aggregation': {'index_field': 'at', 'aggregate_fields': {'n': 'SUM', 'owners': 'FIRST'}},
                 'schema': {'owners': {'type': 'list'}, 'parts': {'type': 'list'}, 'n': {'type': 'integer'},
                            'at': {'type': 'datetime'}}}""");
        Path definition =
                Path.of("../../../resource-defs/flexcoop/src/main/resources/OSGI-INF/resources/dr_events.json");
        Published.add(registry, "dr_events", Files.readString(definition));
        ResourceSource events = source();
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.of(events)),
                Published.SETTINGS);
    }

    private static ResourceSource source() {
        return new CommandedSource(
                "openadr:events",
                mongod.database().getCollection("events"),
                OwnerFields.of("account_ids", "aggregator_ids"),
                new Document()) {
            @Override
            public Map<String, Object> create(Caller caller, Document body) {
                if (body.getInteger("priority", 0) > 1) {
                    throw new UnavailableException("The boxes are asleep", null);
                }
                return Map.of("event_id", "e9", "ven_ids", List.of("v1", "v2"), "event_status", "far");
            }
        };
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    private static Document json(RestResponse answer) {
        return Requests.json(answer);
    }

    private static ObjectId shared() {
        ObjectId id = new ObjectId();
        mongod.database()
                .getCollection("shared")
                .insertOne(Document.parse(
                                """
                                {"owners": ["ann", "bob"], "n": 1, "copy_of_owners": "ann,bob", "at": {"$date": 0},
                                 "parts": [{"account_id": "ann", "state": "in"}, {"account_id": "bob", "state": "out"},
                                           {"account_id": ["ann"]}, {"state": "?"}, 7]}""")
                        .append("_id", id));
        return id;
    }

    @Test
    public void ofASharedRowEachSeesHisOwnPart() {
        ObjectId id = shared();
        for (String query : List.of(
                "",
                "?projection={\"parts\":1,\"owners\":1}",
                "?projection={\"parts.state\":1}",
                "?projection={\"parts.1\":1,\"copy_of_owners\":1}",
                "?projection={\"n\":0}")) {
            Document item = json(request(ANN, "GET", "shared/" + id + query, ""));
            assertThat(item).as(query).doesNotContainKeys("owners", "copy_of_owners");
            assertThat(item.getList("parts", Document.class))
                    .as(query)
                    .containsExactly(new Document("account_id", "ann").append("state", "in"));
        }
        assertThat(json(request(BOB, "GET", "shared?where={\"n\":1}", "")).getList("_items", Document.class))
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.getList("parts", Document.class))
                        .containsExactly(new Document("account_id", "bob").append("state", "out")));
        assertThat(request(RowAccessTest.caller(Role.PROSUMER, "$owners"), "GET", "shared/" + id, "")
                        .status())
                .isEqualTo(404);
        assertThat(json(request(ADMIN, "GET", "shared/" + id, "")).getList("parts", Object.class))
                .hasSize(5);
    }

    @Test
    public void noQuestionTellsWhatIsNotShown() {
        shared();
        for (String query : List.of(
                "where={\"owners\":\"bob\"}",
                "where=owners==\"bob\"",
                "where={\"$or\":[{\"parts.state\":\"out\"}]}",
                "where={\"parts\":{\"$elemMatch\":{\"state\":\"out\"}}}",
                "where={\"copy_of_owners\":\"ann,bob\"}",
                "where={\"$text\":{\"$search\":\"bob\"}}",
                "sort=owners",
                "sort=-parts.state",
                "sort=[(\"copy_of_owners\",1)]",
                "sort={\"owners\":1}")) {
            assertThat(request(ANN, "GET", "shared?" + query, "").status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(request(ANN, "GET", "shared?where={\"n\":1}&sort=-n,_updated", "")
                        .status())
                .isEqualTo(200);
        Document period = json(request(ANN, "GET", "aggregate/shared/1Y", ""));
        assertThat(period.getList("_items", Document.class))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).containsKey("n").doesNotContainKey("owners"));
    }

    @Test
    public void whatIsNotShownIsNeitherChangedNorToldByAWrite() {
        ObjectId id = shared();
        String etag = json(request(ANN, "GET", "shared/" + id, "")).getString("_etag");
        assertThat(request(ANN, "PATCH", "shared/" + id, "{'owners': ['ann']}", "If-Match", etag)
                        .status())
                .isEqualTo(403);
        assertThat(request(ANN, "PATCH", "shared/" + id, "{'parts': []}", "If-Match", etag)
                        .status())
                .isEqualTo(403);
        RestResponse changed = request(ANN, "PATCH", "shared/" + id, "{'n': 2}", "If-Match", etag);

        assertThat(changed.status()).isEqualTo(200);
        assertThat(json(changed)).containsEntry("n", 2).doesNotContainKey("owners");
        assertThat(json(request(ADMIN, "GET", "shared/" + id, "")).getList("owners", String.class))
                .containsExactly("ann", "bob");
    }

    @Test
    public void anOwnersRefusalIsToldWithCaseAndAdvice() {
        RestResponse refused = request(
                ADMIN,
                "POST",
                "dr_events",
                "{'targets': ['v1'], 'dtstart': '2030-01-01T00:00:00Z', 'market_context': 'http://m', 'priority': 2,"
                        + " 'intervals': [{'duration': 'PT1H', 'value': 1}]}");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(json(refused).get("_error", Document.class))
                .containsEntry("code", 503)
                .containsEntry("message", "The boxes are asleep")
                .containsKeys("advice", "id");
        assertThat(refused.headers()).containsKey("Retry-After");
    }
}
