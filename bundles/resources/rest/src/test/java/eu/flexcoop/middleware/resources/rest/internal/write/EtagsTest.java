package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

/** The ETags of documents. */
@NeedsMongod
class EtagsTest {
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
                        "counters",
                        """
                        {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH', 'PUT'],
                         'etag_ignore_fields': ['n', 'in.n'],
                         'schema': {'n': {'type': 'integer'}, 'text': {'type': 'string'}, 'in': {'type': 'dict'}}}""");
    }

    private String etag(ObjectId id) {
        return api.get(ADMIN, "counters/" + id).getString("_etag");
    }

    private void set(ObjectId id, String field, Object value) {
        mongod.database()
                .getCollection("counters")
                .updateOne(new Document("_id", id), new Document("$set", new Document(field, value)));
    }

    @Test
    void ignoredFieldsDoNotChangeTheEtagOfDocumentsOfOthers() {
        ObjectId id = new ObjectId();
        mongod.database()
                .getCollection("counters")
                .insertOne(new Document("_id", id)
                        .append("n", 1)
                        .append("text", "a")
                        .append("in", new Document("n", 1).append("m", 1)));
        String before = etag(id);

        set(id, "n", 2);
        set(id, "in.n", 2);
        assertThat(etag(id)).isEqualTo(before);
        assertThat(api.request(ADMIN, "PATCH", "counters/" + id, "{'n': 3}", "If-Match", before)
                        .status())
                .isEqualTo(200);
        ObjectId other = new ObjectId();
        mongod.database()
                .getCollection("counters")
                .insertOne(new Document("_id", other).append("in", new Document("m", 1)));
        before = etag(other);
        set(other, "in.m", 2);
        assertThat(etag(other)).isNotEqualTo(before);
    }

    @Test
    void aPutWithoutAChangeIsGoodAtOnce() {
        String address = "counters/" + api.post(ADMIN, "counters", "{'n': 1}").getString("_id");
        for (int i = 0; i < 3; i++) {
            String etag = api.get(ADMIN, address).getString("_etag");
            RestResponse answer = api.request(ADMIN, "PUT", address, "{'n': 1}", "If-Match", etag);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().get("ETag")).isNotEqualTo('"' + etag + '"');
        }
    }
}
