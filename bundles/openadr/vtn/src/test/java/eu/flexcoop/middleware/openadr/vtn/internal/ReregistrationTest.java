package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenOutbox.Waiting;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.vtn.internal.http.Answer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/** VENs register again, by themselves or because the VTN asks them to. */
class ReregistrationTest {
    private static final Peer BOX = TestVtn.box("a");

    private TestVtn vtn;
    private CreatedPartyRegistration registration;
    private VenId ven;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        registration = vtn.register(BOX);
        ven = new VenId(registration.venId().orElseThrow());
    }

    private OadrPayload poll() {
        return vtn.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));
    }

    private Answer answer(Peer peer, EiResponse response) {
        return vtn.http(OadrService.EI_REGISTER_PARTY, peer, new Response(response, Optional.of(ven.value())));
    }

    @Test
    void aVenIsAskedToRegisterAgainAndKeepsItsIds() {
        vtn.administration.requestReregistration(TestVtn.ADMIN, ven);

        assertThat(poll()).isEqualTo(new RequestReregistration(ven.value()));
        assertThat(answer(BOX, EiResponse.ok(""))).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.payload()).isEmpty();
        });
        assertThat(poll()).isInstanceOf(RegisterReport.class);
        assertThat(vtn.send(
                        OadrService.EI_REGISTER_PARTY,
                        BOX,
                        TestVtn.registration(registration.registrationId(), registration.venId())))
                .isEqualTo(registration);
    }

    @Test
    void withoutAnAnswerTheVenIsAskedOnceMore() {
        vtn.administration.requestReregistration(TestVtn.ADMIN, ven);
        assertThat(poll()).isInstanceOf(RequestReregistration.class);
        assertThat(poll()).isInstanceOf(RegisterReport.class);

        vtn.clock.turn(Duration.ofMinutes(1));

        assertThat(poll()).isInstanceOf(RequestReregistration.class);
    }

    @Test
    void theAnswerOfAnotherBoxAcknowledgesNothing() {
        vtn.join("b");
        vtn.administration.requestReregistration(TestVtn.ADMIN, ven);
        poll();

        assertThat(answer(TestVtn.box("b"), EiResponse.ok("")).payload()).isEmpty();
        assertThat(answer(TestVtn.box("nobody"), EiResponse.ok("")).payload()).isEmpty();

        assertThat(vtn.outbox.waiting(ven))
                .extracting(Waiting::kind)
                .contains("oadrRequestReregistration", "oadrRegisterReport");
    }

    @Test
    void aBoxThatLostItsIdsDropsWhatWaitedForItsOldSelf() {
        poll();
        vtn.administration.requestReregistration(TestVtn.ADMIN, ven);
        assertThat(vtn.outbox.waiting(ven)).hasSize(2);

        assertThat(vtn.register(BOX)).isEqualTo(registration);

        assertThat(vtn.outbox.waiting(ven)).singleElement().satisfies(waiting -> {
            assertThat(waiting.kind()).isEqualTo("oadrRegisterReport");
            assertThat(waiting.deliveries()).isZero();
        });
    }

    @Test
    void theEventsAreQueuedForTheNewRegistration() {
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));

        vtn.register(BOX);

        assertThat(vtn.outbox.waiting(ven))
                .extracting(Waiting::kind)
                .containsExactlyInAnyOrder("oadrRegisterReport", "oadrDistributeEvent");
    }

    @Test
    void theParametersOfTheNewRegistrationCount() {
        CreatePartyRegistration changed = new CreatePartyRegistration(
                "r2",
                registration.registrationId(),
                registration.venId(),
                "2.0b",
                "simpleHttp",
                Optional.empty(),
                true,
                false,
                Optional.of("renamed"),
                Optional.of(true));

        vtn.send(OadrService.EI_REGISTER_PARTY, BOX, changed);

        Ven now = vtn.vens.find(ven).orElseThrow();
        assertThat(now.name()).isEqualTo("renamed");
        assertThat(now.reportOnly()).isTrue();
        assertThat(now.registrationId()).isEqualTo(registration.registrationId().orElseThrow());
    }

    @Test
    void idsAreCaseSensitive() {
        String shouted = registration.registrationId().orElseThrow().toUpperCase();

        assertThat(vtn.send(
                        OadrService.EI_REGISTER_PARTY,
                        BOX,
                        TestVtn.registration(Optional.of(shouted), registration.venId())))
                .isInstanceOfSatisfying(CreatedPartyRegistration.class, answer -> {
                    assertThat(answer.response().code()).isEqualTo("452");
                    assertThat(answer.registrationId()).isEmpty();
                });
        assertThat(vtn.send(
                        OadrService.EI_REGISTER_PARTY,
                        BOX,
                        TestVtn.registration(
                                registration.registrationId(),
                                Optional.of(ven.value().toUpperCase()))))
                .isInstanceOfSatisfying(
                        CreatedPartyRegistration.class,
                        answer -> assertThat(answer.response().code()).isEqualTo("463"));
    }
}
