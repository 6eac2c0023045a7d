package eu.flexcoop.middleware.resources.core.internal.validation;

import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.core.internal.parsing.Definitions;

import static org.assertj.core.api.Assertions.assertThat;

class CompiledSchemaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a': {'type': 'string'} | {'b': 1} | {b=unknown field}",
                "'a': {'required': true} | {} | {a=required field}",
                "'a': {'type': 'integer'} | {'a': 'x'} | {a=must be of integer type}",
                "'a': {'type': 'integer'} | {'a': 1.5} | {a=must be of integer type}",
                "'a': {'type': 'integer'} | {'a': true} | {a=must be of integer type}",
                "'a': {'type': ['string', 'integer']} | {'a': []} | {a=must be of ['string', 'integer'] type}",
                "'a': {'type': 'string'} | {'a': null} | {a=null value not allowed}",
                "'a': {'type': 'string', 'nullable': true} | {'a': null} | {}",
                "'a': {'empty': false} | {'a': ''} | {a=empty values not allowed}",
                "'a': {'min': 10} | {'a': 9} | {a=min value is 10}",
                "'a': {'max': 9.5} | {'a': 10} | {a=max value is 9.5}",
                "'a': {'type': 'string', 'minlength': 3} | {'a': 'x'} | {a=min length is 3}",
                "'a': {'type': 'list', 'maxlength': 1} | {'a': [1, 2]} | {a=max length is 1}",
                "'a': {'allowed': ['x', 'y']} | {'a': 'z'} | {a=unallowed value z}",
                "'a': {'allowed': ['x'], 'type': 'list'} | {'a': ['q', 'r']} | {a=unallowed values ('q', 'r')}",
                "'a': {'allowed': ['x'], 'type': 'list'} | {'a': ['q']} | {a=unallowed values ('q',)}",
                "'a': {'allowed': [1, 2]} | {'a': 2.0} | {}",
                "'a': {'forbidden': ['root']} | {'a': 'root'} | {a=unallowed value root}",
                "'a': {'forbidden': ['root']} | {'a': ['root', 'x']} | {a=unallowed values ['root']}",
                "'a': {'contains': ['a', 'b']} | {'a': ['a']} | {a=missing members {'b'}}",
                "'a': {'regex': '^[a-z]+$'} | {'a': 'aB'} | {a=value does not match regex '^[a-z]+$'}",
                "'a': {'readonly': true} | {'a': 1} | {a=field is read-only}",
                "'a': {'type': 'string', 'unique': true} | {'a': 'Doe'} | {a=value 'Doe' is not unique}",
                "'a': {'dependencies': ['b']}, 'b': {} | {'a': 1} | {a=field 'b' is required}",
                "'a': {'dependencies': {'b': ['one', 'two']}}, 'b': {} | {'a': 1, 'b': 'x'} | {a=depends on these values: {'b': ['one', 'two']}}",
                "'a': {'dependencies': ['c.d']}, 'c': {'type': 'dict'} | {'a': 1, 'c': {'d': 1}} | {}",
                "'a': {'excludes': 'b'}, 'b': {} | {'a': 1, 'b': 1} | {a='b' must not be present with 'a'}",
                "'a': {'type': 'list', 'items': [{'type': 'string'}, {'type': 'integer'}]} | {'a': ['x', 'y']} | {a={1=must be of integer type}}",
                "'a': {'type': 'list', 'items': [{'type': 'string'}, {'type': 'integer'}]} | {'a': ['x']} | {a=length of list should be 2, it is 1}",
                "'a': {'type': 'list', 'schema': {'type': 'integer'}} | {'a': [1, 'x']} | {a={1=must be of integer type}}",
                "'a': {'type': 'dict', 'schema': {'b': {'required': true}}} | {'a': {}} | {a={b=required field}}",
                "'a': {'type': 'dict', 'keysrules': {'regex': '[a-z]+'}} | {'a': {'Ab': 1}} | {a={Ab=value does not match regex '[a-z]+'}}",
                "'a': {'type': 'dict', 'valuesrules': {'type': 'integer'}} | {'a': {'b': 'x'}} | {a={b=must be of integer type}}",
                "'a': {'anyof': [{'min': 5}, {'max': 1}]} | {'a': 3} | {a=[no definitions validate, {anyof definition 0=min value is 5, anyof definition 1=max value is 1}]}",
                "'a': {'allof': [{'min': 5}, {'max': 10}]} | {'a': 3} | {a=[one or more definitions don't validate, {allof definition 0=min value is 5}]}",
                "'a': {'oneof': [{'min': 1}, {'min': 2}]} | {'a': 3} | {a=none or more than one rule validate}",
                "'a': {'noneof': [{'min': 5}, {'max': 1}]} | {'a': 6} | {a=[one or more definitions validate, {noneof definition 1=max value is 1}]}",
                "'a': {'anyof_type': ['string', 'integer']} | {'a': 3} | {}",
                "'a': {'type': 'string', 'data_relation': {'resource': 'cats'}} | {'a': 'x'} | {a=value 'x' must exist in resource 'cats', field '_id'.}",
                "'a': {'type': 'string', 'data_relation': {'resource': 'people'}} | {'a': 'x'} | {}",
                "'a': {'type': 'point'} | {'a': {'type': 'Point', 'coordinates': [1, 2]}} | {}",
                "'a': {'type': 'point'} | {'a': {'type': 'Point', 'coordinates': [1, 2], 'x': 1}} | {a=must be of point type}",
                "'a': {'type': 'uuid'} | {'a': '404de147-0000-4000-8000-00000000000g'} | {a=must be of uuid type}",
            })
    void aBrokenRuleIsSaidInTheWordsOfCerberus(String schema, String json, String issues) throws Exception {
        Map<String, Object> found =
                Definitions.schema(schema).insert(Definitions.document(json), new Definitions.Store(Set.of("Doe")));

        assertThat(found).hasToString(issues);
    }

    @Test
    void textsAreCastAndDefaultsFilledIn() throws Exception {
        Document document = Definitions.document(
                """
                {'i': '12', 'f': '2.5', 'n': 3, 'b': 'true', 't': '2020-03-02T10:00:00Z', 'd': '1.10',
                 'o': '5f5f5f5f5f5f5f5f5f5f5f5f', 'l': ['7'], 'c': {'t': '2020-03-02T10:00:00Z'}}""");

        Map<String, Object> issues = Definitions.schema(
                        """
                        'i': {'type': 'integer'}, 'f': {'type': 'float'}, 'n': {'type': 'float'}, 'b': {'type': 'boolean'},
                        't': {'type': 'datetime'}, 'd': {'type': 'decimal'}, 'o': {'type': 'objectid'},
                        'l': {'type': 'list', 'schema': {'type': 'integer'}},
                        'c': {'type': 'dict', 'anyof': [{'schema': {'x': {}}}, {'schema': {'t': {'type': 'datetime'}}}]},
                        's': {'type': 'dict', 'default': {}, 'schema': {'inner': {'default': 'yes'}}}""")
                .insert(document, new Definitions.Store(Set.of()));

        Date moment = Date.from(Instant.parse("2020-03-02T10:00:00Z"));
        assertThat(issues).isEmpty();
        assertThat(document)
                .containsEntry("i", 12)
                .containsEntry("f", 2.5)
                .containsEntry("n", 3.0)
                .containsEntry("b", true)
                .containsEntry("t", moment)
                .containsEntry("d", Decimal128.parse("1.10"))
                .containsEntry("o", new ObjectId("5f5f5f5f5f5f5f5f5f5f5f5f"))
                .containsEntry("l", List.of(7))
                .containsEntry("c", new Document("t", moment))
                .containsEntry("s", new Document("inner", "yes"));
    }

    @Test
    void anUpdateNeedsNoRequiredFieldAndMayRepeatAReadOnlyOne() throws Exception {
        CompiledSchema schema = Definitions.schema(
                "'a': {'required': true}, 'r': {'readonly': true}, 'd': {'default': 1}, 'x': {'dependencies': ['a']}");
        Document stored = new Document("a", 1).append("r", "kept").append("d", 5);
        Document changes = new Document("r", "kept").append("x", 1);

        assertThat(schema.update(changes, stored, new Definitions.Store(Set.of())))
                .isEmpty();
        assertThat(changes).doesNotContainKey("d");
        assertThat(schema.replace(new Document("r", "kept"), stored, new Definitions.Store(Set.of())))
                .containsOnlyKeys("a");
    }

    @Test
    void referencesOfMongoDbAreStoredInItsForm() throws Exception {
        Document document = Definitions.document(
                "{'r': {'$id': '5f5f5f5f5f5f5f5f5f5f5f5f', '$col': 'people'}, 's': {'$ref': 'people', '$id': 7, '$db': 'x'}}");
        CompiledSchema schema = Definitions.schema(
                """
                'r': {'type': 'dbref', 'data_relation': {'resource': 'people'}}, 's': {'type': 'dbref'},
                't': {'type': 'dbref', 'data_relation': {'resource': 'cats'}}, 'u': {'type': 'dbref'}""");

        assertThat(schema.insert(document, new Definitions.Store(Set.of()))).isEmpty();
        assertThat(document)
                .containsEntry(
                        "r", new Document("$ref", "people").append("$id", new ObjectId("5f5f5f5f5f5f5f5f5f5f5f5f")))
                .containsEntry(
                        "s", new Document("$ref", "people").append("$id", 7).append("$db", "x"));
        assertThat(schema.insert(
                        Definitions.document("{'t': {'$ref': 'cats', '$id': 7}, 'u': {'$ref': 'cats'}}"),
                        new Definitions.Store(Set.of())))
                .containsEntry("t", "value '7' must exist in resource 'cats', field '_id'.")
                .containsEntry("u", "must be of dbref type");
    }

    @Test
    void idsAreQuotedOnce() throws Exception {
        String id = "5f5f5f5f5f5f5f5f5f5f5f5f";
        assertThat(Definitions.schema(
                                """
                                'a': {'type': 'objectid', 'data_relation': {'resource': 'cats'}}, 'b': {'type': 'objectid', 'unique': true},
                                'c': {'type': 'integer', 'unique': true}, 'd': {'type': 'decimal', 'allowed': [1]}""")
                        .insert(
                                Definitions.document("{'a': '%s', 'b': '%s', 'c': 7, 'd': '2.50'}".formatted(id, id)),
                                new Definitions.Store(Set.of(new ObjectId(id), 7))))
                .hasToString("{a=value '%s' must exist in resource 'cats', field '_id'., b=value '%s' is not unique, "
                                .formatted(id, id)
                        + "c=value '7' is not unique, d=unallowed value 2.50}");
    }

    @Test
    void everyElementOfAListOfReferencesMustExist() throws Exception {
        assertThat(Definitions.issuesOfNew(
                        "'a': {'type': 'list', 'data_relation': {'resource': 'cats'}}", "{'a': ['x', 'y']}"))
                .hasToString(
                        "{a=[value 'x' must exist in resource 'cats', field '_id'., value 'y' must exist in resource 'cats', field '_id'.]}");
    }

    @Test
    void missingValuesAreGenerated() throws Exception {
        Document document = Definitions.document("{'u': null}");

        assertThat(Definitions.schema(
                                """
                                'u': {'type': 'uuid', 'default_setter': 'uuid'}, 'n': {'type': 'datetime', 'default_setter': 'now'},
                                't': {'type': 'datetime', 'default_setter': 'today'}, 'o': {'type': 'objectid', 'default_setter': 'objectid'}""")
                        .insert(document, new Definitions.Store(Set.of())))
                .isEmpty();
        assertThat(document.getDate("n")).isCloseTo(new Date(), 60_000);
        assertThat(document.getDate("t").getTime() % 86_400_000).isZero();
        assertThat(document.get("o")).isInstanceOf(ObjectId.class);
    }

    @Test
    void controlCharactersAreRefusedInEveryText() throws Exception {
        String refused = "must not have control characters but tabs and line ends";
        for (String text : List.of("\u001b[2J", "a\u0000", "\u007f", "\u009b31m", "\b")) {
            for (String schema :
                    List.of("'a': {'type': 'string'}", "'a': {}", "'a': {'type': ['integer', 'string']}")) {
                assertThat(Definitions.schema(schema)
                                .insert(new Document("a", text), new Definitions.Asked(new HashSet<>())))
                        .isEqualTo(Map.of("a", refused));
            }
            assertThat(Definitions.schema("'l': {'type': 'list', 'schema': {'type': 'string'}}")
                            .insert(new Document("l", List.of(text)), new Definitions.Asked(new HashSet<>())))
                    .asString()
                    .contains(refused);
        }
        assertThat(Definitions.schema("'a': {'type': 'string'}")
                        .insert(new Document("a", "two\tparts\r\nand more"), new Definitions.Asked(new HashSet<>())))
                .isEmpty();
    }

    @Test
    void whatCannotBeCoercedIsSaid() throws Exception {
        assertThat(Definitions.issuesOfNew("'a': {'coerce': 'int', 'type': 'integer'}", "{'a': '1.5'}"))
                .hasToString(
                        "{a=[field 'a' cannot be coerced: '1.5' is not accepted by int, must be of integer type]}");
    }

    @Test
    void aUniqueValueInAListOfObjectsIsAskedForByItsDottedName() throws Exception {
        assertThat(Definitions.issuesOfNew(
                        "'l': {'type': 'list', 'schema': {'type': 'dict', 'schema': {'k': {'type': 'string', 'required': true, 'unique': true}}}}",
                        "{'l': [{'k': 'l.k'}, {'k': 'x'}]}"))
                .isEmpty();
        Document document = Definitions.document("{'l': [{'k': 'Doe'}]}");
        Set<String> asked = new HashSet<>();
        Definitions.schema(
                        "'l': {'type': 'list', 'schema': {'type': 'dict', 'schema': {'k': {'type': 'string', 'required': true, 'unique': true}}}}")
                .insert(document, new Definitions.Asked(asked));
        assertThat(asked).containsExactly("l.k");
    }

    @Test
    void numbersThatNoStoreCanCompareAreRefused() throws Exception {
        Map<String, Object> issues = Definitions.schema("'f': {'type': 'float'}, 'g': {'type': 'float'}")
                .insert(
                        new Document("f", Double.POSITIVE_INFINITY).append("g", "NaN"),
                        new Definitions.Store(Set.of()));

        assertThat(issues).containsOnlyKeys("f", "g");
    }
}
