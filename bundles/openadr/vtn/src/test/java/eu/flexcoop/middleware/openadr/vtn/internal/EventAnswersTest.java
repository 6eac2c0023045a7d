package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** What boxes answer to events, and what becomes of it. */
class EventAnswersTest {
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
    void anAnswerTakesFourCommands() {
        String event = vtn.events
                .create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), box.id()))
                .id();
        box.poll();
        vtn.awaitCurrent();

        // the delivery, the opt, the deliveries that are open, the message in the outbox
        assertThat(mongo.commandsDuring(() -> box.answer(event, 0, OptType.OPT_IN, "200")))
                .isEqualTo(4);
        assertThat(vtn.outbox.waiting(box.id())).isEmpty();
    }

    @Test
    void anUnansweredEventIsSentAgain() {
        create(box.id());
        assertThat(box.poll()).isInstanceOf(DistributeEvent.class);
        assertThat(box.poll()).isInstanceOf(Response.class);
        vtn.clock.turn(Duration.ofSeconds(31));

        assertThat(box.poll()).isInstanceOf(DistributeEvent.class);
    }

    @Test
    void anUnknownEventIsAnInvalidIdAndGoodAnswersBesideItCount() {
        DrEvent event = create(box.id());
        box.poll();
        Response response = (Response) vtn.send(
                OadrService.EI_EVENT,
                TestVtn.box("a"),
                new CreatedEvent(
                        EiResponse.ok("c"),
                        List.of(
                                new EventResponse("200", Optional.empty(), "d", "nobody", 0, OptType.OPT_IN),
                                new EventResponse("200", Optional.empty(), "d", event.id(), 0, OptType.OPT_OUT)),
                        box.id().value()));

        assertThat(response.response().code()).isEqualTo("452");
        assertThat(box.state(event)).isEqualTo(DeliveryState.OPT_OUT);
    }

    @Test
    void anEventOfAnotherBoxIsUnknownToThisOne() {
        DrEvent event = create(vtn.join("b"));

        assertThat(box.answer(event.id(), 0, OptType.OPT_IN, "200")).isEqualTo("452");
        assertThat(box.events()).isEmpty();
    }

    @Test
    void aBoxThatCannotProcessAnEventHasFailed() {
        DrEvent event = create(box.id());
        box.poll();
        box.answer(event.id(), 0, OptType.OPT_IN, "460");

        assertThat(box.state(event)).isEqualTo(DeliveryState.FAILED);
    }

    @Test
    void anAnswerAboutNoEventIsFine() {
        create(box.id());
        box.poll();
        Response response = (Response) vtn.send(
                OadrService.EI_EVENT,
                TestVtn.box("a"),
                new CreatedEvent(EiResponse.ok("c"), List.of(), box.id().value()));

        assertThat(response.response().isOk()).isTrue();
        assertThat(vtn.outbox.waiting(box.id())).hasSize(1);
    }

    @Test
    void anAnswerThatNobodyAskedForIsNotUsed() {
        EventTerms asked = EventFixtures.request(vtn.clock.instant()).terms();
        DrEvent event = vtn.events.create(
                TestVtn.ADMIN, EventRequest.forVens(asked.withResponseRequired(false), List.of(box.id())));
        box.polledEvents();

        assertThat(box.answer(event.id(), 0, OptType.OPT_OUT, "200")).isEqualTo("200");

        assertThat(box.state(event)).isEqualTo(DeliveryState.DELIVERED);
        assertThat(mongo.database().getCollection("opt").find().first()).containsEntry("counted", false);
        vtn.clock.turn(Duration.ofSeconds(31));
        box.assertNothingWaits();

        DrEvent changed = vtn.events.modify(TestVtn.ADMIN, event.id(), 0, asked);
        assertThat(box.optIn(changed)).as("the new version asks for an answer").isEqualTo("200");
        assertThat(box.state(event)).isEqualTo(DeliveryState.OPT_IN);
    }

    @Test
    void anAnswerToAnEventThatIsOverIsAccepted() {
        DrEvent event = create(box.id());
        box.polledEvents();
        vtn.clock.turn(Duration.ofHours(3));

        assertThat(box.optIn(event)).isEqualTo("200");
        assertThat(box.state(event)).isEqualTo(DeliveryState.OPT_IN);
    }

    @Test
    void aBoxMayChangeItsMind() {
        DrEvent event = create(box.id());
        box.polledEvents();

        box.optIn(event);
        assertThat(box.answer(event.id(), 0, OptType.OPT_OUT, "200")).isEqualTo("200");

        assertThat(box.state(event)).isEqualTo(DeliveryState.OPT_OUT);
    }
}
