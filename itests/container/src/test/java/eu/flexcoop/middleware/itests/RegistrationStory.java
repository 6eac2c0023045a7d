package eu.flexcoop.middleware.itests;

import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.QueryRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;

import static org.assertj.core.api.Assertions.assertThat;

/** Query, registration, registration again with and without ids, also when the VTN asks for it, and the end of it by either side. */
final class RegistrationStory implements VenStory {
    private final Middleware middleware;
    private final TestVen ven;
    private final TestVen other;

    RegistrationStory(Middleware middleware) throws Exception {
        this.middleware = middleware;
        ven = TestVen.enrol(middleware, "registering");
        other = TestVen.enrol(middleware, "neighbour");
    }

    @Override
    public List<Part> parts() {
        return List.of(this::registers, this::leaves);
    }

    private void registers() throws Exception {
        assertThat(query().venId()).isEmpty();
        assertThat(ven.ask(OadrPayload.class, new Poll("unknown"))).isEqualTo(new RequestReregistration("unknown"));

        ven.register();
        assertThat(query().venId()).contains(ven.id());
        assertThat(query().registrationId()).contains(ven.registrationId());

        String registrationId = ven.registrationId();
        assertThat(again(Optional.of(registrationId), Optional.of(ven.id())).registrationId())
                .contains(registrationId);
        ven.awaitPolled(RegisterReport.class);
        assertThat(again(Optional.empty(), Optional.empty()).venId())
                .as("a VEN that lost its ids")
                .contains(ven.id());
        ven.awaitPolled(RegisterReport.class);

        other.join();
        assertThat(again(Optional.of("nobody's"), Optional.of(ven.id()))
                        .response()
                        .code())
                .isEqualTo("452");
        assertThat(again(Optional.empty(), Optional.of(other.id())).response().code())
                .isEqualTo("463");
        assertThat(ven.code(new Poll(other.id()))).isEqualTo("463");
        assertThat(ven.code(new CancelPartyRegistration("1", other.registrationId(), Optional.of(ven.id()))))
                .isEqualTo("452");
    }

    private void leaves() throws Exception {
        assertThat(query().registrationId()).contains(ven.registrationId());
        ven.awaitPolled(RegisterReport.class);

        CanceledPartyRegistration left = ven.ask(
                CanceledPartyRegistration.class,
                new CancelPartyRegistration("1", ven.registrationId(), Optional.of(ven.id())));
        assertThat(left.response().code()).isEqualTo("200");
        assertThat(left.registrationId()).contains(ven.registrationId());
        assertThat(ven.code(ven.messages().requestEvent(Optional.empty()))).isEqualTo("463");

        String venId = ven.id();
        String registrationId = ven.registrationId();
        ven.join();
        assertThat(ven.id()).isEqualTo(venId);
        assertThat(ven.registrationId()).isNotEqualTo(registrationId);
        ven.assertNothingWaits();
        isAskedToRegisterAgain();
        isSentAway();
        other.assertNothingWaits();
    }

    private void isAskedToRegisterAgain() throws Exception {
        operator("ven:reregister");
        assertThat(ven.awaitPolled(RequestReregistration.class).venId()).isEqualTo(ven.id());
        ven.tell(new Response(EiResponse.ok(""), Optional.of(ven.id())));
        assertThat(again(Optional.of(ven.registrationId()), Optional.of(ven.id()))
                        .response()
                        .code())
                .isEqualTo("200");
        ven.awaitPolled(RegisterReport.class);
    }

    private void isSentAway() throws Exception {
        operator("ven:cancel");
        assertThat(ven.code(ven.messages().requestEvent(Optional.empty()))).isEqualTo("463");
        CancelPartyRegistration told = ven.ask(CancelPartyRegistration.class, new Poll(ven.id()));
        assertThat(told.registrationId()).isEqualTo(ven.registrationId());
        assertThat(ven.code(new CanceledPartyRegistration(
                        EiResponse.ok(told.requestId()), Optional.of(told.registrationId()), Optional.of(ven.id()))))
                .isEqualTo("200");
        assertThat(ven.code(ven.messages().requestEvent(Optional.empty()))).isEqualTo("463");
        ven.join();
    }

    private void operator(String command) throws Exception {
        Shell.Outcome outcome = middleware.shell(command + " " + ven.id());
        assertThat(outcome.status()).as(outcome.toString()).isZero();
    }

    private CreatedPartyRegistration query() throws Exception {
        return ven.ask(CreatedPartyRegistration.class, new QueryRegistration("query"));
    }

    private CreatedPartyRegistration again(Optional<String> registrationId, Optional<String> venId) throws Exception {
        return ven.ask(CreatedPartyRegistration.class, VenMessages.registration(registrationId, venId));
    }
}
