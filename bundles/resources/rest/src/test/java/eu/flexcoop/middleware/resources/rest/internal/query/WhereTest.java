package eu.flexcoop.middleware.resources.rest.internal.query;

import java.util.Date;
import java.util.List;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class WhereTest {
    private static final ResourceDefinition METER = Published.definition(
            "meter",
            """
            {'schema': {'device_id': {'type': 'string'}, 'timestamp': {'type': 'datetime'}, 'kwh': {'type': 'float'},
              'owner': {'type': 'objectid'}, 'log': {'type': 'list', 'schema': {'type': 'dict', 'schema': {'at': {'type': 'datetime'}}}}}}""");

    private static Document parse(String where) {
        return new Where(FieldVisibility.whole(METER), Published.SETTINGS.dates()).parse(where.replace('\'', '"'));
    }

    @Test
    public void textsBecomeDatesAndIdsWhereTheSchemaSaysSo() {
        Date date = new Date(1583143200000L);
        String id = "5f5f5f5f5f5f5f5f5f5f5f5f";

        assertThat(parse("{'timestamp': {'$gte': '2020-03-02T10:00:00.0Z'}}"))
                .isEqualTo(new Document("timestamp", new Document("$gte", date)));
        assertThat(parse("{'log.at': '2020-03-02T10:00:00.0Z', 'log.0.at': '2020-03-02T10:00:00.0Z'}"))
                .isEqualTo(new Document("log.at", date).append("log.0.at", date));
        assertThat(parse("{'_updated': {'$in': ['2020-03-02T10:00:00.0Z']}}"))
                .isEqualTo(new Document("_updated", new Document("$in", List.of(date))));
        assertThat(parse("{'_id': '" + id + "', 'owner': {'$ne': '" + id + "'}, 'device_id': '" + id + "'}"))
                .isEqualTo(new Document("_id", new ObjectId(id))
                        .append("owner", new Document("$ne", new ObjectId(id)))
                        .append("device_id", id));
        assertThat(parse("{'$or': [{'log': {'$elemMatch': {'at': '2020-03-02T10:00:00.0Z'}}}]}"))
                .isEqualTo(new Document(
                        "$or", List.of(new Document("log", new Document("$elemMatch", new Document("at", date))))));
        assertThat(parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$where': 'sleep(1000)'}",
                "{'a': {'$regex': '.*'}}",
                "{'a': {'$not': {'$regex': '.*'}}}",
                "{'$or': [{'a': {'$where': '1'}}]}",
                "{'$expr': {'$function': {'body': 'x', 'args': [], 'lang': 'js'}}}",
                "{'a': {'$elemMatch': {'$where': '1'}}}",
                "{'a': [{'$where': 1}]}",
                "{'a': {'b': {'c': {'$where': 1}}}}",
                "{'$or': {'a': 1}}",
                "{'$or': []}",
                "{'$or': [1]}",
                "{'a': {'$or': [1]}}",
                "{'a': 1",
                "{'a': 1} x",
                "[1]",
                "1",
                "a=1",
                "a == ",
                "a == b",
                "(a == 1",
                "a == datetime(2020,13,1)",
                "$where == 1",
            })
    public void whatIsNotAllowedIsRefused(String where) {
        assertThatThrownBy(() -> parse(where))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kwh==2.5 | {'kwh': 2.5}",
                "kwh>=2 and kwh<5 | {'$and': [{'kwh': {'$gte': 2}}, {'kwh': {'$lt': 5}}]}",
                "(kwh!=1 or device_id==\"a b\") and log.at==None | {'$and': [{'$or': [{'kwh': {'$ne': 1}}, {'device_id': 'a b'}]}, {'log.at': null}]}",
                "verified==True | {'verified': true}",
            })
    public void comparisonsOfPythonAreUnderstood(String where, String filter) {
        assertThat(parse(where).toJson()).isEqualTo(Document.parse(filter).toJson());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'timestamp': {'$gte': '2020-03-02'}}",
                "{'timestamp': '2020-02-30T10:00:00.0Z'}",
                "{'_created': {'$in': ['yesterday']}}",
                "{'log': {'$elemMatch': {'at': ''}}}",
                "timestamp > '2020-03-02 10:00'"
            })
    public void aDateInAnotherFormIsRefusedWithTheFormThatIsAccepted(String where) {
        assertThatThrownBy(() -> parse(where))
                .isInstanceOf(Problem.class)
                .hasMessageEndingWith("which is that of 1970-01-01T00:00:00.000000Z");
    }

    @Test
    public void deepNestingEndsInAnAnswer() {
        assertThatThrownBy(() -> parse("(".repeat(5000) + "a==1")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> parse("{'a':".repeat(5000))).isInstanceOf(Problem.class);
    }

    @Test
    public void longTextsAreTexts() {
        for (int length : new int[] {3_000, 100_000}) {
            String text = "a".repeat(length);
            assertThat(parse("name == \"" + text + "\"")).isEqualTo(new Document("name", text));
            assertThat(parse("name == '" + text + "'")).isEqualTo(new Document("name", text));
            assertThat(parse("name == \"" + "\\\\".repeat(length) + "\""))
                    .isEqualTo(new Document("name", "\\".repeat(length)));
            assertThatThrownBy(() -> parse("name == \"" + text)).isInstanceOf(Problem.class);
            assertThatThrownBy(() -> parse("name == \"" + "\\\"".repeat(length)))
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    public void onlyListedFieldsMayBeAskedForAndHiddenOnesNever() {
        ResourceDefinition limited = Published.definition(
                "limited",
                "{'allowed_filters': ['a', 'n'], 'datasource': {'projection': {'n': 0}}, 'schema': {'a': {}, 'b': {}, 'n': {}}}");
        Where where = new Where(FieldVisibility.whole(limited), Published.SETTINGS.dates());

        assertThat(where.parse("{\"a.x\": 1}")).isEqualTo(new Document("a.x", 1));
        assertThatThrownBy(() -> where.parse("{\"$or\": [{\"b\": 1}]}")).hasMessage("filter on 'b' not allowed");
        assertThatThrownBy(() -> where.parse("n==1")).hasMessage("filter on 'n' not allowed");
    }
}
