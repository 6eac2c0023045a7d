package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;
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
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventSource;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Events that are changed after they were created. */
class EventChangeTest {
    private static final Peer PEER = TestVtn.box("a");
    private static final Caller ANN = new Caller(
            "account-a", Role.PROSUMER, Optional.of(new AccountId("account-a")), Optional.empty(), Optional.empty());

    private TestMongo mongo;
    private TestVtn vtn;
    private VenId ven;
    private VenId other;
    private Instant now;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        ven = vtn.join("a");
        other = vtn.join("b");
        now = vtn.clock.instant();
        poll();
        vtn.send(
                OadrService.EI_REPORT,
                PEER,
                new RegisteredReport(EiResponse.ok("x"), List.of(), Optional.of(ven.value())));
    }

    private OadrPayload poll() {
        return vtn.send(OadrService.OADR_POLL, PEER, new Poll(ven.value()));
    }

    private String answer(String eventId, long modification) {
        Response response = (Response) vtn.send(
                OadrService.EI_EVENT,
                PEER,
                new CreatedEvent(
                        EiResponse.ok("c"),
                        List.of(new EventResponse("200", Optional.empty(), "d", eventId, modification, OptType.OPT_IN)),
                        ven.value()));
        return response.response().code();
    }

    /** From so many minutes after now. */
    private EventTerms terms(int start, int minutes) {
        return EventTerms.of(
                EventFixtures.MARKET,
                now.plus(Duration.ofMinutes(start)),
                EventTerms.Signal.of(
                        "LOAD_DISPATCH",
                        "setpoint",
                        List.of(new EventTerms.Interval(Duration.ofMinutes(minutes), 1500))));
    }

    private DrEvent create(EventTerms terms, VenId... targets) {
        return vtn.events.create(TestVtn.ADMIN, EventRequest.forVens(terms, List.of(targets)));
    }

    private EventDelivery delivery(DrEvent event) {
        return vtn.events.deliveries(TestVtn.ADMIN, event.id(), Optional.empty(), 10).stream()
                .filter(found -> found.ven().equals(ven))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void vensGetTheNewVersionAndAnswerItAnew() {
        DrEvent event = create(terms(10, 60), ven, other);
        poll();
        answer(event.id(), 0);
        assertThat(delivery(event).state()).isEqualTo(DeliveryState.OPT_IN);

        DrEvent changed = vtn.events.modify(TestVtn.ADMIN, event.id(), 0, terms(10, 61));

        assertThat(changed.modificationNumber()).isEqualTo(1);
        assertThat(delivery(event)).satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
            assertThat(delivery.modificationNumber()).isEqualTo(1);
        });
        assertThat(answer(event.id(), 0)).as("an answer to the old version").isEqualTo("450");
        Event sent = ((DistributeEvent) poll()).events().get(0);
        assertThat(sent.descriptor().modificationNumber()).isEqualTo(1);
        assertThat(sent.activePeriod().duration()).isEqualTo(Duration.ofMinutes(61));
        assertThat(answer(event.id(), 1)).isEqualTo("200");
        assertThat(delivery(event).state()).isEqualTo(DeliveryState.OPT_IN);
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }

    @Test
    void aVenThatNeverGotTheEventIsSkippedWhenItIsCancelled() {
        DrEvent event = create(terms(10, 60), ven, other);
        poll();

        DrEvent cancelled = vtn.events.cancel(TestVtn.ADMIN, event.id());

        assertThat(cancelled.deliveries())
                .containsExactlyInAnyOrderEntriesOf(Map.of(DeliveryState.QUEUED, 1L, DeliveryState.SKIPPED, 1L));
        assertThat(vtn.events.deliveries(TestVtn.ADMIN, event.id(), Optional.empty(), 10))
                .filteredOn(delivery -> delivery.ven().equals(other))
                .singleElement()
                .satisfies(delivery ->
                        assertThat(delivery.reason()).contains("the event was cancelled before it was sent"));
        assertThat(((DistributeEvent) poll()).events().get(0).descriptor().status())
                .isEqualTo(EventStatus.CANCELLED);
    }

    @Test
    void anActiveEventMayBecomeLonger() {
        DrEvent event = create(terms(10, 60), ven);
        vtn.clock.turn(Duration.ofMinutes(30));
        poll();
        answer(event.id(), 0);

        vtn.events.modify(TestVtn.ADMIN, event.id(), 0, terms(10, 90));

        vtn.clock.turn(Duration.ofMinutes(60));
        Event sent = ((DistributeEvent) poll()).events().get(0);
        assertThat(sent.descriptor().status().token()).isEqualTo("active");
    }

    @Test
    void whatMayNotBeChangedIsRefused() {
        DrEvent event = create(terms(10, 60), ven, other);
        vtn.events.modify(TestVtn.ADMIN, event.id(), 0, terms(10, 61));

        assertThatThrownBy(() -> vtn.events.modify(TestVtn.ADMIN, event.id(), 0, terms(10, 62)))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("changed since version 0");
        assertThatThrownBy(() -> vtn.events.modify(ANN, event.id(), 1, terms(10, 62)))
                .hasMessageContaining("not yours");
        assertThatThrownBy(() -> vtn.events.modify(TestVtn.ADMIN, "nobody", 0, terms(10, 62)))
                .hasMessageContaining("unknown");
        assertThatThrownBy(() -> vtn.events.modify(TestVtn.ADMIN, event.id(), 1, terms(-90, 60)))
                .hasMessageContaining("over");
        vtn.events.cancel(TestVtn.ADMIN, event.id());
        assertThatThrownBy(() -> vtn.events.modify(TestVtn.ADMIN, event.id(), 2, terms(10, 62)))
                .hasMessageContaining("is cancelled");
    }

    @Test
    void aChangeToTheSameTermsSendsNothing() {
        DrEvent event = create(terms(10, 60), ven);

        assertThat(vtn.events
                        .modify(TestVtn.ADMIN, event.id(), 0, terms(10, 60))
                        .modificationNumber())
                .isZero();
    }

    @Test
    void aChangeThatOverlapsAnotherEventLeavesEverythingAsItWas() {
        DrEvent first = create(terms(10, 60), ven);
        create(terms(100, 60), ven);

        assertThatThrownBy(() -> vtn.events.modify(TestVtn.ADMIN, first.id(), 0, terms(10, 120)))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("overlaps");

        assertThat(vtn.events.find(TestVtn.ADMIN, first.id()).orElseThrow().terms())
                .isEqualTo(terms(10, 60));
        create(terms(75, 20), ven);
    }

    @Test
    void aNodeThatDiesBeforeTheChangeLeavesNoReservedTime() {
        DrEvent event = create(terms(10, 60), ven);
        // what a node does before it changes the event
        mongo.database()
                .getCollection("event_delivery")
                .updateMany(new Document(), new Document("$max", new Document("dtend", date(200))));
        mongo.database()
                .getCollection("events")
                .updateMany(
                        new Document(),
                        new Document("$set", new Document("claim", "dead").append("heartbeat_at", date(-9_000_000))));
        assertThatThrownBy(() -> create(terms(75, 20), ven)).hasMessageContaining("overlaps");

        vtn.events.upkeep().resume();

        create(terms(75, 20), ven);
        assertThat(vtn.events.find(TestVtn.ADMIN, event.id()).orElseThrow().modificationNumber())
                .isZero();
    }

    private Date date(int minutes) {
        return Documents.date(now.plus(Duration.ofMinutes(minutes)));
    }

    @Test
    void anEventThatNeedsNoAnswerIsSentOnce() {
        EventTerms asked = terms(10, 60);
        EventTerms silent = new EventTerms(
                asked.marketContext(),
                asked.timing(),
                asked.signals(),
                Optional.empty(),
                0,
                false,
                false,
                Optional.empty());
        create(silent, ven);

        assertThat(((DistributeEvent) poll()).events().get(0).responseRequired())
                .isFalse();
        vtn.clock.turn(Duration.ofSeconds(31));
        assertThat(poll()).isInstanceOf(Response.class);
    }

    @Test
    void aPatchOverRestChangesTheEvent() {
        DrEvent event = create(terms(10, 60), ven);
        EventSource source = vtn.eventSource();
        Document stored = mongo.database().getCollection("events").find().first();

        Map<String, Object> answer = source.change(
                TestVtn.ADMIN,
                stored,
                new Document("vtn_comment", "shorter")
                        .append("intervals", List.of(new Document("duration", "PT30M").append("value", 900))));

        assertThat(answer).containsEntry("modification_number", 1).containsEntry("_etag", event.id() + "-1");
        Event sent = ((DistributeEvent) poll()).events().get(0);
        assertThat(sent.activePeriod().duration()).isEqualTo(Duration.ofMinutes(30));
        assertThat(sent.descriptor().vtnComment()).contains("shorter");
        assertThatThrownBy(() -> source.change(TestVtn.ADMIN, stored, new Document("priority", 1)))
                .hasMessageContaining("changed since");
        assertThatThrownBy(() -> source.change(TestVtn.ADMIN, stored, new Document("targets", List.of())))
                .hasMessageContaining("targets of an event cannot be changed");
    }
}
