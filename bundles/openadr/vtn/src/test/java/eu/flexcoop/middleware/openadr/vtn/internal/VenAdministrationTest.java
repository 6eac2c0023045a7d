package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.NewVen;
import eu.flexcoop.middleware.openadr.api.VenFilter;
import eu.flexcoop.middleware.openadr.api.VenOutbox.Waiting;
import eu.flexcoop.middleware.openadr.api.VenState;
import eu.flexcoop.middleware.openadr.api.VenStatus;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators see of VENs. */
class VenAdministrationTest {
    private static final AggregatorId COOP = new AggregatorId("coop.example");

    private TestVtn vtn;
    private VenId first;
    private VenId second;
    private VenId expected;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        first = add("ven-1", "account-a");
        second = add("ven-2", "account-b");
        expected = add("ven-3", "account-c");
        vtn.register(TestVtn.box("a"));
        vtn.register(TestVtn.box("b"));
    }

    private VenId add(String id, String account) {
        return vtn.administration.add(
                TestVtn.ADMIN,
                new NewVen(
                        Optional.of(new VenId(id)),
                        Optional.empty(),
                        Optional.of(new AccountId(account)),
                        COOP,
                        Optional.of("expected")));
    }

    private List<VenId> ids(Caller caller, VenFilter filter) {
        return vtn.administration.list(caller, filter, Optional.empty(), 10).stream()
                .map(VenStatus::id)
                .toList();
    }

    private static VenFilter state(VenState state) {
        return new VenFilter(Optional.of(state), Optional.empty(), Optional.empty());
    }

    private static VenFilter online(boolean online) {
        return new VenFilter(Optional.empty(), Optional.of(online), Optional.empty());
    }

    @Test
    void listsAreFilteredByStatePresenceAndAggregator() {
        vtn.administration.cancel(TestVtn.ADMIN, second);

        assertThat(ids(TestVtn.ADMIN, VenFilter.ALL)).containsExactly(first, second, expected);
        assertThat(ids(TestVtn.ADMIN, state(VenState.REGISTERED))).containsExactly(first);
        assertThat(ids(TestVtn.ADMIN, state(VenState.UNREGISTERED))).containsExactly(second);
        assertThat(ids(TestVtn.ADMIN, state(VenState.PROVISIONED))).containsExactly(expected);
        assertThat(ids(TestVtn.ADMIN, online(true))).containsExactly(first);
        assertThat(ids(TestVtn.ADMIN, online(false))).containsExactly(second, expected);
        assertThat(ids(
                        TestVtn.ADMIN,
                        new VenFilter(Optional.empty(), Optional.empty(), Optional.of(new AggregatorId("else")))))
                .isEmpty();
    }

    @Test
    void listsArePaged() {
        assertThat(vtn.administration.list(TestVtn.ADMIN, VenFilter.ALL, Optional.of("ven-1"), 1))
                .extracting(VenStatus::id)
                .containsExactly(second);
        assertThat(vtn.administration.list(TestVtn.ADMIN, VenFilter.ALL, Optional.of("ven-"), 10))
                .hasSize(3);
    }

    @Test
    void callersSeeTheirOwnVensOnly() {
        Caller coop = new Caller("c", Role.AGGREGATOR, Optional.empty(), Optional.of(COOP), Optional.empty());
        Caller other = new Caller(
                "o", Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId("else")), Optional.empty());
        Caller anna = new Caller(
                "a", Role.PROSUMER, Optional.of(new AccountId("account-a")), Optional.empty(), Optional.empty());

        assertThat(ids(coop, VenFilter.ALL)).hasSize(3);
        assertThat(ids(anna, VenFilter.ALL)).containsExactly(first);
        assertThat(ids(other, VenFilter.ALL)).isEmpty();
        assertThat(vtn.administration.details(other, first)).isEmpty();
        assertThat(vtn.administration.details(anna, second)).isEmpty();
    }

    @Test
    void theDetailsOfAVenTellItsRegistrationQueueAndEvents() {
        vtn.clock.turn(Duration.ofSeconds(3));
        String event = vtn.events
                .create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), first, second))
                .id();
        vtn.optIn(first, event);

        var details = vtn.administration.details(TestVtn.ADMIN, first).orElseThrow();

        assertThat(details.status().state()).isEqualTo(VenState.REGISTERED);
        assertThat(details.status().name()).isEqualTo("box");
        assertThat(details.status().account()).contains(new AccountId("account-a"));
        assertThat(details.status().sha256()).contains("sha256-a");
        assertThat(details.status().lastSeen()).isPresent();
        assertThat(details.status().registration()).hasValueSatisfying(registration -> {
            assertThat(registration.id()).isPresent();
            assertThat(registration.profile()).isEqualTo("2.0b");
            assertThat(registration.transport()).isEqualTo("simpleHttp");
            assertThat(registration.pull()).isTrue();
        });
        assertThat(details.waiting())
                .extracting(Waiting::kind)
                .containsExactly("oadrRegisterReport", "oadrDistributeEvent");
        assertThat(details.events()).hasEntrySatisfying(event, delivery -> assertThat(delivery.state())
                .isEqualTo(DeliveryState.OPT_IN));
    }

    @Test
    void aVenThatIsExpectedHasNoRegistration() {
        VenStatus status = vtn.administration
                .details(TestVtn.ADMIN, expected)
                .orElseThrow()
                .status();

        assertThat(status.registration()).isEmpty();
        assertThat(status.online()).isFalse();
        assertThat(status.name()).isEqualTo("expected");
    }
}
