package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;

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
import static org.assertj.core.api.Assertions.assertThat;

/** References to a version of a document. */
@NeedsMongod
class VersionedReferencesTest {
    private static final String PLANS =
            """
            {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH'], 'versioning': true, %s
             'access': {'admin': {}, 'prosumer': {'rows': {'account_id': '$account'}, 'hidden': ['note']}},
             'schema': {'account_id': {'type': 'string'}, 'title': {'type': 'string'}, 'note': {'type': 'string'}}}""";

    private static PrivateMongod mongod;
    private Api api;
    private String plan;

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
        publish("");
    }

    private void publish(String keys) {
        api = new Api(mongod)
                .with("plans", PLANS.formatted(keys))
                .with(
                        "offers",
                        """
                        {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET'], 'access': {'admin': {}, 'prosumer': {}},
                         'schema': {'plan': {'type': 'dict',
                           'schema': {'_id': {'type': 'objectid'}, '_version': {'type': 'integer'}},
                           'data_relation': {'resource': 'plans', 'version': true, 'embeddable': true}}}}""");
        plan = api.post(ADMIN, "plans", "{'account_id': 'bob', 'title': 'one', 'note': 'n'}")
                .getString("_id");
        api.patch(ADMIN, "plans/" + plan, "application/json", "{'account_id': 'ann', 'title': 'two'}");
        api.patch(ADMIN, "plans/" + plan, "application/json", "{'title': 'three'}");
    }

    private RestResponse offer(int version) {
        return api.request(ADMIN, "POST", "offers", "{'plan': {'_id': '%s', '_version': %d}}".formatted(plan, version));
    }

    @Test
    void everyVersionThatThereIsCanBeReferredTo() {
        assertThat(offer(1).status()).isEqualTo(201);
        assertThat(offer(3).status()).isEqualTo(201);
        RestResponse answer = offer(4);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(Requests.json(answer).get("_issues", Document.class).getString("plan"))
                .isEqualTo("value '%s' must exist in resource 'plans', field '_id' at version '4'.".formatted(plan));
    }

    @Test
    void aVersionThatIsNoLongerKeptCannotBeReferredTo() {
        publish("'versions_kept': 1,");
        assertThat(offer(1).status()).isEqualTo(422);
        String before = "offers/" + Requests.json(offer(2)).getString("_id") + "?embedded={\"plan\":1}";
        assertThat(api.get(ADMIN, before).get("plan", Document.class)).containsEntry("title", "two");

        api.patch(ADMIN, "plans/" + plan, "application/json", "{'title': 'four'}");

        assertThat(offer(2).status()).isEqualTo(422);
        assertThat(offer(3).status()).isEqualTo(201);
        assertThat(offer(4).status()).isEqualTo(201);
        assertThat(api.get(ADMIN, before).get("plan")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'plan': {'_version': 1}}", "{'plan': {}}", "{'plan': {'_id': '5f0000000000000000000000'}}"})
    void aReferenceHasBothParts(String body) {
        RestResponse answer = api.request(ADMIN, "POST", "offers", body);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(Requests.json(answer).get("_issues", Document.class).getString("plan"))
                .isEqualTo("versioned data_relation must be a dict with fields '_id' and '_version'");
    }

    @Test
    void theVersionIsEmbeddedAsFarAsTheCallerMaySeeIt() {
        String second = "offers/" + Requests.json(offer(2)).getString("_id") + "?embedded={\"plan\":1}";
        String first = "offers/" + Requests.json(offer(1)).getString("_id") + "?embedded={\"plan\":1}";

        assertThat(api.get(ADMIN, second).get("plan", Document.class))
                .containsEntry("title", "two")
                .containsEntry("note", "n");
        assertThat(api.get(ADMIN, first).get("plan", Document.class)).containsEntry("title", "one");
        assertThat(api.get(ANN, second).get("plan", Document.class))
                .containsEntry("title", "two")
                .doesNotContainKey("note");
        assertThat(api.get(ANN, first).get("plan")).as("not hers at that time").isNull();
        assertThat(api.get(ADMIN, second)
                        .get("_links", Document.class)
                        .get("related", Document.class)
                        .get("plan", Document.class))
                .containsEntry("href", "plans/" + plan + "?version=2");
    }

    @Test
    void aBulkIsCheckedToo() {
        String body = "[{'plan': {'_id': '%s', '_version': 1}}, {'plan': {'_id': '%s', '_version': 9}}]"
                .formatted(plan, plan);
        assertThat(api.request(ADMIN, "POST", "offers", body).status()).isEqualTo(422);
        assertThat(api.items(ADMIN, "offers")).isEmpty();
    }
}
