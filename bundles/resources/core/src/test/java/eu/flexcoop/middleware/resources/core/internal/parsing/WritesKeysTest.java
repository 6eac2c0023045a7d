package eu.flexcoop.middleware.resources.core.internal.parsing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Versions;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Writes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The keys of a definition that say how documents are written. */
class WritesKeysTest {
    private static Writes writes(String keys) throws Exception {
        return Definitions.parse("thing", "{" + keys + ", 'schema': {'a': {'type': 'string'}}}")
                .writes();
    }

    @Test
    void versioningLeavesFieldsOut() throws Exception {
        ResourceDefinition definition = Definitions.parse(
                "plans",
                "{'versioning': true, 'resource_methods': ['GET', 'PATCH'],"
                        + " 'schema': {'a': {'versioned': false}, 'b': {'versioned': true}, 'c': {}}}");

        assertThat(definition.writes().versions().map(Versions::unversioned))
                .hasValueSatisfying(fields -> assertThat(fields).containsExactly("a"));
        assertThat(definition.methods()).contains(Method.PATCH);
        assertThat(writes("'versioning': false").versions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'versioning': true, 'source': 'a:b' | $.versioning",
                "'versions_kept': 3 | $.versions_kept",
                "'versioning': true, 'versions_kept': 0 | $.versions_kept",
                "'versioning': true, 'versions_kept': 1.5 | $.versions_kept",
                "'resource_methods': ['GET', 'PATCH'], 'source': 'a:b' | $.resource_methods"
            })
    void whatCannotBeIsRefused(String keys, String path) {
        assertThatThrownBy(() -> writes(keys))
                .isInstanceOfSatisfying(DefinitionException.class, e -> assertThat(e.errors())
                        .extracting(DefinitionErrors.DefinitionError::path)
                        .contains(path));
    }

    @Test
    void asManyVersionsAreKeptAsTheDefinitionSays() throws Exception {
        assertThat(writes("'versioning': true, 'versions_kept': 3").versions())
                .hasValueSatisfying(versions -> assertThat(versions.kept()).hasValue(3));
        assertThat(writes("'versioning': true").versions())
                .hasValueSatisfying(versions -> assertThat(versions.kept()).isEmpty());
        assertThatThrownBy(() -> Definitions.parse(
                        "plans", "{'versioning': true, 'versions_kept': 3, 'schema': {'a': {'type': 'media'}}}"))
                .hasMessageContaining("files of earlier versions");
    }

    @Test
    void versionsAreNotFieldsOfTheSchema() {
        assertThatThrownBy(() ->
                        Definitions.parse("plans", "{'versioning': true, 'schema': {'_version': {'type': 'integer'}}}"))
                .hasMessageContaining("_version");
    }
}
