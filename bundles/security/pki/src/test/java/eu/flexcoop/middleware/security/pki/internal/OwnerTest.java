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
    private final Owner alice = new Owner(new AccountId("alice"), new AggregatorId("coop"));

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
    void aProsumerEnrolsForItself() {
        Caller prosumer = caller(Role.PROSUMER, Optional.of(new AggregatorId("coop")));
        for (CertificateRequest own : new CertificateRequest[] {
            request(null, null), request("alice", null), request(null, "coop"), request("alice", "coop")
        }) {
            assertThat(Owner.of(prosumer, own)).isEqualTo(alice);
        }
    }

    @Test
    void aProsumersRequestThatNamesSomebodyElseIsToldWhatToName() {
        Caller prosumer = caller(Role.PROSUMER, Optional.of(new AggregatorId("coop")));
        assertThatThrownBy(() -> Owner.of(prosumer, request("bob", "coop")))
                .isInstanceOfSatisfying(ForeignSubjectException.class, e -> assertThat(e.advice())
                        .isEqualTo("Leave the subject empty, or use CN = alice and O = coop."))
                .hasMessage("The request's subject has CN 'bob', the token 'alice'");
        assertThatThrownBy(() -> Owner.of(prosumer, request("alice", "other")))
                .hasMessage("The request's subject has O 'other', the token 'coop'");
    }

    @Test
    void servicesAndAdministratorsNameTheOwner() {
        for (Role role : new Role[] {Role.SERVICE, Role.ADMIN}) {
            Caller caller = caller(role, Optional.empty());
            assertThat(Owner.of(caller, request("alice", "coop"))).isEqualTo(alice);
            assertThatThrownBy(() -> Owner.of(caller, request(null, "coop")))
                    .isInstanceOf(EnrolmentRefusedException.class)
                    .hasMessageContaining("CN");
            assertThatThrownBy(() -> Owner.of(caller, request("alice", null))).hasMessageContaining("no O");
        }
    }

    @Test
    void othersAreRefused() {
        assertThatThrownBy(() -> Owner.of(
                        caller(Role.AGGREGATOR, Optional.of(new AggregatorId("coop"))), request("alice", "coop")))
                .isInstanceOf(EnrolmentRefusedException.class);
        assertThatThrownBy(() -> Owner.of(caller(Role.PROSUMER, Optional.empty()), request("alice", "coop")))
                .hasMessageContaining("no aggregator");
    }
}
