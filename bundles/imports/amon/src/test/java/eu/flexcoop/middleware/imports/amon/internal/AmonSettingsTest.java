package eu.flexcoop.middleware.imports.amon.internal;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who may upload, and whose devices are. */
class AmonSettingsTest {
    private static Caller caller(Role role, String aggregator, String client) {
        return new Caller(
                "tester",
                role,
                Optional.empty(),
                Optional.ofNullable(aggregator).map(AggregatorId::new),
                Optional.ofNullable(client));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                        | ADMIN",
                "service                   | ADMIN SERVICE SERVICE/EDINET",
                "service:EDINET            | ADMIN SERVICE/EDINET",
                "aggregator                | ADMIN AGGREGATOR",
                "service:other, aggregator | ADMIN AGGREGATOR",
                "service, aggregator       | ADMIN AGGREGATOR SERVICE SERVICE/EDINET"
            })
    void onlyThoseWhoAreNamedMayUpload(String configured, String expected) {
        Uploaders uploaders = new Uploaders(configured);

        StringBuilder may = new StringBuilder();
        may.append(uploaders.include(caller(Role.ADMIN, null, null)) ? "ADMIN" : "");
        may.append(uploaders.include(caller(Role.AGGREGATOR, "coop", null)) ? " AGGREGATOR" : "");
        may.append(uploaders.include(caller(Role.SERVICE, null, null)) ? " SERVICE" : "");
        may.append(uploaders.include(caller(Role.SERVICE, null, "EDINET")) ? " SERVICE/EDINET" : "");
        assertThat(may).hasToString(expected);
        assertThat(uploaders.include(caller(Role.PROSUMER, "coop", null))).isFalse();
        assertThat(uploaders.include(caller(Role.AGGREGATOR, null, null)))
                .as("whose cooperative is not known")
                .isFalse();
        assertThat(uploaders.include(Caller.ANONYMOUS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prosumer", "everybody", "service:", "admin"})
    void anUnknownUploaderIsRefused(String configured) {
        assertThatThrownBy(() -> new Uploaders(configured)).hasMessageContaining("'" + configured + "' is none of");
    }

    @Test
    void companiesHaveAnOwner() {
        Companies companies = Companies.parse("1=coop/bob, 2 = coop,");

        assertThat(companies.owner("1").orElseThrow().account())
                .hasValueSatisfying(account -> assertThat(account).hasToString("bob"));
        assertThat(companies.owner("2"))
                .hasValueSatisfying(owner -> assertThat(owner.account()).isEmpty());
        assertThat(companies.owner("3")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "=coop", "1=", "1=/bob"})
    void aCompanyWithoutAnOwnerIsRefused(String configured) {
        assertThatThrownBy(() -> Companies.parse(configured)).hasMessageContaining("is not companyId=aggregator_id");
    }
}
