package eu.flexcoop.middleware.resources.core.internal.stored;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.core.internal.parsing.Definitions;

import static org.assertj.core.api.Assertions.assertThat;

class DefinitionChangesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'schema': {'a': {'type': 'float'}} | 'schema': {'a': {'type': 'string'}} | field 'a' changes its type from float to string",
                "'schema': {'a': {}} | 'schema': {'a': {'type': 'string'}} | field 'a' changes its type from any to string",
                "'schema': {'a': {}} | 'schema': {} | field 'a' is removed",
                "'schema': {} | 'schema': {'a': {'required': true}} | field 'a' is new and required",
                "'schema': {'a': {}} | 'schema': {'a': {'required': true}} | field 'a' becomes required",
                "'schema': {'a': {'nullable': true}} | 'schema': {'a': {}} | field 'a' may no longer be null",
                "'schema': {'a': {}} | 'schema': {'a': {'readonly': true}} | field 'a' becomes read-only",
                "'schema': {'a': {}, 'b': {}} | 'schema': {'a': {'rename': 'b'}, 'b': {}} | field 'a' is renamed to 'b': what is stored",
                "'schema': {'a': {'rename': 'b'}, 'b': {}, 'c': {}} | 'schema': {'a': {'rename': 'c'}, 'b': {}, 'c': {}} | field 'a' is renamed to 'c'",
                "'schema': {'a': {'type': 'string'}} | 'schema': {'a': {'type': 'string', 'unique': true}} | field 'a' becomes unique",
                "'schema': {'a': {'min': 1}} | 'schema': {'a': {'min': 2}} | field 'a' has stricter rules: min, max",
                "'schema': {'a': {'maxlength': 5}} | 'schema': {'a': {'maxlength': 4}} | stricter rules: minlength, maxlength",
                "'schema': {'a': {'allowed': [1, 2]}} | 'schema': {'a': {'allowed': [1]}} | stricter rules: allowed",
                "'schema': {'a': {'regex': 'a'}} | 'schema': {'a': {'regex': 'b'}} | stricter rules: regex",
                "'schema': {'a': {}} | 'schema': {'a': {'anyof': [{'min': 1}]}} | stricter rules: anyof",
                "'schema': {'a': {'type': 'dict', 'schema': {'b': {}}}} | 'schema': {'a': {'type': 'dict', 'schema': {'b': {'required': true}}}} | field 'a.b' becomes required",
                "'schema': {'a': {'type': 'list', 'schema': {'type': 'float'}}} | 'schema': {'a': {'type': 'list', 'schema': {'type': 'string'}}} | field 'a[]' changes its type",
                "'resource_methods': ['GET', 'DELETE'], 'schema': {} | 'schema': {} | resource_methods loses DELETE",
                "'schema': {} | 'url': 'b', 'schema': {} | address changes from 'thing' to 'b'",
                "'schema': {} | 'datasource': {'source': 'b'}, 'schema': {} | collection changes from 'thing' to 'b'",
                "'allow_unknown': true, 'schema': {} | 'schema': {} | unknown fields are refused from now on",
            })
    void anIncompatibleChangeIsSaid(String before, String after, String sentence) throws Exception {
        assertThat(DefinitionChanges.incompatible(
                        Definitions.parse("thing", "{" + before + "}"), Definitions.parse("thing", "{" + after + "}")))
                .singleElement()
                .asString()
                .contains(sentence);
    }

    @Test
    void whatClientsAndDocumentsCanIgnoreIsNotSaid() throws Exception {
        assertThat(
                        DefinitionChanges.incompatible(
                                Definitions.parse(
                                        "thing",
                                        """
                                {'schema': {'a': {'type': 'integer', 'min': 1, 'regex': 'x', 'required': true, 'unique': true,
                                 'allowed': [1]}}}"""),
                                Definitions.parse(
                                        "thing",
                                        """
                                {'resource_methods': ['GET', 'POST'], 'cache_expires': 5,
                                 'schema': {'a': {'type': ['integer', 'string'], 'min': 0, 'regex': 'x', 'nullable': true,
                                 'allowed': [1, 2], 'meta': 'note'}, 'b': {}, 'c': {'required': true, 'default': 1}}}""")))
                .isEmpty();
    }
}
