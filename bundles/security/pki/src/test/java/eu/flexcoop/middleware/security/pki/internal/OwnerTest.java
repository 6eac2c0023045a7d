package eu.flexcoop.middleware.security.pki.internal;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OwnerTest {
    private final EstEnrolment.Owner alice = new EstEnrolment.Owner(new AccountId("alice"), new AggregatorId("coop"));

    private static Caller caller(Role role, Optional<AggregatorId> aggregator) {
        return new Caller(
                "alice",
                role,
                role == Role.PROSUMER ? Optional.of(new AccountId("alice")) : Optional.empty(),
                aggregator,
                Optional.empty());
    }

    private static CertificateRequest request(String account, String aggregator) {
        return new CertificateRequest(null, Optional.ofNullable(account), Optional.ofNullable(aggregator));
    }

    @Test
    void aProsumerEnrolsForItselfWhateverTheRequestSays() {
        Caller prosumer = caller(Role.PROSUMER, Optional.of(new AggregatorId("coop")));
        assertThat(EstEnrolment.Owner.of(prosumer, request("bob", "other"))).isEqualTo(alice);
    }

    @Test
    void servicesAndAdministratorsNameTheOwner() {
        for (Role role : new Role[] {Role.SERVICE, Role.ADMIN}) {
            Caller caller = caller(role, Optional.empty());
            assertThat(EstEnrolment.Owner.of(caller, request("alice", "coop"))).isEqualTo(alice);
            assertThatThrownBy(() -> EstEnrolment.Owner.of(caller, request(null, "coop")))
                    .isInstanceOf(EnrolmentRefusedException.class)
                    .hasMessageContaining("CN");
            assertThatThrownBy(() -> EstEnrolment.Owner.of(caller, request("alice", null)))
                    .hasMessageContaining("no O");
        }
    }

    @Test
    void othersAreRefused() {
        assertThatThrownBy(() -> EstEnrolment.Owner.of(
                        caller(Role.AGGREGATOR, Optional.of(new AggregatorId("coop"))), request("alice", "coop")))
                .isInstanceOf(EnrolmentRefusedException.class);
        assertThatThrownBy(
                        () -> EstEnrolment.Owner.of(caller(Role.PROSUMER, Optional.empty()), request("alice", "coop")))
                .hasMessageContaining("no aggregator");
    }
}
