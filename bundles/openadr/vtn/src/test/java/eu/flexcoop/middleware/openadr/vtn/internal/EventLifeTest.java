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
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventLifeTest {
    private static final Peer BOX = TestVtn.box("a");

    private TestMongo mongo;
    private TestVtn vtn;
    private VenId ven;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        ven = vtn.join("a");
        poll();
        vtn.send(
                OadrService.EI_REPORT,
                BOX,
                new RegisteredReport(EiResponse.ok("x"), List.of(), Optional.of(ven.value())));
    }

    private DrEvent create(VenId... targets) {
        return vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), targets));
    }

    private OadrPayload poll() {
        return vtn.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));
    }

    private DistributeEvent request() {
        return (DistributeEvent)
                vtn.send(OadrService.EI_EVENT, BOX, new RequestEvent("r", ven.value(), Optional.empty()));
    }

    @Test
    void anAnswerTakesFourCommands() {
        String event = vtn.events
                .create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven))
                .id();
        poll();
        vtn.awaitCurrent();

        // the delivery, the opt, the deliveries that are open, the message in the outbox
        assertThat(mongo.commandsDuring(() -> answer(event, 0, OptType.OPT_IN, "200")))
                .isEqualTo(4);
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }

    private String answer(String eventId, long modification, OptType opt, String code) {
        Response response = (Response) vtn.send(
                OadrService.EI_EVENT,
                BOX,
                new CreatedEvent(
                        EiResponse.ok("c"),
                        List.of(new EventResponse(code, Optional.empty(), "d", eventId, modification, opt)),
                        ven.value()));
        assertThat(response.response().requestId()).isEqualTo("c");
        return response.response().code();
    }

    private DeliveryState state(DrEvent event) {
        return vtn.events.deliveries(TestVtn.ADMIN, event.id(), Optional.empty(), 10).stream()
                .filter(delivery -> delivery.ven().equals(ven))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void anEventGoesToTheBoxAndTheAnswerComesBack() {
        DrEvent event = create(ven);
        assertThat(event.state()).isEqualTo(EventState.FAR);
        assertThat(state(event)).isEqualTo(DeliveryState.QUEUED);

        DistributeEvent distribute = (DistributeEvent) poll();

        assertThat(distribute.response()).isEmpty();
        assertThat(distribute.vtnId()).isEqualTo("FLEXCOOP");
        assertThat(distribute.requestId()).isNotEmpty();
        Event told = distribute.events().get(0);
        assertThat(told.descriptor().eventId()).isEqualTo(event.id());
        assertThat(told.descriptor().status()).isEqualTo(EventStatus.FAR);
        assertThat(told.descriptor().modificationNumber()).isZero();
        assertThat(told.target().venIds()).containsExactly(ven.value());
        assertThat(told.activePeriod().duration()).isEqualTo(Duration.ofHours(1));
        assertThat(told.signals().get(0).intervals())
                .extracting(Event.SignalInterval::uid)
                .containsExactly("0", "1");
        assertThat(state(event)).isEqualTo(DeliveryState.DELIVERED);

        assertThat(answer(event.id(), 0, OptType.OPT_IN, "200")).isEqualTo("200");

        assertThat(state(event)).isEqualTo(DeliveryState.OPT_IN);
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
        Document opt = mongo.database().getCollection("opt").find().first();
        assertThat(opt)
                .containsEntry("ven_id", ven.value())
                .containsEntry("event_id", event.id())
                .containsEntry("opt_type", "optIn")
                .containsEntry("account_id", "account-a")
                .containsEntry("aggregator_id", "coop.example");
    }

    @Test
    void anUnansweredEventIsSentAgain() {
        create(ven);
        assertThat(poll()).isInstanceOf(DistributeEvent.class);
        assertThat(poll()).isInstanceOf(Response.class);
        vtn.clock.turn(Duration.ofSeconds(31));

        assertThat(poll()).isInstanceOf(DistributeEvent.class);
    }

    @Test
    void severalChangesMakeOneMessageWithAllEvents() {
        DrEvent first = create(ven);
        DrEvent second = vtn.events.create(
                TestVtn.ADMIN,
                EventFixtures.request(vtn.clock.instant().plusSeconds(60), "http://other.example", 0, ven));

        DistributeEvent distribute = (DistributeEvent) poll();

        assertThat(distribute.events())
                .extracting(event -> event.descriptor().eventId())
                .containsExactly(second.id(), first.id());
        assertThat(poll()).isInstanceOf(Response.class);
        answer(first.id(), 0, OptType.OPT_IN, "200");
        assertThat(vtn.outbox.waiting(ven)).hasSize(1);
        answer(second.id(), 0, OptType.OPT_OUT, "200");
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }

    @Test
    void theStateFollowsTheClock() {
        DrEvent event = create(ven);
        vtn.clock.turn(Duration.ofMinutes(10));
        assertThat(request().events().get(0).descriptor().status()).isEqualTo(EventStatus.ACTIVE);
        assertThat(request().events().get(0).signals().get(0).currentValue()).contains(1500.0);
        vtn.events.followTheClock();
        assertThat(stored(event)).containsEntry("event_status", "active");
        vtn.clock.turn(Duration.ofMinutes(20));
        assertThat(request().events().get(0).signals().get(0).currentValue()).contains(800.5);
        vtn.clock.turn(Duration.ofMinutes(40));
        assertThat(request().events().get(0).descriptor().status()).isEqualTo(EventStatus.COMPLETED);
        vtn.clock.turn(Duration.ofMinutes(2));
        assertThat(request().events()).isEmpty();
        vtn.events.followTheClock();
        assertThat(stored(event)).containsEntry("event_status", "completed");
        assertThat(vtn.events.find(TestVtn.ADMIN, event.id()).orElseThrow().state())
                .isEqualTo(EventState.COMPLETED);
    }

    private Document stored(DrEvent event) {
        return mongo.database()
                .getCollection("events")
                .find(new Document("event_id", event.id()))
                .first();
    }

    @Test
    void aCancelledEventIsSentOnceMoreUntilTheBoxAnswers() {
        DrEvent event = create(ven);
        poll();
        answer(event.id(), 0, OptType.OPT_IN, "200");

        DrEvent cancelled = vtn.events.cancel(TestVtn.ADMIN, event.id());

        assertThat(cancelled.modificationNumber()).isEqualTo(1);
        assertThat(cancelled.state()).isEqualTo(EventState.CANCELLED);
        assertThat(vtn.events.cancel(TestVtn.ADMIN, event.id())).isEqualTo(cancelled);
        Event told = ((DistributeEvent) poll()).events().get(0);
        assertThat(told.descriptor().status()).isEqualTo(EventStatus.CANCELLED);
        assertThat(told.descriptor().modificationNumber()).isEqualTo(1);
        assertThat(answer(event.id(), 0, OptType.OPT_IN, "200")).isEqualTo("450");
        assertThat(answer(event.id(), 1, OptType.OPT_IN, "200")).isEqualTo("200");
        assertThat(request().events()).isEmpty();
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }

    @Test
    void anEventThatTheBoxNeverSawIsCancelledWithoutAWord() {
        DrEvent event = create(ven);

        vtn.events.cancel(TestVtn.ADMIN, event.id());

        assertThat(poll()).isInstanceOf(Response.class);
        assertThat(request().events()).isEmpty();
    }

    @Test
    void anUnknownEventIsAnInvalidIdAndGoodAnswersBesideItCount() {
        DrEvent event = create(ven);
        poll();
        Response response = (Response) vtn.send(
                OadrService.EI_EVENT,
                BOX,
                new CreatedEvent(
                        EiResponse.ok("c"),
                        List.of(
                                new EventResponse("200", Optional.empty(), "d", "nobody", 0, OptType.OPT_IN),
                                new EventResponse("200", Optional.empty(), "d", event.id(), 0, OptType.OPT_OUT)),
                        ven.value()));

        assertThat(response.response().code()).isEqualTo("452");
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);
    }

    @Test
    void anEventOfAnotherBoxIsUnknownToThisOne() {
        DrEvent event = create(vtn.join("b"));

        assertThat(answer(event.id(), 0, OptType.OPT_IN, "200")).isEqualTo("452");
        assertThat(request().events()).isEmpty();
    }

    @Test
    void aBoxThatCannotProcessAnEventHasFailed() {
        DrEvent event = create(ven);
        poll();
        answer(event.id(), 0, OptType.OPT_IN, "460");

        assertThat(state(event)).isEqualTo(DeliveryState.FAILED);
    }

    @Test
    void anAnswerAboutNoEventIsFine() {
        create(ven);
        poll();
        Response response = (Response)
                vtn.send(OadrService.EI_EVENT, BOX, new CreatedEvent(EiResponse.ok("c"), List.of(), ven.value()));

        assertThat(response.response().isOk()).isTrue();
        assertThat(vtn.outbox.waiting(ven)).hasSize(1);
    }

    @Test
    void replyLimitGivesTheBestOnes() {
        create(ven);
        DrEvent sooner = vtn.events.create(
                TestVtn.ADMIN,
                EventFixtures.request(vtn.clock.instant().plusSeconds(60), "http://other.example", 0, ven));
        DistributeEvent limited = (DistributeEvent)
                vtn.send(OadrService.EI_EVENT, BOX, new RequestEvent("r", ven.value(), Optional.of(1)));

        assertThat(limited.events())
                .singleElement()
                .extracting(event -> event.descriptor().eventId())
                .isEqualTo(sooner.id());
        assertThat(limited.response().orElseThrow().requestId()).isEqualTo("r");
    }

    @Test
    void twoNodesCannotCreateOverlappingEvents() {
        TestVtn other = new TestVtn(mongo, vtn.clock, TestVtn.settings(false));
        long created = IntStream.range(0, 6)
                .parallel()
                .filter(i -> {
                    try {
                        (i % 2 == 0 ? vtn : other)
                                .events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
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
        assertThatThrownBy(() -> create(ven, new VenId("nobody")))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("nobody");

        assertThat(mongo.database().getCollection("events").countDocuments()).isZero();
        assertThat(mongo.database().getCollection("event_delivery").countDocuments())
                .isZero();
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
        assertThat(vtn.outbox.waiting(new VenId("nobody"))).isEmpty();
    }

    @Test
    void callersSeeAndCommandOnlyWhatIsTheirs() {
        VenId other = vtn.join("b");
        DrEvent shared = create(ven, other);
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
                .containsExactly(ven);
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
    void aPostOverRestBecomesAnEvent() {
        Map<String, Object> answer = vtn.eventSource()
                .create(
                        TestVtn.ADMIN,
                        new Document("market_context", EventFixtures.MARKET)
                                .append("targets", List.of(new Document("ven_id", ven.value())))
                                .append("dtstart", "2026-11-24T13:00:00Z")
                                .append("signal_name", "LOAD_CONTROL")
                                .append("signal_type", "x-loadControlSetpoint")
                                .append("intervals", List.of(new Document("duration", "PT30M").append("value", 21))));

        assertThat(answer).containsKeys("_id", "event_id").containsEntry("event_status", "far");
        assertThat(poll()).isInstanceOfSatisfying(DistributeEvent.class, distribute -> assertThat(
                        distribute.events().get(0).signals().get(0).name())
                .isEqualTo("LOAD_CONTROL"));
        assertThatThrownBy(() -> vtn.eventSource().create(TestVtn.ADMIN, new Document("dtstart", 7)))
                .isInstanceOf(EventRefusedException.class);
    }
}
