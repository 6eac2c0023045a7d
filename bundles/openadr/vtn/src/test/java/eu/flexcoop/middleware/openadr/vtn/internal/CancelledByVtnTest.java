package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenOutbox.Waiting;
import eu.flexcoop.middleware.openadr.api.VenRefusedException;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** An operator ends the registration of a VEN. */
class CancelledByVtnTest {
    private static final Peer BOX = TestVtn.box("a");

    private TestVtn vtn;
    private TestVtn other;
    private CreatedPartyRegistration registration;
    private VenId ven;

    @BeforeEach
    void start() throws IOException {
        TestMongo mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        other = new TestVtn(mongo, vtn.clock).awaitCurrent();
        registration = vtn.register(BOX);
        ven = new VenId(registration.venId().orElseThrow());
    }

    private static OadrPayload register(TestVtn node, OadrPayload message) {
        return node.send(OadrService.EI_REGISTER_PARTY, BOX, message);
    }

    private OadrPayload poll(TestVtn node) {
        return node.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));
    }

    private CanceledPartyRegistration canceled(String code, Optional<String> registrationId) {
        return new CanceledPartyRegistration(
                new EiResponse(code, Optional.empty(), "c"), registrationId, Optional.of(ven.value()));
    }

    private static void assertCode(OadrPayload answer, String code) {
        assertThat(answer).isInstanceOfSatisfying(Response.class, response -> assertThat(
                        response.response().code())
                .isEqualTo(code));
    }

    @Test
    void theVenIsToldUntilItHasAnswered() {
        other.administration.cancel(TestVtn.ADMIN, ven);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(poll(vtn)).isInstanceOf(CancelPartyRegistration.class));
        assertThat(poll(other)).isInstanceOfSatisfying(CancelPartyRegistration.class, cancel -> {
            assertThat(cancel.registrationId())
                    .isEqualTo(registration.registrationId().orElseThrow());
            assertThat(cancel.venId()).contains(ven.value());
        });

        assertCode(register(vtn, canceled("200", registration.registrationId())), "200");

        assertCode(poll(vtn), "463");
        assertCode(poll(other), "463");
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }

    @Test
    void aVenThatDoesNotAnswerIsUnregisteredAllTheSame() {
        vtn.administration.cancel(TestVtn.ADMIN, ven);

        assertThat(vtn.vens.find(ven)).isEmpty();
        assertThat(vtn.vens.count()).isZero();
        assertThat(vtn.outbox.waiting(ven)).extracting(Waiting::kind).containsExactly("oadrCancelPartyRegistration");
        assertThat(vtn.send(OadrService.EI_EVENT, BOX, new RequestEvent("r", ven.value(), Optional.empty())))
                .isInstanceOfSatisfying(DistributeEvent.class, answer -> assertThat(
                                answer.response().orElseThrow().code())
                        .isEqualTo("463"));
        assertThatThrownBy(() -> vtn.administration.cancel(TestVtn.ADMIN, ven))
                .isInstanceOf(VenRefusedException.class)
                .hasMessageContaining("not registered");
    }

    @Test
    void aVenThatRegistersAnewIsNotToldOfTheOldRegistration() {
        vtn.administration.cancel(TestVtn.ADMIN, ven);

        CreatedPartyRegistration anew = vtn.register(BOX);

        assertThat(anew.venId()).contains(ven.value());
        assertThat(anew.registrationId()).isNotEqualTo(registration.registrationId());
        assertThat(poll(vtn)).isInstanceOf(RegisterReport.class);
        assertCode(register(vtn, canceled("200", registration.registrationId())), "450");
    }

    @Test
    void anAnswerWithAnotherRegistrationIdIsRefused() {
        vtn.administration.cancel(TestVtn.ADMIN, ven);

        assertCode(register(vtn, canceled("200", Optional.of("another"))), "452");
        assertThat(poll(vtn)).isInstanceOf(CancelPartyRegistration.class);
    }

    @Test
    void aVenThatDoesNotKnowTheRegistrationIsNotAskedAgain() {
        vtn.administration.cancel(TestVtn.ADMIN, ven);

        assertCode(register(vtn, canceled("452", Optional.empty())), "200");

        assertCode(poll(vtn), "463");
        assertCode(register(vtn, canceled("200", Optional.empty())), "463");
    }

    @Test
    void anotherAggregatorDoesNotCancelIt() {
        Caller foreign = new Caller(
                "other", Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId("else")), Optional.empty());

        assertThatThrownBy(() -> vtn.administration.cancel(foreign, ven)).hasMessageContaining("unknown");
        assertThat(vtn.vens.list(Optional.empty(), 10)).hasSize(1);
    }
}
