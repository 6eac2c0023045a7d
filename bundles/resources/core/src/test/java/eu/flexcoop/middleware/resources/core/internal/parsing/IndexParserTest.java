package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.api.IndexDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IndexParserTest {
    private static List<IndexDefinition> indexes(String json) throws Exception {
        return Definitions.parse("thing", "{'schema': {'a': {}}, 'mongo_indexes': " + json + "}")
                .storage()
                .indexes();
    }

    @Test
    void everyFormOfEveIsRead() throws Exception {
        assertThat(
                        indexes(
                                """
                        {'plain': [['a', 1], ['b.c', -1]],
                         'optioned': [[['a', 1]], {'unique': true, 'sparse': false, 'background': true, 'name': 'x'}],
                         'short': ['a', ['b', 1]],
                         'object': {'a': -1},
                         'expiring': [[['at', 1]], {'expireAfterSeconds': 3600}],
                         'place': [['loc', '2dsphere']],
                         'words': [[['title', 'text'], ['body', 'text']], {'weights': {'title': 3}, 'default_language': 'none'}]}"""))
                .containsExactly(
                        new IndexDefinition("plain", new Document("a", 1).append("b.c", -1), new Document()),
                        new IndexDefinition("optioned", new Document("a", 1), new Document("unique", true)),
                        new IndexDefinition("short", new Document("a", 1).append("b", 1), new Document()),
                        new IndexDefinition("object", new Document("a", -1), new Document()),
                        new IndexDefinition(
                                "expiring", new Document("at", 1), new Document("expireAfterSeconds", 3600)),
                        new IndexDefinition("place", new Document("loc", "2dsphere"), new Document()),
                        new IndexDefinition(
                                "words",
                                new Document("title", "text").append("body", "text"),
                                new Document("weights", new Document("title", 3)).append("default_language", "none")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'i': []} | the index has no field",
                "{'i': [['a', 2]]} | found 2, use 1, -1, \"2d\"",
                "{'i': [['a', 'sphere']]} | found 'sphere', use 1, -1, \"2d\"",
                "{'i': [['$a', 1]]} | '$a' is no field",
                "{'i': [['a']]} | use [\"field\", 1]",
                "{'i': 'a'} | found 'a', use a list",
                "{'i': [[['a', 1]], {'uniq': true}]} | unknown option 'uniq' or a wrong value, use of bits, collation",
                "{'i': [[['a', 1]], {'expireAfterSeconds': -1}]} | 'expireAfterSeconds' is -1",
                "{'i': [[['a', 1]], {'unique': 'yes'}]} | 'unique' is 'yes', use true or false",
                "{'_id_': [['a', 1]]} | '_id_' is not a valid name",
            })
    void whatIsWrongIsNamed(String json, String message) {
        assertThatThrownBy(() -> indexes(json))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theOwnerOfASourceMakesItsIndexes() {
        assertThatThrownBy(() -> Definitions.parse(
                        "thing", "{'source': 'a:b', 'schema': {'a': {}}, 'mongo_indexes': {'i': [['a', 1]]}}"))
                .hasMessageContaining("remove mongo_indexes");
    }

    @Test
    void scriptsAreNeverAddedToTheOperators() throws Exception {
        assertThat(Definitions.parse("thing", "{'mongo_query_whitelist': ['$regex'], 'schema': {'a': {}}}")
                        .queries()
                        .operators())
                .containsExactly("$regex");
        assertThatThrownBy(
                        () -> Definitions.parse("thing", "{'mongo_query_whitelist': ['$where'], 'schema': {'a': {}}}"))
                .hasMessageContaining("runs JavaScript and is never allowed");
        assertThatThrownBy(() -> Definitions.parse("thing", "{'mongo_query_whitelist': ['$foo'], 'schema': {'a': {}}}"))
                .hasMessageContaining("operator '$foo' cannot be added, use of $comment");
    }

    @Test
    void theShortFormOfASeriesAveragesAllNumbers() throws Exception {
        assertThat(Definitions.parse(
                                "thing",
                                """
                                {'aggregation': {'index_field': 'at'}, 'schema': {'at': {'type': 'datetime'},
                                 'a': {'type': 'float'}, 'b': {'type': 'integer'}, 'c': {'type': 'string'}}}""")
                        .aggregation()
                        .orElseThrow()
                        .fields())
                .containsOnlyKeys("a", "b");
        assertThatThrownBy(
                        () -> Definitions.parse(
                                "thing",
                                "{'aggregation': {'index_field': 'at', 'group_by': 'a'}, 'schema': {'at': {'type': 'datetime'}}}"))
                .hasMessageContaining("unknown key 'group_by', use one of add_fields");
    }
}
