package eu.flexcoop.middleware.resources.rest.internal.query;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ListQueryTest {
    private static final FieldVisibility ALL = FieldVisibility.whole(
            Published.definition("things", "{'schema': {'name': {'type': 'string'}, 'n': {'type': 'integer'}}}"));

    private static RestRequest request(String query) {
        return Requests.parsed(RowAccessTest.caller(Role.ADMIN, "root"), "GET", "things?" + query, "");
    }

    @Test
    void aLinkLeadsToTheQueryThatItWasMadeOf() {
        String where = "{\"name\": \"A & B + 50% #1 = x\"}";
        RestRequest request = request("where=" + URLEncoder.encode(where, StandardCharsets.UTF_8) + "&a%3Db=c");

        String link = ListQuery.link(request, 25, 2, null, Published.SETTINGS);
        assertThat(RestRequest.query(link.substring(1))).isEqualTo(Map.of("where", where, "page", "2", "a=b", "c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'name'", "\"name\"", "('name',1)", "[['name',1]]", "{'name'}", "a b", "-'name'", "name,,n"})
    void aSortOrderInAnotherFormIsRefused(String sort) {
        RestRequest request = request("sort=" + sort);
        assertThatThrownBy(() -> ListQuery.sort(request, ALL))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name,-n", "[('name', 1), ('n', -1)]", "{\"name\": 1, \"n\": -1}"})
    void aSortOrderHasThreeForms(String sort) {
        assertThat(ListQuery.sort(request("sort=" + sort), ALL)).isEqualTo(new Document("name", 1).append("n", -1));
    }
}
