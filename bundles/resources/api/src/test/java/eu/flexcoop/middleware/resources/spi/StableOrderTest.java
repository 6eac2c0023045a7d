package eu.flexcoop.middleware.resources.spi;

import java.util.List;

import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class StableOrderTest {
    private static final List<Document> INDEXES = List.of(
            index("{'_id': 1}"),
            index("{'owner': 1, 'at': -1}"),
            index("{'device': 1, 'at': 1, '_id': 1}"),
            index("{'n': 1, '_id': 1}"),
            index("{'device': 1, 'minute': 1}").append("unique", true),
            index("{'code': 1}").append("unique", true).append("sparse", true),
            index("{'text': 'text'}"));

    private static Document index(String key) {
        return new Document("key", Document.parse(key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // an index ends with _id: in its direction
                "{'n': 1}               | {}                                     | {'n': 1, '_id': 1}",
                "{'n': -1}              | {}                                     | {'n': -1, '_id': -1}",
                "{'at': -1}             | {'device': 'd'}                        | {'at': -1, '_id': -1}",
                "{'at': 1}              | {'$and': [{'device': {'$eq': 'd'}}]}   | {'at': 1, '_id': 1}",
                // an index serves the order and does not end with _id
                "{'at': 1}              | {'owner': 'o', 'x': {'$gt': 1}}        | {'at': 1}",
                "{'owner': 1, 'at': -1} | {}                                     | {'owner': 1, 'at': -1}",
                // no index serves it: MongoDB sorts anyway
                "{'at': 1}              | {}                                     | {'at': 1, '_id': 1}",
                "{'at': 1}              | {'owner': {'$gt': 'o'}}                | {'at': 1, '_id': 1}",
                "{'owner': 1, 'at': 1}  | {}                                     | {'owner': 1, 'at': 1, '_id': 1}",
                "{'text': 1}            | {}                                     | {'text': 1, '_id': 1}",
                // no two rows are equal
                "{'minute': 1}          | {'device': 'd'}                        | {'minute': 1}",
                "{'_id': -1}            | {}                                     | {'_id': -1}",
                // an index of some rows says nothing about the others
                "{'code': 1, 'z': 1}    | {}                                     | {'code': 1, 'z': 1, '_id': 1}",
                "{}                     | {}                                     | {}",
            })
    void rowsThatAreEqualFollowById(String sort, String filter, String expected) {
        assertThat(StableOrder.of(Document.parse(sort), BsonDocument.parse(filter), INDEXES))
                .isEqualTo(Document.parse(expected));
    }
}
