package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.List;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Unique fields of objects and lists: an index keeps their values apart, also those of writers at the same time. */
@NeedsMongod
class UniqueValuesTest {
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
        mongod.database().drop();
        api = new Api(mongod)
                .with(
                        "homes",
                        """
                        {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH'], 'schema': {
                          'name': {'type': 'string'},
                          'address': {'type': 'dict', 'schema': {'door': {'type': 'string', 'unique': true}}},
                          'keys': {'type': 'list', 'schema': {'type': 'string', 'unique': true}},
                          'meters': {'type': 'list', 'schema': {'type': 'dict', 'schema': {
                            'serial': {'type': 'string', 'unique': true, 'required': true}, 'place': {'type': 'string'}}}}}}""");
    }

    private int post(String body) {
        return api.request(Api.ADMIN, "POST", "homes", body).status();
    }

    @Test
    void valuesOfObjectsAndListsAreUnique() {
        assertThat(
                        post(
                                "{'address': {'door': 'a'}, 'keys': ['k1', 'k2'], 'meters': [{'serial': 's1'}, {'serial': 's2'}]}"))
                .isEqualTo(201);

        assertThat(post("{'address': {'door': 'a'}}")).isEqualTo(422);
        assertThat(post("{'keys': ['k3', 'k2']}")).isEqualTo(422);
        assertThat(post("{'meters': [{'serial': 's3'}, {'serial': 's1'}]}")).isEqualTo(422);
        assertThat(post("{'meters': [{'serial': 's4'}, {'serial': 's4'}]}")).isEqualTo(422);
        assertThat(post("[{'address': {'door': 'b'}, 'keys': ['k4'], 'meters': [{'serial': 's5'}]}]"))
                .isEqualTo(201);
    }

    /** Validation asks before the write; only the index sees what another writer stores in between. */
    @Test
    void theIndexRefusesWhatAnotherWriterStoredInBetween() {
        post("{'address': {'door': 'a'}, 'keys': ['k1', 'k2'], 'meters': [{'serial': 's1'}, {'serial': 's2'}]}");
        MongoCollection<Document> stored = mongod.database().getCollection("homes");

        for (String twin : List.of(
                "{'address': {'door': 'a'}}",
                "{'keys': ['k3', 'k2']}",
                "{'meters': [{'serial': 's3'}, {'serial': 's1'}]}")) {
            assertThatThrownBy(() -> stored.insertOne(Document.parse(twin)))
                    .as(twin)
                    .isInstanceOfSatisfying(MongoWriteException.class, e -> assertThat(e.getCode())
                            .isEqualTo(11_000));
        }
    }

    @Test
    void anyNumberOfDocumentsMayHaveNull() {
        Document values = Document.parse(
                """
                {'string': '', 'uuid': '404de147-1111-4222-8333-444455556666', 'integer': -3, 'float': 0.5, 'number': 7,
                 'objectid': '5f0000000000000000000000', 'datetime': '1960-01-01T00:00:00.000000Z'}""");
        Document schema = new Document();
        Document nulls = new Document();
        values.keySet().forEach(type -> {
            schema.append(
                    type, new Document("type", type).append("nullable", true).append("unique", true));
            nulls.append(type, null);
        });
        api.with(
                "codes",
                new Document("resource_methods", List.of("GET", "POST"))
                        .append("schema", schema)
                        .toJson());

        for (Document body : List.of(nulls, nulls, new Document(), values)) {
            assertThat(api.request(Api.ADMIN, "POST", "codes", body.toJson()).status())
                    .as(body.toJson())
                    .isEqualTo(201);
        }

        MongoCollection<Document> codes = mongod.database().getCollection("codes");
        Document stored = codes.find(Filters.ne("string", null)).first();
        values.forEach((type, value) -> {
            String twin = new Document(type, value).toJson();
            assertThat(api.request(Api.ADMIN, "POST", "codes", twin).status())
                    .as(twin)
                    .isEqualTo(422);
            assertThat(codes.find(Filters.eq(type, stored.get(type))).explain().toJson())
                    .as("the lookup uses the index")
                    .contains(type + "_unique_not_null");
            assertThatThrownBy(() -> codes.insertOne(new Document(type, stored.get(type))))
                    .as(type)
                    .isInstanceOfSatisfying(MongoWriteException.class, e -> assertThat(e.getCode())
                            .isEqualTo(11_000));
        });
    }

    @Test
    void documentsWithoutValuesAreNotEqual() {
        for (int i = 0; i < 2; i++) {
            assertThat(post("{'name': 'none'}")).isEqualTo(201);
            assertThat(post("{'address': {}, 'keys': [], 'meters': []}")).isEqualTo(201);
        }
    }

    @Test
    void aDocumentKeepsItsOwnValues() {
        String id = api.post(Api.ADMIN, "homes", "{'keys': ['k1'], 'meters': [{'serial': 's1'}]}")
                .getString("_id");

        assertThat(api.patch(
                                Api.ADMIN,
                                "homes/" + id,
                                "application/json",
                                "{'keys': ['k1', 'k9'], 'meters': [{'serial': 's1', 'place': 'hall'}]}")
                        .status())
                .isEqualTo(200);
    }
}
