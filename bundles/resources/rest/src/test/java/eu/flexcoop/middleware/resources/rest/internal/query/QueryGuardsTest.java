package eu.flexcoop.middleware.resources.rest.internal.query;

import java.util.Date;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Operators that are allowed only where a definition says so, or only with bounds. */
class QueryGuardsTest {
    private static final String SCHEMA =
            """
            'datasource': {'projection': {'secret': 0}}, 'schema': {'name': {'type': 'string'}, 'ref': {'type': 'objectid'},
             'a': {'type': 'integer'}, 'b': {'type': 'integer'}, 'at': {'type': 'datetime'}, 'secret': {}}}""";
    private static final String ID = "5f5f5f5f5f5f5f5f5f5f5f5f";

    private static Where where(String keys) {
        return new Where(
                FieldVisibility.whole(Published.definition("thing", "{" + keys + SCHEMA)), Published.SETTINGS.dates());
    }

    private static Document parse(Where where, String text) {
        return where.parse(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^ab+c$", "a|b", "(ab|cd)e", "(?:abc){2}", "[a-z(+]+x", "\\\\d{1,3}", "[]a]b"})
    void aRegexIsAllowedWhereTheDefinitionSaysSo(String pattern) {
        String query = "{'name': {'$regex': '" + pattern + "', '$options': 'i'}}";

        assertThat(parse(where("'mongo_query_whitelist': ['$regex'],"), query)).containsKey("name");
        assertThatThrownBy(() -> parse(where(""), query)).hasMessage("'where': operator $regex is not allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+",
                "(a|aa)+",
                "(a?){20}",
                "((ab)*c)*",
                "(?=a)b",
                "(?<x>a)",
                "(a)\\\\1",
                "a)",
                "(a",
                "[a",
                "a\\\\",
                "a*b*c*d*e*f*g*h*i*",
                "(*UTF8)a"
            })
    void aRegexThatCouldTakeForeverIsRefused(String pattern) {
        Where where = where("'mongo_query_whitelist': ['$regex'],");

        assertThatThrownBy(() -> parse(where, "{'name': {'$regex': '" + pattern + "'}}"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("$regex");
    }

    @Test
    void aRegexIsAShortText() {
        Where where = where("'mongo_query_whitelist': ['$regex'],");

        assertThatThrownBy(() -> parse(where, "{'name': {'$regex': '" + "a".repeat(129) + "'}}"))
                .hasMessageContaining("at most 128 characters");
        assertThatThrownBy(() -> parse(where, "{'name': {'$regex': {'$gt': ''}}}"))
                .hasMessageContaining("takes a text");
        assertThatThrownBy(() -> parse(where, "{'name': {'$regex': 'a', '$options': 'g'}}"))
                .hasMessageContaining("letters imsx");
        assertThatThrownBy(() -> parse(where, "{'$where': 'true'}")).hasMessageContaining("$where is not allowed");
    }

    @Test
    void expressionsCompareFields() {
        assertThat(parse(where(""), "{'$or': [{'$expr': {'$gt': ['$a', {'$add': ['$b', 1]}]}}]}"))
                .isEqualTo(Document.parse("{'$or': [{'$expr': {'$gt': ['$a', {'$add': ['$b', 1]}]}}]}"));
        assertThat(parse(where(""), "{'$expr': {'$gt': ['$at', '2020-03-02T10:00:00.0Z']}}"))
                .isEqualTo(new Document("$expr", new Document("$gt", List.of("$at", new Date(1583143200000L)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$expr': {'$function': {'body': 'x', 'args': [], 'lang': 'js'}}}",
                "{'$expr': {'$eq': ['$$ROOT', 1]}}",
                "{'$expr': {'$eq': ['$secret', 1]}}",
                "{'$expr': {'$eq': [{'$getField': 'secret'}, 1]}}",
                "{'$expr': {'$let': {'vars': {'x': '$a'}, 'in': 1}}}",
                "{'$expr': {'$eq': [{'$reduce': {'input': '$a', 'initialValue': '', 'in': ''}}, 1]}}",
                "{'a': {'$expr': 1}}"
            })
    void expressionsSeeNoMoreThanFilters(String query) {
        assertThatThrownBy(() -> parse(where(""), query))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
    }

    @Test
    void listedFieldsHoldAtAnyDepth() {
        Where where = where("'allowed_filters': ['a'],");

        for (String query : List.of(
                "{'$or': [{'a': 1}, {'b': 1}]}",
                "{'$and': [{'$nor': [{'b': 1}]}]}",
                "{'$expr': {'$eq': ['$b', 1]}}",
                "b==1 or a==1")) {
            assertThatThrownBy(() -> parse(where, query)).as(query).hasMessage("filter on 'b' not allowed");
        }
        assertThatThrownBy(() -> parse(where, "{'$text': {'$search': 'x'}}")).hasMessageContaining("$text");
        assertThat(parse(where, "{'$or': [{'a': 1}]}")).isNotEmpty();
    }

    @Test
    void textsLikeIdsAreIdsOnlyWhereTheSchemaSaysSo() {
        assertThat(parse(where(""), "{'name': '" + ID + "'}")).isEqualTo(new Document("name", ID));
        assertThat(parse(where("'query_objectid_as_string': true,"), "{'ref': '" + ID + "'}"))
                .isEqualTo(new Document("ref", ID));
    }
}
