package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrTarget;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTiming;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each target of an event is judged by itself. */
class EventSkippingTest {
    private static final Caller ANN = new Caller(
            "account-a", Role.PROSUMER, Optional.of(new AccountId("account-a")), Optional.empty(), Optional.empty());

    private TestVtn vtn;
    private VenId ven;
    private VenId other;
    private Instant now;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        ven = vtn.join("a");
        other = vtn.join("b");
        now = vtn.clock.instant();
    }

    private DrEvent create(VenId... targets) {
        return vtn.events.create(TestVtn.ADMIN, EventFixtures.request(now, targets));
    }

    private Map<VenId, EventDelivery> deliveries(DrEvent event) {
        return vtn.events.deliveries(TestVtn.ADMIN, event.id(), Optional.empty(), 10).stream()
                .collect(Collectors.toMap(EventDelivery::ven, Function.identity()));
    }

    private List<String> eventsOf(String box, VenId id) {
        return ((DistributeEvent) vtn.send(
                        OadrService.EI_EVENT, TestVtn.box(box), new RequestEvent("r", id.value(), Optional.empty())))
                .events().stream().map(event -> event.descriptor().eventId()).toList();
    }

    private void opt(String id, OptType type, Instant createdAt, int startMinutes, Optional<String> context) {
        opt(id, type, createdAt, startMinutes, context, Target.NONE);
    }

    private void opt(
            String id, OptType type, Instant createdAt, int startMinutes, Optional<String> context, Target target) {
        CreatedOpt created = (CreatedOpt) vtn.send(
                OadrService.EI_OPT,
                TestVtn.box("a"),
                new CreateOpt(
                        id,
                        type,
                        "economic",
                        context,
                        ven.value(),
                        List.of(new Slot(now.plus(Duration.ofMinutes(startMinutes)), Duration.ofHours(1))),
                        createdAt,
                        "r",
                        Optional.empty(),
                        target,
                        Optional.empty()));
        assertThat(created.response().isOk()).isTrue();
    }

    @Test
    void aVenWithAnOverlappingEventIsSkippedAndTheOthersGetTheEvent() {
        DrEvent first = create(ven);

        DrEvent second = create(ven, other);

        assertThat(second.deliveries())
                .containsEntry(DeliveryState.SKIPPED, 1L)
                .containsEntry(DeliveryState.QUEUED, 1L);
        assertThat(deliveries(second).get(ven).reason())
                .contains("it overlaps event %s of the same market context".formatted(first.id()));
        assertThat(eventsOf("a", ven)).containsExactly(first.id());
        assertThat(eventsOf("b", other)).containsExactly(second.id());
        assertThat(vtn.optIn(ven, second.id()))
                .as("an answer of a VEN that was not asked")
                .hasToString("UNKNOWN_EVENT");
    }

    @Test
    void anEventThatNoVenWouldGetIsRefused() {
        create(ven, other);

        assertThatThrownBy(() -> create(ven, other))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("no VEN would get it, since it overlaps");
        assertThat(vtn.events.list(TestVtn.ADMIN, 10)).hasSize(1);
    }

    @Test
    void eventsOfDifferentOwnersMayOverlap() {
        DrEvent own = vtn.events.create(ANN, EventFixtures.request(now, ven));

        DrEvent operators = create(ven, other);

        assertThat(operators.deliveries()).containsOnlyKeys(DeliveryState.QUEUED);
        assertThat(eventsOf("a", ven)).containsExactlyInAnyOrder(own.id(), operators.id());
        assertThatThrownBy(() -> vtn.events.create(ANN, EventFixtures.request(now, ven)))
                .hasMessageContaining("overlaps");
    }

    @Test
    void aVenThatHasOptedOutForTheTimeIsSkipped() {
        opt("o1", OptType.OPT_OUT, now, 0, Optional.empty());

        assertThat(deliveries(create(ven, other)).get(ven)).satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(DeliveryState.SKIPPED);
            assertThat(delivery.reason()).contains("opted out by opt 'o1'");
        });
    }

    @Test
    void aVenIsSkippedWhenAllThatTheEventIsForIsOptedOut() {
        vtn.resources.put(ven, "a", "heater", "Thermostat");
        Target heater = new Target(List.of(), List.of(), List.of("heater"), List.of(), List.of(), List.of());
        opt("o1", OptType.OPT_OUT, now, 0, Optional.empty(), heater);

        DrEvent event = vtn.events.create(
                TestVtn.ADMIN,
                new EventRequest(
                        EventFixtures.request(now, ven).terms(),
                        List.of(new DrTarget.OfResource("heater", Optional.of(ven)), new DrTarget.OfVen(other))));

        assertThat(deliveries(event).get(ven).reason()).contains("opted out by opt 'o1'");
        assertThat(deliveries(event).get(other).state()).isEqualTo(DeliveryState.QUEUED);
        assertThat(create(ven).deliveries()).containsOnlyKeys(DeliveryState.QUEUED);
    }

    @Test
    void theScheduleThatWasCreatedLastCounts() {
        opt("o1", OptType.OPT_OUT, now.minusSeconds(60), 0, Optional.empty());
        opt("o2", OptType.OPT_IN, now.minusSeconds(30), 0, Optional.empty());

        assertThat(create(ven).deliveries()).containsOnlyKeys(DeliveryState.QUEUED);
    }

    @Test
    void anOptOutForAPartOfThePeriodThatNoNewerScheduleCoversCounts() {
        opt("o1", OptType.OPT_OUT, now.minusSeconds(60), 0, Optional.empty());
        opt("o2", OptType.OPT_IN, now.minusSeconds(30), 60, Optional.empty());

        assertThat(deliveries(create(ven, other)).get(ven).reason()).contains("opted out by opt 'o1'");
    }

    @Test
    void anOptOutThatComesLaterIsShownAndNothingIsCancelled() {
        DrEvent event = create(ven, other);
        opt("o1", OptType.OPT_OUT, now, 0, Optional.empty());
        opt("o2", OptType.OPT_OUT, now, 300, Optional.empty());

        assertThat(deliveries(event).get(ven)).satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
            assertThat(delivery.opts()).containsExactly("optOut by schedule 'o1'");
        });
        assertThat(deliveries(event).get(other).opts()).isEmpty();
        assertThat(eventsOf("a", ven)).containsExactly(event.id());

        EventTiming later = EventTiming.startingAt(now.plus(Duration.ofHours(10)));
        vtn.events.modify(TestVtn.ADMIN, event.id(), 0, event.terms().withTiming(later));
        assertThat(deliveries(event).get(ven).opts()).as("for another time").isEmpty();
    }

    @Test
    void aScheduleForAnotherTimeOrContextDoesNotCount() {
        opt("o1", OptType.OPT_OUT, now, 300, Optional.empty());
        opt("o2", OptType.OPT_OUT, now, 0, Optional.of("http://another.example"));

        assertThat(create(ven).deliveries()).containsOnlyKeys(DeliveryState.QUEUED);
    }

    @Test
    void whoIsSkippedStaysSkippedWhenTheEventIsChangedOrCancelled() {
        create(ven);
        DrEvent event = create(ven, other);

        vtn.events.modify(TestVtn.ADMIN, event.id(), 0, event.terms().withPriority(1));
        vtn.events.cancel(TestVtn.ADMIN, event.id());

        assertThat(deliveries(event).get(ven).state()).isEqualTo(DeliveryState.SKIPPED);
        assertThat(deliveries(event).get(other).modificationNumber()).isEqualTo(2);
        assertThat(eventsOf("a", ven)).doesNotContain(event.id());
    }
}
