package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import com.mongodb.client.MongoCollection;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.resources.spi.RowMatcher;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A filter selects in memory what it selects in MongoDB, which is asked. */
@NeedsMongod
class RowMatcherTest {
    private static final List<String> DOCUMENTS = List.of(
            "{_id: 1}",
            "{_id: 2, a: null, b: 'x'}",
            "{_id: 3, a: 5, b: 'y', c: {d: 1}}",
            "{_id: 4, a: 5.0, b: ['x', 'z'], c: [{d: 1}, {d: 2}]}",
            "{_id: 5, a: 'text', b: [], c: {d: [3, 4]}}",
            "{_id: 6, a: [1, 9], b: [['x']], c: {}}",
            "{_id: 7, a: true, b: {x: 1}, c: null}",
            "{_id: 8, a: {$numberLong: '6'}, b: {$date: '2026-11-26T00:00:00Z'}, c: {d: null}}",
            "{_id: 9, a: {$numberDecimal: '5'}, b: '', c: 3}",
            "{_id: 10, a: -1, b: {$oid: '5f0000000000000000000001'}, c: [{d: [1]}, 7]}");

    private static PrivateMongod mongod;
    private static MongoCollection<RawBsonDocument> collection;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        MongoCollection<Document> documents =
                mongod.client().getDatabase(PrivateMongod.DATABASE).getCollection("rows");
        documents.insertMany(DOCUMENTS.stream().map(Document::parse).toList());
        collection = documents.withDocumentClass(RawBsonDocument.class);
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{a: 5}",
                "{a: null}",
                "{a: 'text'}",
                "{a: true}",
                "{a: [1, 9]}",
                "{b: 'x'}",
                "{b: ['x']}",
                "{b: ''}",
                "{b: {x: 1}}",
                "{b: {$date: '2026-11-26T00:00:00Z'}}",
                "{b: {$oid: '5f0000000000000000000001'}}",
                "{'c.d': 1}",
                "{'c.d': 2}",
                "{'c.d': 3}",
                "{'c.d': null}",
                "{'c.d': {$exists: true}}",
                "{a: {$exists: false}}",
                "{a: {$ne: 5}}",
                "{a: {$ne: null}}",
                "{a: {$gt: 4}}",
                "{a: {$gte: 5, $lt: 6}}",
                "{a: {$lte: 1}}",
                "{a: {$gt: 4, $lt: 2}}",
                "{a: {$in: [5, 'text', null]}}",
                "{a: {$nin: [5, null]}}",
                "{b: {$gte: 'x'}}",
                "{b: {$in: ['z', 'y']}}",
                "{b: {$gt: {$date: '2026-01-01T00:00:00Z'}}}",
                "{a: {$not: {$gt: 4}}}",
                "{$or: [{a: 5}, {b: 'x'}]}",
                "{$and: [{a: 5}, {'c.d': 1}]}",
                "{$nor: [{a: 5}, {b: 'x'}]}",
                "{a: 5, $or: [{b: 'y'}, {b: 'z'}]}",
                "{'c.d': {$gt: 1}}",
                "{'b.x': 1}",
                "{a: {$type: 'number'}}",
                "{b: {$type: ['date', 'array', 'object']}}",
                "{'c.d': {$type: 'int'}}"
            })
    void aFilterSelectsWhatItSelectsInTheDatabase(String text) {
        Document filter = Document.parse(text);
        Predicate<BsonDocument> matcher = RowMatcher.of(filter);

        List<Integer> selected = ids(collection.find(filter));
        assertThat(ids(collection.find()).stream()
                        .filter(id -> matcher.test(
                                collection.find(new Document("_id", id)).first()))
                        .toList())
                .isEqualTo(selected);
    }

    private static List<Integer> ids(Iterable<RawBsonDocument> rows) {
        List<Integer> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(row.getInt32("_id").getValue()));
        return ids;
    }

    @Test
    void operatorsThatOnlyTheServerKnowsAreRefused() {
        for (String text :
                List.of("{a: {$regex: 'x'}}", "{$expr: {$eq: [1, 1]}}", "{$or: [{a: {$size: 1}}]}", "{$text: {}}")) {
            assertThatThrownBy(() -> RowMatcher.of(Document.parse(text)))
                    .isInstanceOfSatisfying(MiddlewareException.class, problem -> assertThat(problem.status())
                            .isEqualTo(400));
        }
    }
}
