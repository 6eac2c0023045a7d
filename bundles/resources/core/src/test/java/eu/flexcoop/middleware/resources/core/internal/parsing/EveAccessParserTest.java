package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.api.AccessRule;
import eu.flexcoop.middleware.resources.api.EveAccess;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EveAccessParserTest {
    private static AccessRule access(String json) throws DefinitionException {
        return Definitions.parse("kettles", json).access();
    }

    private static Caller caller(Role role, String... names) {
        return new Caller("ann", role, Optional.empty(), Optional.empty(), Optional.empty(), Set.of(names));
    }

    @Test
    void withoutAnyKeyOnlyAdminsMayDoAnything() throws DefinitionException {
        AccessRule access = access("{}");

        assertThat(access.eve()).isSameAs(EveAccess.NONE);
        assertThat(access.of(caller(Role.PROSUMER, "prosumer"))).isEmpty();
        assertThat(access.of(Caller.ANONYMOUS)).isEmpty();
    }

    @Test
    void listsOfRolesSayWhoMayReadAndWrite() throws DefinitionException {
        EveAccess eve = access("{'allowed_roles': ['chief'], 'allowed_read_roles': ['guest']}")
                .eve();

        assertThat(eve.admits(caller(Role.PROSUMER, "guest"), Method.GET, false))
                .isTrue();
        assertThat(eve.admits(caller(Role.PROSUMER, "guest"), Method.POST, false))
                .isFalse();
        assertThat(eve.admits(caller(Role.PROSUMER, "chief"), Method.POST, false))
                .isTrue();
        assertThat(eve.admits(caller(Role.ADMIN, "admin"), Method.GET, false)).isFalse();
    }

    @Test
    void whatNoListIsAboutStaysClosed() throws DefinitionException {
        EveAccess eve = access("{'allowed_read_roles': ['guest']}").eve();

        assertThat(eve.admits(caller(Role.PROSUMER, "guest"), Method.POST, false))
                .isFalse();
        assertThat(eve.admits(caller(Role.ADMIN, "admin"), Method.POST, false)).isTrue();
        assertThat(eve.admits(caller(Role.PROSUMER, "other"), Method.GET, true)).isFalse();
        assertThat(eve.admits(caller(Role.PROSUMER, "guest"), Method.GET, true)).isTrue();
    }

    @Test
    void singleDocumentsMayHaveListsOfTheirOwn() throws DefinitionException {
        EveAccess eve = access("{'allowed_roles': ['chief'], 'allowed_item_read_roles': ['guest']}")
                .eve();

        assertThat(eve.admits(caller(Role.PROSUMER, "guest"), Method.GET, true)).isTrue();
        assertThat(eve.admits(caller(Role.PROSUMER, "guest"), Method.GET, false))
                .isFalse();
        assertThat(eve.admits(caller(Role.PROSUMER, "chief"), Method.GET, true)).isFalse();
    }

    @Test
    void onlyThePublicMethodsArePublic() throws DefinitionException {
        AccessRule access = access("{'public_methods': ['GET'], 'access': {'admin': {}}}");

        assertThat(access.of(Caller.ANONYMOUS).orElseThrow().methods()).containsExactly(Method.GET);
        assertThat(access.eve().isPublic(Method.GET, false)).isTrue();
        assertThat(access.eve().isPublic(Method.GET, true)).isFalse();
        assertThat(access.eve().isPublic(Method.POST, false)).isFalse();
        assertThat(access.of(caller(Role.PROSUMER, "prosumer"))).isEmpty();
    }

    @Test
    void listsNarrowWhatAccessGrants() throws DefinitionException {
        AccessRule access = access("{'allowed_roles': ['chief'], 'access': {'aggregator': {'methods': ['GET']}}}");

        assertThat(access.of(caller(Role.AGGREGATOR, "chief")).orElseThrow().methods())
                .isEqualTo(Set.of(Method.GET));
        assertThat(access.of(caller(Role.AGGREGATOR, "aggregator"))).isEmpty();
        assertThat(access.of(caller(Role.PROSUMER, "chief"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'auth_field': '_id'} | names the document",
                "{'auth_field': 'a.b'} | use a name without dots",
                "{'auth_field': 'o', 'source': 'a:b'} | the owner of a source decides",
                "{'auth_field': 'o', 'schema': {'o': {'type': 'string', 'required': true}}} | filled in from the token",
                "{'public_methods': ['PATCH']} | unknown method",
                "{'allowed_roles': 'chief'} | use a list",
            })
    void wrongKeysAreRefused(String json, String reason) {
        assertThatThrownBy(() -> access(json)).hasMessageContaining(reason);
    }

    @Test
    void theOwnerIsAFieldThatTheSchemaMayLack() throws DefinitionException {
        assertThat(List.of(
                        access("{'auth_field': 'owner'}").eve().ownerField(),
                        access("{'auth_field': 'o', 'schema': {'o': {'type': 'string'}}}")
                                .eve()
                                .ownerField()))
                .containsExactly(Optional.of("owner"), Optional.of("o"));
    }
}
