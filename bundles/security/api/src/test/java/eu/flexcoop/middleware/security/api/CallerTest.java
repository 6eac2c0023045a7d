package eu.flexcoop.middleware.security.api;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

import static org.assertj.core.api.Assertions.assertThat;

/** Every role, with a token that names the owner of a row, somebody else, or nobody, against a row of ann in coop. */
class CallerTest {
    private static final AccountId ANN = new AccountId("ann");
    private static final AggregatorId COOP = new AggregatorId("coop");

    @ParameterizedTest
    @CsvSource({
        // role, account, aggregator, privileged, owns, filter
        "PROSUMER, ann, coop, false, true, account_id=ann aggregator_id=coop",
        "PROSUMER, ann, other, false, false, account_id=ann aggregator_id=other",
        "PROSUMER, ann, , false, true, account_id=ann",
        "PROSUMER, bob, coop, false, false, account_id=bob aggregator_id=coop",
        "PROSUMER, , coop, false, false, none",
        "AGGREGATOR, , coop, false, true, aggregator_id=coop",
        "AGGREGATOR, ann, other, false, false, aggregator_id=other",
        "AGGREGATOR, ann, , false, false, none",
        "SERVICE, , , true, true, all",
        "SERVICE, bob, other, true, true, all",
        "ADMIN, , , true, true, all",
        "ADMIN, bob, other, true, true, all"
    })
    void decidesAboutARow(
            Role role, String account, String aggregator, boolean privileged, boolean owns, String filter) {
        Caller caller = new Caller(
                "subject",
                role,
                Optional.ofNullable(account).map(AccountId::new),
                Optional.ofNullable(aggregator).map(AggregatorId::new),
                Optional.empty());
        assertThat(caller.isPrivileged()).isEqualTo(privileged);
        assertThat(caller.owns(ANN, COOP)).isEqualTo(owns);
        RowFilter rows = caller.rows("account_id", "aggregator_id");
        assertThat(text(rows)).isEqualTo(filter);
        assertThat(rowPasses(rows)).as("filter and owns() agree").isEqualTo(owns);
    }

    @Test
    void rowsWithoutTheFieldOfTheRoleAreNobodys() {
        Caller ann = new Caller("ann", Role.PROSUMER, Optional.of(ANN), Optional.of(COOP), Optional.empty());
        Caller coop = new Caller("coop", Role.AGGREGATOR, Optional.empty(), Optional.of(COOP), Optional.empty());

        assertThat(text(ann.rows("", "aggregator_id"))).isEqualTo("none");
        assertThat(text(ann.rows("account_id", ""))).isEqualTo("account_id=ann");
        assertThat(text(coop.rows("account_id", ""))).isEqualTo("none");
    }

    private static String text(RowFilter rows) {
        if (rows instanceof RowFilter.Equal equal) {
            return new TreeMap<>(equal.values())
                    .entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(" "));
        }
        return rows instanceof RowFilter.All ? "all" : "none";
    }

    private static boolean rowPasses(RowFilter rows) {
        if (rows instanceof RowFilter.Equal equal) {
            Map<String, String> row = Map.of("account_id", ANN.value(), "aggregator_id", COOP.value());
            return row.entrySet().containsAll(equal.values().entrySet());
        }
        return rows instanceof RowFilter.All;
    }
}
