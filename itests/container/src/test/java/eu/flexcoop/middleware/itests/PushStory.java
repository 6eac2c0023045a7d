package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.testing.FreePorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A VEN that does not poll: messages come to its listener, also those that waited while it could not be reached. */
final class PushStory implements VenStory {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private final DrEvents operator;
    private final TestVen ven;
    private final int port = FreePorts.one();
    private final Instant start = Instant.now().plus(Duration.ofHours(2));
    private String waiting;

    PushStory(Middleware middleware) throws Exception {
        operator = new DrEvents(middleware.http("/"), middleware.serviceToken());
        ven = TestVen.enrol(middleware, "pushed");
    }

    @Override
    public List<Part> parts() {
        return List.of(this::isReached, this::isReachedAgain);
    }

    private PushListener listen() throws Exception {
        return new PushListener(port, ven.tls(), this::answer);
    }

    private OadrPayload answer(OadrPayload message) {
        if (message instanceof RegisterReport offer) {
            return ven.messages().registeredReport(offer);
        }
        return message instanceof CreateReport request
                ? ven.messages().createdReport(request)
                : new Response(EiResponse.ok(message.requestId()), Optional.of(ven.id()));
    }

    private void isReached() throws Exception {
        try (PushListener listener = listen()) {
            ven.register(VenMessages.pushRegistration(listener.address()));
            awaitPushed(listener, RegisterReport.class);
            assertThat(ven.code(ven.messages().offer())).isEqualTo("200");
            assertThat(awaitPushed(listener, CreateReport.class).requests()).isNotEmpty();

            String event = operator.create(ven.id(), start, HALF_AN_HOUR);
            DistributeEvent pushed = awaitPushed(listener, DistributeEvent.class);
            assertThat(pushed.events()).hasSize(1);
            assertThat(ven.code(ven.messages().createdEvent(pushed, OptType.OPT_IN)))
                    .isEqualTo("200");
            assertThat(operator.state(event, ven.id())).isEqualTo("opt_in");
        }
        waiting = operator.create(ven.id(), start, HALF_AN_HOUR);
    }

    private void isReachedAgain() throws Exception {
        try (PushListener listener = listen()) {
            DistributeEvent pushed = awaitPushed(listener, DistributeEvent.class);
            assertThat(pushed.events())
                    .extracting(event -> event.descriptor().eventId())
                    .contains(waiting);
            assertThat(ven.code(ven.messages().createdEvent(waiting, 0, OptType.OPT_OUT)))
                    .isEqualTo("200");
            assertThat(operator.state(waiting, ven.id())).isEqualTo("opt_out");
        }
    }

    private static <T extends OadrPayload> T awaitPushed(PushListener listener, Class<T> type) {
        return type.cast(
                await("a pushed " + type.getSimpleName()).atMost(SOON).until(listener::next, type::isInstance));
    }
}
