package eu.flexcoop.middleware.resources.rest.internal.access;

import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class RowAccessTest {
    private static final ResourceDefinition CONTRACTS = Published.definition(
            "contracts",
            """
            {'access': {'prosumer': {'methods': ['GET', 'PATCH'], 'rows': {'account_id': '$account'}, 'change': ['status']},
                        'aggregator': {'rows': {'aggregator_id': '$aggregator'}},
                        'service': {'clients': ['OMP']}},
             'schema': {'account_id': {}, 'aggregator_id': {}, 'status': {}}}""");
    private static final ResourceDefinition LISTED = Published.definition(
            "listed",
            "{'access': {'prosumer': {'rows': {'owners': '$account'}}}, 'schema': {'owners': {'type': 'list'}}}");

    public static Caller caller(Role role, String name) {
        return new Caller(
                name,
                role,
                role == Role.PROSUMER ? Optional.of(new AccountId(name)) : Optional.empty(),
                role == Role.AGGREGATOR ? Optional.of(new AggregatorId(name)) : Optional.empty(),
                role == Role.SERVICE ? Optional.of(name) : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "PROSUMER,   ann,  GET,    account_id, ann",
        "PROSUMER,   ann,  PATCH,  account_id, ann",
        "PROSUMER,   ann,  POST,   refused,",
        "PROSUMER,   ann,  DELETE, refused,",
        "AGGREGATOR, coop, GET,    aggregator_id, coop",
        "AGGREGATOR, coop, DELETE, aggregator_id, coop",
        "SERVICE,    OMP,  GET,    all,",
        "SERVICE,    OMP,  POST,   all,",
        "SERVICE,    LDEM, GET,    refused,",
        "ADMIN,      root, GET,    refused,",
    })
    void eachRoleSeesItsRowsOnly(Role role, String name, Method method, String rows, String value) {
        Caller caller = caller(role, name);
        if (rows.equals("refused")) {
            assertThatThrownBy(() -> new ResourceAccess(CONTRACTS).of(method, caller))
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                            .isEqualTo(403));
        } else {
            Document filter = new ResourceAccess(CONTRACTS).of(method, caller).filter();
            assertThat(filter).isEqualTo(rows.equals("all") ? new Document() : new Document(rows, value));
        }
    }

    @Test
    void aTokenThatDoesNotSayWhoseItIsSeesNothing() {
        Caller nobody = new Caller("x", Role.AGGREGATOR, Optional.empty(), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> new ResourceAccess(CONTRACTS).of(Method.GET, nobody))
                .hasMessageContaining("The token does not say the aggregator");
    }

    @Test
    void aNewRowBecomesTheCallersAndCannotBeGivenAway() {
        RowAccess rows = new ResourceAccess(CONTRACTS).of(Method.POST, caller(Role.AGGREGATOR, "coop"));
        Document body = new Document("status", "x");
        rows.claim(body, CONTRACTS);

        assertThat(body).containsEntry("aggregator_id", "coop");
        assertThatThrownBy(() -> rows.claim(new Document("aggregator_id", "other"), CONTRACTS))
                .hasMessageContaining("'aggregator_id' must be 'coop'");
        assertThatThrownBy(() -> rows.requireOwn(new Document("aggregator_id", null)))
                .isInstanceOf(Problem.class);
    }

    /** Two issuers may give one subject to two people. */
    @Test
    void aProsumerOwnsNothingInAnotherCooperative() {
        Caller ann = new Caller(
                "ann",
                Role.PROSUMER,
                Optional.of(new AccountId("ann")),
                Optional.of(new AggregatorId("coop")),
                Optional.empty());
        RowAccess rows = new ResourceAccess(CONTRACTS).of(Method.PATCH, ann);

        assertThat(rows.filter()).isEqualTo(new Document("account_id", "ann").append("aggregator_id", "coop"));
        assertThatThrownBy(() -> rows.requireOwn(new Document("aggregator_id", "other")))
                .hasMessageContaining("'aggregator_id' must be 'coop'");
    }

    @Test
    void aRowMayHaveSeveralOwners() {
        RowAccess rows = new ResourceAccess(LISTED).of(Method.POST, caller(Role.PROSUMER, "ann"));
        Document body = new Document();
        rows.claim(body, LISTED);

        assertThat(body.getList("owners", String.class)).containsExactly("ann");
        assertThatThrownBy(() -> rows.claim(Document.parse("{\"owners\": [\"bob\"]}"), LISTED))
                .isInstanceOf(Problem.class);
    }

    @Test
    void onlyListedFieldsMayBeChanged() {
        RowAccess rows = new ResourceAccess(CONTRACTS).of(Method.PATCH, caller(Role.PROSUMER, "ann"));
        Document stored = new Document("status", "a").append("aggregator_id", "coop");

        rows.requireChangeable(new Document("status", "b").append("aggregator_id", "coop"), stored);
        assertThatThrownBy(() -> rows.requireChangeable(new Document("aggregator_id", "other"), stored))
                .hasMessage("'aggregator_id' may not be changed, only status");
    }
}
