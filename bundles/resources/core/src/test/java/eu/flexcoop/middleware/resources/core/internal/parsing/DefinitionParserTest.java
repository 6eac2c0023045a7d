package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.io.ByteArrayInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DefinitionParserTest {
    @Test
    void theDeliverablesExampleGetsTheDefaultsOfEve() throws Exception {
        ResourceDefinition definition = Definitions.parse(
                "temperature",
                """
                {'resource_methods': ['GET', 'POST'], 'aggregation': {'index_field': 'ts'}, 'x-note': 1,
                 'schema': {'ts': {'type': 'datetime'}, 'value': {'type': 'float', 'min': '-40'}}}""");

        assertThat(definition.url()).isEqualTo("temperature");
        assertThat(definition.itemTitle()).isEqualTo("Temperature");
        assertThat(definition.methods()).containsExactlyInAnyOrder(Method.GET, Method.POST);
        assertThat(definition.item().methods()).containsExactly(Method.GET);
        assertThat(definition.item().pattern().pattern()).isEqualTo("[a-f0-9]{24}");
        assertThat(definition.aggregation().map(Aggregation::indexField)).contains("ts");
        assertThat(definition.schema()).containsKeys("ts", "value", "_id");
        assertThat(definition.schema().get("value").constraint(Constraint.Range.class))
                .contains(new Constraint.Range(-40, Double.POSITIVE_INFINITY));
        assertThat(definition.queries().pageLimit()).isZero();
    }

    @Test
    void flagsInQuotesCountAndOtherTextsDoNot() throws Exception {
        ResourceDefinition definition =
                Definitions.parse("quoted", "{'schema': {'a': {'required': 'true'}, 'b': {'required': 'False'}}}");

        assertThat(definition.schema().get("a").required()).isTrue();
        assertThat(definition.schema().get("b").required()).isFalse();
        assertThatThrownBy(() -> Definitions.parse("quoted", "{'schema': {'a': {'required': 'yes'}}}"))
                .hasMessageContaining("'required' is 'yes', use true or false");
    }

    @Test
    void oneRuleInItemsMeansEveryElement() throws Exception {
        ResourceDefinition definition =
                Definitions.parse("thing", "{'schema': {'ders': {'type': 'list', 'items': [{'type': 'uuid'}]}}}");

        assertThat(definition.schema().get("ders").constraint(Constraint.Elements.class))
                .hasValueSatisfying(
                        elements -> assertThat(elements.rule().type()).contains(FieldType.UUID));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'schema': {'kwh': {'type': 'flot'}}} | $.schema.kwh.type | field 'kwh' has unknown type 'flot', use one of string",
                "{'schema': {'a': {'type': 'list', 'schema': {'type': 'x'}}}} | $.schema.a.schema.type | 'a[]' has unknown type 'x'",
                "{'schema': {'a': {'type': 'list', 'schema': {'type': 'dict', 'schema': {'b': {'type': 'string', 'unique': true}}}}}} | $.schema.a.schema | field 'b' of the elements of 'a' is unique, which needs 'required': true",
                "{'schema': {'a': {'type': 'boolean'}}, 'reset_on_patch': {'a': 'no'}} | $.reset_on_patch.a | field 'a' cannot have the value",
                "{'schema': {'a': {'type': 'boolean'}}, 'reset_on_patch': {'b': true}} | $.reset_on_patch.b | 'b' is not a field of the schema",
                "{'schema': {'a': {'typ': 'string'}}} | $.schema.a.typ | field 'a' has unknown rule 'typ', use one of",
                "{'schema': {'a': {'regex': '('}}} | $.schema.a.regex | field 'a' has no valid regex",
                "{'schema': {'a': {'min': 'x'}}} | $.schema.a.min | found 'x', use a number",
                "{'schema': {'a': {'minlength': -1}}} | $.schema.a.minlength | 'minlength' is -1, use a whole number",
                "{'schema': {'a': {'required': 'yes'}}} | $.schema.a.required | 'required' is 'yes', use true or false",
                "{'schema': {'_etag': {}}} | $.schema._etag | field '_etag' is set by the platform",
                "{'schema': {'$a': {}}} | $.schema.$a | may not be empty, begin with $ or have a dot",
                "{'resource_methods': ['GET', 'PUT'], 'schema': {}} | $.resource_methods[1] | unknown method 'PUT', use of",
                "{'resource_methods': 'GET'} | $.resource_methods | found 'GET', use a list",
                "{'resource_methods': ['POST']} | $ | can be written but there is no 'schema'",
                "{'item_url': 'float', 'schema': {}} | $.item_url | 'float' is not a form of addresses, use regex",
                "{'url': 'a/<float:x>'} | $.url | url 'a/<float:x>' is not supported, use plain parts and parameters",
                "{'url': 'a/<x>/<x>'} | $.url | has two parameters 'x'",
                "{'additional_lookup': {'url': 'string', 'field': 'b'}} | $.additional_lookup.field | field 'b' is not in the schema",
                "{'additional_lookup': {'field': '_id'}} | $.additional_lookup | needs 'field' and 'url'",
                "{'id_field': 'x', 'schema': {}} | $ | addressed by 'x', which the schema lacks",
                "{'aggregation': {'index_field': 'x'}, 'schema': {}} | $.aggregation | use a datetime field of the schema",
                "{'aggregation': {'index_field': 't', 'aggregate_fields': {'t': 'MEAN'}}, 'schema': {'t': {'type': 'datetime'}}} | $.aggregation.aggregate_fields.t | unknown function 'MEAN', use one of SUM, AVG",
                "{'access': {'root': {}}, 'schema': {}} | $.access.root | unknown role 'root', use one of prosumer",
                "{'access': {'admin': {'rows': {'x': '$account'}}}, 'schema': {}} | $.access.admin.rows.x | which the schema lacks",
                "{'access': {'admin': {'rows': {'x': '$me'}}}, 'schema': {'x': {}}} | $.access.admin.rows.x | unknown owner '$me', use one of $account",
                "{'access': {'admin': {'row': {}}}, 'schema': {}} | $.access.admin.row | unknown key 'row', use one of change, clients, elements, hidden, methods, rows, did you mean 'rows'?",
                "{'access': {'admin': {'hidden': ['x']}}, 'schema': {}} | $.access.admin.hidden | 'x' cannot be hidden, use fields of the schema",
                "{'access': {'admin': {'hidden': ['_id']}}, 'schema': {}} | $.access.admin.hidden | '_id' cannot be hidden",
                "{'access': {'admin': {'hidden': ['x']}}, 'id_field': 'x', 'schema': {'x': {}}} | $.access.admin | addressed by 'x', which cannot be hidden",
                "{'access': {'admin': {'hidden': ['x']}}, 'item_methods': ['PUT'], 'schema': {'x': {}}} | $.access.admin | PUT would overwrite what the role does not see",
                "{'access': {'admin': {'elements': {'x': {'a': '$me'}}}}, 'schema': {'x': {}}} | $.access.admin.elements.x.a | unknown owner '$me'",
                "{'access': {'admin': {'elements': {'x': {}}}}, 'schema': {'x': {}}} | $.access.admin.elements.x | no owner, use",
                "{'access': {'admin': {'elements': {'x': {'$a': '$account'}}}}, 'schema': {'x': {}}} | $.access.admin.elements.x.$a | not a name of an element's member",
                "{'access': {'admin': {'elements': {'x': {'a': '$account'}}}}, 'allow_unknown': true, 'schema': {'x': {}}} | $.access.admin | remove allow_unknown",
                "{'source': 'a:b', 'soft_delete': true, 'schema': {'x': {}}} | $.soft_delete | how it deletes, remove soft_delete",
                "{'soft_delete': true, 'schema': {'_deleted': {}}} | $.schema._deleted | set by the platform",
                "{'source': 'a:b', 'item_methods': ['PUT'], 'schema': {'x': {}}} | $.item_methods | cannot be replaced, remove PUT",
                "{'schema': {} | $ | the file is not valid JSON at line 1",
                "[] | $ | found [], use an object",
                "{'resourcemethods': ['GET']} | $.resourcemethods | unknown key 'resourcemethods', did you mean 'resource_methods'?",
                "{'resource_method': ['GET']} | $.resource_method | did you mean 'resource_methods'?",
                "{'colour': 'red'} | $.colour | unknown key 'colour', use one of access",
                "{'authentication': 'x'} | $.authentication | not supported: the platform checks the tokens",
                "{'mongo_write_concern': {'w': 1}} | $.mongo_write_concern | answered when a majority of the nodes",
                "{'source': 'a:b', 'delete_cascade': {'c': 'd'}, 'schema': {}} | $.delete_cascade | remove delete_cascade",
                "{'resource_methods': ['DELETE'], 'delete_cascade': {'c': 'd'}, 'schema': {}} | $.delete_cascade | remove DELETE from resource_methods",
                "{'delete_cascade': {'c': 1}, 'schema': {}} | $.delete_cascade.c | found 1, use a text",
                "{'notify': {'message_type': 'abc'}, 'schema': {}} | $.notify | there are no recipients",
                "{'notify': {'recipients': ['OMP']}, 'schema': {}} | $.notify | message_type is '', use a text",
                "{'notify': {'recipients': ['OMP'], 'message_type': 'abc', 'to': 1}, 'schema': {}} | $.notify.to | unknown key 'to'",
                "{'schema': {'a': {'type': 'dbref', 'data_relation': {'resource': 'b', 'embeddable': true}}}} | $.schema.a.data_relation.embeddable | a dbref is not replaced",
                "{'mongo_prefix': 'x'} | $.mongo_prefix | the platform has one database",
                "{'datasource': {'sort': 1}} | $.datasource.sort | unknown key 'sort', use one of aggregation, default_sort",
                "{'datasource': {'filter': []}} | $.datasource.filter | found [], use an object",
                "{'datasource': {'projection': {'a': 'no'}}} | $.datasource.projection.a | use 1 to show the field or 0 to hide it",
                "{'datasource': {'projection': {'a.b': 0}}, 'schema': {'a': {}}} | $.datasource.projection.a.b | 'a.b' is a part of a field, and only whole fields are shown or hidden, use 'a'",
                "{'datasource': {'projection': {'a.b.c': 1}}, 'schema': {'a': {}}} | $.datasource.projection.a.b.c | use 'a'",
                "{'schema': {'a': {'unique': true}}} | $.schema.a.unique | field 'a' has no type, give it a type whose values can be looked up",
                "{'schema': {'a': {'type': 'dict', 'unique_to_user': true}}} | $.schema.a.unique_to_user | field 'a' has type dict",
                "{'schema': {'a': {'type': ['string', 'dict'], 'unique_within_resource': true}}} | $.schema.a.unique_within_resource | has type dict",
                "{'schema': {'a': {'type': 'list', 'schema': {'data_relation': {'resource': 'b'}}}}} | $.schema.a.schema.data_relation | has no type",
                "{'schema': {'a': {'type': 'dict', 'data_relation': {'resource': 'b'}}}} | $.schema.a.data_relation | has type dict",
                "{'schema': {'t': {'type': 'datetime'}}, 'aggregation': {'index_field': 't', 'group_by': 'a'}} | $.aggregation.group_by | did you mean 'groupby'?",
                "{'schema': {'a': {'requird': true}}} | $.schema.a.requird | did you mean 'required'?",
                "{'schema': {'a': {'check_with': 'f'}}} | $.schema.a.check_with | rule 'check_with' of field 'a' is not supported: it names a function in Python",
                "{'schema': {'a': {'coerce': 'hex'}}} | $.schema.a.coerce | unknown function 'hex', use one of int, float",
                "{'schema': {'a': {'coerce': ['int', 'hex']}}} | $.schema.a.coerce[1] | unknown function 'hex'",
                "{'schema': {'a': {'default_setter': 'x'}}} | $.schema.a.default_setter | use one of now, today",
                "{'schema': {'a': {'type': 'dict', 'purge_unknown': true}}} | $.schema.a.purge_unknown | has no 'schema'",
                "{'schema': {'a': {'type': 'uuid', 'data_relation': {'resource': 'b', 'embedable': true}}}} | $.schema.a.data_relation.embedable | did you mean 'embeddable'?",
                "{'schema': {'a': {'type': 'uuid', 'data_relation': {}}}} | $.schema.a.data_relation | without 'resource', name one",
                "{'schema': {'a': {'minlength': 5, 'maxlength': 3}}} | $.schema.a | minlength 5 above maxlength 3",
                "{'schema': {'a': {'anyof': []}}} | $.schema.a.anyof | there is no alternative",
                "{'schema': {'a': 'string'}} | $.schema.a | found 'string', use an object",
            })
    void anErrorNamesPlaceFoundAndAccepted(String json, String path, String message) {
        assertThatThrownBy(() -> Definitions.parse("meter", json))
                .isInstanceOfSatisfying(
                        DefinitionException.class, e -> assertThat(e.path()).isEqualTo(path))
                .hasMessageContaining(message);
    }

    @Test
    void allErrorsOfADefinitionAreToldAtOnce() {
        assertThatThrownBy(
                        () -> Definitions.parse(
                                "meter",
                                """
                                {'resourcemethods': ['GET'], 'item_methods': ['POST', 'GET'], 'sorting': 'no',
                                 'schema': {'kwh': {'type': 'flot', 'min': 'x'}, 'a': 5, 't': {'type': 'datetime', 'typ': 1}},
                                 'aggregation': {'index_field': 't', 'aggregate_fields': {'kwh': 'MEAN'}},
                                 'access': {'root': {}, 'admin': {'rows': {'a': '$account', 'b': '$me'}}}}"""))
                .isInstanceOfSatisfying(DefinitionException.class, e -> assertThat(e.errors())
                        .extracting(DefinitionErrors.DefinitionError::path)
                        .containsExactlyInAnyOrder(
                                "$.resourcemethods",
                                "$.item_methods[0]",
                                "$.sorting",
                                "$.schema.kwh.type",
                                "$.schema.kwh.min",
                                "$.schema.a",
                                "$.schema.t.typ",
                                "$.aggregation.aggregate_fields.kwh",
                                "$.access.root",
                                "$.access.admin.rows.b",
                                "$.access.admin.rows.b"))
                .hasMessageStartingWith("11 errors: unknown key 'resourcemethods'");
    }

    @Test
    void withoutAnAccessBlockOnlyAdminsMayUseTheResource() throws Exception {
        assertThat(Definitions.parse("a", "{'schema': {'account_id': {}, 'aggregator_id': {}}}")
                        .access()
                        .grants())
                .containsOnlyKeys(Role.ADMIN);
        assertThat(Definitions.parse("a", "{'access': {}, 'schema': {}}")
                        .access()
                        .grants())
                .isEmpty();
    }

    /** Jackson takes four bytes with zeros in front for UTF-32. */
    @Test
    void aFileInABrokenEncodingIsRefusedAsOneThatIsNotJson() {
        byte[] file = {0, 0, 0, '{', 'a', 'b', 'c', 'd'};

        assertThatThrownBy(() -> DefinitionParser.parse("broken", new ByteArrayInputStream(file)))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("not valid UTF-8");
    }
}
