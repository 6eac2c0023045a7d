package eu.flexcoop.middleware.resources.core.internal;

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
                {'resource_methods': ['GET', 'POST'], 'aggregation': {'index_field': 'ts'}, 'unknown_key': 1,
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
                "{'item_url': 'uuid', 'schema': {}} | $.item_url | item_url is 'uuid', use regex",
                "{'id_field': 'x', 'schema': {}} | $ | addressed by 'x', which the schema lacks",
                "{'aggregation': {'index_field': 'x'}, 'schema': {}} | $.aggregation | use a datetime field of the schema",
                "{'aggregation': {'index_field': 't', 'aggregate_fields': {'t': 'MEAN'}}, 'schema': {'t': {'type': 'datetime'}}} | $.aggregation.aggregate_fields.t | unknown function 'MEAN', use one of SUM, AVG",
                "{'access': {'root': {}}, 'schema': {}} | $.access.root | unknown role 'root', use one of prosumer",
                "{'access': {'admin': {'rows': {'x': '$account'}}}, 'schema': {}} | $.access.admin.rows.x | which the schema lacks",
                "{'access': {'admin': {'rows': {'x': '$me'}}}, 'schema': {'x': {}}} | $.access.admin.rows.x | unknown owner '$me', use one of $account",
                "{'access': {'admin': {'row': {}}}, 'schema': {}} | $.access.admin.row | unknown key 'row', use one of methods",
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
            })
    void anErrorNamesPlaceFoundAndAccepted(String json, String path, String message) {
        assertThatThrownBy(() -> Definitions.parse("meter", json))
                .isInstanceOfSatisfying(
                        DefinitionException.class, e -> assertThat(e.path()).isEqualTo(path))
                .hasMessageContaining(message);
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
}
