package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is pushed to a VEN, and in which order. */
class PushTest extends PushFixture {
    @Test
    void aRegistrationIsFollowedByTheReportsOfTheVtn() throws Exception {
        CreatedPartyRegistration registration = register("a", Optional.of(box.address() + "/base/"));

        assertThat(registration.pollFrequency()).isEmpty();
        assertThat(box.next()).satisfies(pushed -> {
            assertThat(pushed.path()).isEqualTo("/base/OpenADR2/Simple/2.0b/EiReport");
            assertThat(pushed.contentType()).isEqualTo("application/xml");
            assertThat(pushed.message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        });
        awaitEmptyOutbox(new VenId(registration.venId().orElseThrow()));
        assertThat(box.all()).isEmpty();
        assertThat(pushes("delivered")).isEqualTo(1);
    }

    @Test
    void registrationComesBeforeEventsAndChangesOfEventsAreOneMessage() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        box.answers((exchange, message) -> {
            awaitLatch(hold);
            PushedBox.consent(exchange, message);
        });
        VenId ven = join("a", box);
        assertThat(box.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        // while one is in flight more is queued
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
        vtn.events.create(
                TestVtn.ADMIN,
                EventFixtures.request(vtn.clock.instant().plus(Duration.ofDays(1)), EventFixtures.MARKET, 0, ven));
        vtn.administration.requestReregistration(TestVtn.ADMIN, ven);
        hold.countDown();

        assertThat(box.next().message().type()).isEqualTo(MessageType.REQUEST_REREGISTRATION);
        assertThat(box.next()).satisfies(pushed -> {
            assertThat(pushed.path()).isEqualTo("/OpenADR2/Simple/2.0b/EiEvent");
            assertThat(((DistributeEvent) pushed.message()).events()).hasSize(2);
        });
        await().untilAsserted(() -> assertThat(pushes("delivered")).isEqualTo(3));
        assertThat(box.all()).isEmpty();
    }

    @Test
    void eventsWaitForTheAnswerThatComesByItself() throws Exception {
        VenId ven = join("a", box);
        box.next();
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
        DistributeEvent events = (DistributeEvent) box.next().message();
        await().untilAsserted(() -> assertThat(vtn.outbox.waiting(ven))
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.deliveries()).isEqualTo(1)));

        vtn.send(OadrService.EI_EVENT, TestVtn.box("a"), created(ven, events));

        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }

    private static CreatedEvent created(VenId ven, DistributeEvent events) {
        return new CreatedEvent(
                EiResponse.ok(events.requestId()),
                events.events().stream()
                        .map(event -> new EventResponse(
                                "200",
                                Optional.empty(),
                                events.requestId(),
                                event.descriptor().eventId(),
                                event.descriptor().modificationNumber(),
                                OptType.OPT_IN))
                        .toList(),
                ven.value());
    }

    @Test
    void theCancellationOfARegistrationIsPushed() throws Exception {
        VenId ven = join("a", box);
        box.next();
        awaitEmptyOutbox(ven);

        vtn.administration.cancel(TestVtn.ADMIN, ven);

        assertThat(box.next()).satisfies(pushed -> {
            assertThat(pushed.path()).isEqualTo("/OpenADR2/Simple/2.0b/EiRegisterParty");
            assertThat(pushed.message().type()).isEqualTo(MessageType.CANCEL_PARTY_REGISTRATION);
        });
        awaitEmptyOutbox(ven);
        await().untilAsserted(() ->
                assertThat(stored(ven)).doesNotContainKeys("registration_id", "cancelled_registration_id"));
    }

    @Test
    void anErrorOfOpenadrStopsThatMessageOnly() throws Exception {
        box.answers((exchange, message) -> {
            if (message.type() == MessageType.REGISTER_REPORT) {
                OadrPayload error = new Response(EiResponse.error("461", "no reports", ""), Optional.empty());
                PushedBox.send(exchange, new OadrWriter().write(error));
            } else {
                PushedBox.consent(exchange, message);
            }
        });
        VenId ven = join("a", box);
        box.next();
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));

        assertThat(box.next().message().type()).isEqualTo(MessageType.DISTRIBUTE_EVENT);
        assertThat(pushes("refused")).isEqualTo(1);
        assertThat(stored(ven)).doesNotContainKey("push_unreachable_since");
    }

    @Test
    void aVenThatChangesToPullIsSentNothingAnyMore() throws Exception {
        VenId ven = join("a", box);
        box.next();
        awaitEmptyOutbox(ven);

        vtn.register(TestVtn.box("a"));

        await().untilAsserted(() -> assertThat(
                        mongo.database().getCollection(PushSchedule.COLLECTION).countDocuments())
                .isZero());
        assertThat(box.all()).isEmpty();
        assertThat(vtn.outbox.waiting(ven)).hasSize(1);
    }
}
