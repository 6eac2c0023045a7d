package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An event from its creation to its end, as the operator and one box see it. */
class EventLifeTest {
    private TestMongo mongo;
    private TestVtn vtn;
    private EventBox box;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        box = EventBox.join(vtn, "a");
    }

    private DrEvent create(VenId... targets) {
        return vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), targets));
    }

    @Test
    void anEventGoesToTheBoxAndTheAnswerComesBack() {
        DrEvent event = create(box.id());
        assertThat(event.state()).isEqualTo(EventState.FAR);
        assertThat(box.state(event)).isEqualTo(DeliveryState.QUEUED);

        DistributeEvent distribute = (DistributeEvent) box.poll();

        assertThat(distribute.response()).isEmpty();
        assertThat(distribute.vtnId()).isEqualTo("FLEXCOOP");
        assertThat(distribute.requestId()).isNotEmpty();
        Event told = distribute.events().get(0);
        assertThat(told.descriptor().eventId()).isEqualTo(event.id());
        assertThat(told.descriptor().status()).isEqualTo(EventStatus.FAR);
        assertThat(told.descriptor().modificationNumber()).isZero();
        assertThat(told.target().venIds()).containsExactly(box.id().value());
        assertThat(told.activePeriod().duration()).isEqualTo(Duration.ofHours(1));
        assertThat(told.signals().get(0).intervals())
                .extracting(Event.SignalInterval::uid)
                .containsExactly("0", "1");
        assertThat(box.state(event)).isEqualTo(DeliveryState.DELIVERED);

        assertThat(box.answer(event.id(), 0, OptType.OPT_IN, "200")).isEqualTo("200");

        assertThat(box.state(event)).isEqualTo(DeliveryState.OPT_IN);
        assertThat(vtn.outbox.waiting(box.id())).isEmpty();
        Document opt = mongo.database().getCollection("opt").find().first();
        assertThat(opt)
                .containsEntry("ven_id", box.id().value())
                .containsEntry("event_id", event.id())
                .containsEntry("opt_type", "optIn")
                .containsEntry("account_id", "account-a")
                .containsEntry("aggregator_id", "coop.example");
    }

    @Test
    void severalChangesMakeOneMessageWithAllEvents() {
        DrEvent first = create(box.id());
        DrEvent second = vtn.events.create(
                TestVtn.ADMIN,
                EventFixtures.request(vtn.clock.instant().plusSeconds(60), "http://other.example", 0, box.id()));

        DistributeEvent distribute = (DistributeEvent) box.poll();

        assertThat(distribute.events())
                .extracting(event -> event.descriptor().eventId())
                .containsExactly(second.id(), first.id());
        assertThat(box.poll()).isInstanceOf(Response.class);
        box.answer(first.id(), 0, OptType.OPT_IN, "200");
        assertThat(vtn.outbox.waiting(box.id())).hasSize(1);
        box.answer(second.id(), 0, OptType.OPT_OUT, "200");
        assertThat(vtn.outbox.waiting(box.id())).isEmpty();
    }

    @Test
    void theStateFollowsTheClock() {
        DrEvent event = create(box.id());
        vtn.clock.turn(Duration.ofMinutes(10));
        assertThat(box.events().get(0).descriptor().status()).isEqualTo(EventStatus.ACTIVE);
        assertThat(box.events().get(0).signals().get(0).currentValue()).contains(1500.0);
        vtn.events.upkeep().followTheClock();
        assertThat(stored(event)).containsEntry("event_status", "active");
        vtn.clock.turn(Duration.ofMinutes(20));
        assertThat(box.events().get(0).signals().get(0).currentValue()).contains(800.5);
        vtn.clock.turn(Duration.ofMinutes(40));
        assertThat(box.events().get(0).descriptor().status()).isEqualTo(EventStatus.COMPLETED);
        vtn.clock.turn(Duration.ofMinutes(2));
        assertThat(box.events()).isEmpty();
        vtn.events.upkeep().followTheClock();
        assertThat(stored(event)).containsEntry("event_status", "completed");
        assertThat(vtn.events.find(TestVtn.ADMIN, event.id()).orElseThrow().state())
                .isEqualTo(EventState.COMPLETED);
    }

    @Test
    void aCancelledEventIsSentOnceMoreUntilTheBoxAnswers() {
        DrEvent event = create(box.id());
        box.poll();
        box.answer(event.id(), 0, OptType.OPT_IN, "200");

        DrEvent cancelled = vtn.events.cancel(TestVtn.ADMIN, event.id());

        assertThat(cancelled.modificationNumber()).isEqualTo(1);
        assertThat(cancelled.state()).isEqualTo(EventState.CANCELLED);
        assertThat(vtn.events.cancel(TestVtn.ADMIN, event.id())).isEqualTo(cancelled);
        Event told = ((DistributeEvent) box.poll()).events().get(0);
        assertThat(told.descriptor().status()).isEqualTo(EventStatus.CANCELLED);
        assertThat(told.descriptor().modificationNumber()).isEqualTo(1);
        assertThat(box.answer(event.id(), 0, OptType.OPT_IN, "200")).isEqualTo("450");
        assertThat(box.answer(event.id(), 1, OptType.OPT_IN, "200")).isEqualTo("200");
        assertThat(box.events()).isEmpty();
        assertThat(vtn.outbox.waiting(box.id())).isEmpty();
    }

    @Test
    void anEventThatTheBoxNeverSawIsCancelledWithoutAWord() {
        DrEvent event = create(box.id());

        vtn.events.cancel(TestVtn.ADMIN, event.id());

        assertThat(box.poll()).isInstanceOf(Response.class);
        assertThat(box.events()).isEmpty();
    }

    @Test
    void replyLimitGivesTheBestOnes() {
        create(box.id());
        DrEvent sooner = vtn.events.create(
                TestVtn.ADMIN,
                EventFixtures.request(vtn.clock.instant().plusSeconds(60), "http://other.example", 0, box.id()));
        DistributeEvent limited = (DistributeEvent) vtn.send(
                OadrService.EI_EVENT,
                TestVtn.box("a"),
                new RequestEvent("r", box.id().value(), Optional.of(1)));

        assertThat(limited.events())
                .singleElement()
                .extracting(event -> event.descriptor().eventId())
                .isEqualTo(sooner.id());
        assertThat(limited.response().orElseThrow().requestId()).isEqualTo("r");
    }

    @Test
    void twoNodesCannotCreateOverlappingEvents() {
        TestVtn other = new TestVtn(mongo, vtn.clock);
        long created = IntStream.range(0, 6)
                .parallel()
                .filter(i -> {
                    try {
                        (i % 2 == 0 ? vtn : other)
                                .events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), box.id()));
                        return true;
                    } catch (EventRefusedException e) {
                        assertThat(e.status()).isEqualTo(409);
                        return false;
                    }
                })
                .count();

        assertThat(created).isEqualTo(1);
        assertThat(mongo.database().getCollection("events").countDocuments()).isEqualTo(1);
        assertThat(mongo.database().getCollection("event_delivery").countDocuments())
                .isEqualTo(1);
    }

    @Test
    void nothingIsStoredOfARefusedEvent() {
        assertThatThrownBy(() -> create(box.id(), new VenId("nobody")))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("nobody");

        assertThat(mongo.database().getCollection("events").countDocuments()).isZero();
        assertThat(mongo.database().getCollection("event_delivery").countDocuments())
                .isZero();
        assertThat(vtn.outbox.waiting(box.id())).isEmpty();
        assertThat(vtn.outbox.waiting(new VenId("nobody"))).isEmpty();
    }

    @Test
    void callersSeeAndCommandOnlyWhatIsTheirs() {
        VenId other = vtn.join("b");
        DrEvent shared = create(box.id(), other);
        Caller owner = new Caller(
                "account-a",
                Role.PROSUMER,
                Optional.of(new AccountId("account-a")),
                Optional.empty(),
                Optional.empty());
        Caller outsider = new Caller(
                "x",
                Role.AGGREGATOR,
                Optional.empty(),
                Optional.of(new AggregatorId("else.example")),
                Optional.empty());
        Caller cooperative = new Caller(
                "y",
                Role.AGGREGATOR,
                Optional.empty(),
                Optional.of(new AggregatorId("coop.example")),
                Optional.empty());

        assertThat(shared.targets()).isEqualTo(2);
        assertThat(vtn.events.find(owner, shared.id()).orElseThrow().deliveries())
                .containsExactlyEntriesOf(Map.of(DeliveryState.QUEUED, 1L));
        assertThat(vtn.events.deliveries(owner, shared.id(), Optional.empty(), 10))
                .extracting(EventDelivery::ven)
                .containsExactly(box.id());
        assertThat(vtn.events.list(owner, 10)).hasSize(1);
        assertThat(vtn.events.find(outsider, shared.id())).isEmpty();
        assertThat(vtn.events.list(outsider, 10)).isEmpty();
        assertThat(vtn.events.list(cooperative, 10)).hasSize(1);
        assertThatThrownBy(() -> vtn.events.cancel(owner, shared.id())).hasMessageContaining("not yours");
        assertThatThrownBy(() -> vtn.events.cancel(outsider, shared.id())).hasMessageContaining("unknown");
        assertThatThrownBy(() -> vtn.events.create(
                        owner, EventFixtures.request(vtn.clock.instant().plusSeconds(9999), other)))
                .isInstanceOfSatisfying(
                        EventRefusedException.class, e -> assertThat(e.status()).isEqualTo(403));
        assertThat(vtn.events.cancel(cooperative, shared.id()).state()).isEqualTo(EventState.CANCELLED);
    }

    @Test
    void aHouseholdOptsOutOfEventsOfItsCooperativeAndCancelsItsOwn() {
        Caller household = new Caller(
                "account-a",
                Role.PROSUMER,
                Optional.of(new AccountId("account-a")),
                Optional.of(new AggregatorId("coop.example")),
                Optional.empty());
        DrEvent ofOperator = create(box.id());
        assertThatThrownBy(() -> vtn.events.cancel(household, ofOperator.id()))
                .isInstanceOfSatisfying(
                        EventRefusedException.class, e -> assertThat(e.status()).isEqualTo(403));

        DrEvent own = vtn.events.create(
                household, EventFixtures.request(vtn.clock.instant().plusSeconds(9999), box.id()));
        assertThat(vtn.events.cancel(household, own.id()).state()).isEqualTo(EventState.CANCELLED);
    }

    @Test
    void aPostOverRestBecomesAnEvent() {
        Map<String, Object> answer = vtn.eventSource()
                .create(
                        TestVtn.ADMIN,
                        new Document("market_context", EventFixtures.MARKET)
                                .append(
                                        "targets",
                                        List.of(new Document("ven_id", box.id().value())))
                                .append("dtstart", "2026-11-24T13:00:00Z")
                                .append("signal_name", "LOAD_CONTROL")
                                .append("signal_type", "x-loadControlSetpoint")
                                .append("intervals", List.of(new Document("duration", "PT30M").append("value", 21))));

        assertThat(answer).containsKeys("_id", "event_id").containsEntry("event_status", "far");
        assertThat(box.poll()).isInstanceOfSatisfying(DistributeEvent.class, distribute -> assertThat(
                        distribute.events().get(0).signals().get(0).name())
                .isEqualTo("LOAD_CONTROL"));
        assertThatThrownBy(() -> vtn.eventSource().create(TestVtn.ADMIN, new Document("dtstart", 7)))
                .isInstanceOf(EventRefusedException.class);
    }

    private Document stored(DrEvent event) {
        return mongo.database()
                .getCollection("events")
                .find(new Document("event_id", event.id()))
                .first();
    }
}
