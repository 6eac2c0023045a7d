package eu.flexcoop.middleware.security.api;

import java.util.Optional;

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
        "PROSUMER, ann, coop, false, true, account_id=ann",
        "PROSUMER, ann, other, false, true, account_id=ann",
        "PROSUMER, bob, coop, false, false, account_id=bob",
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

    private static String text(RowFilter rows) {
        if (rows instanceof RowFilter.Equal equal) {
            return equal.field() + "=" + equal.value();
        }
        return rows instanceof RowFilter.All ? "all" : "none";
    }

    private static boolean rowPasses(RowFilter rows) {
        if (rows instanceof RowFilter.Equal equal) {
            return equal.value().equals(equal.field().equals("account_id") ? ANN.value() : COOP.value());
        }
        return rows instanceof RowFilter.All;
    }
}
