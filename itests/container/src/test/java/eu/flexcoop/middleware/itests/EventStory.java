package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Events are created, changed, cancelled and completed, and the VEN answers some of them. */
final class EventStory implements VenStory {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    private static final String TWO_SIGNALS =
            """
            , "signals": [
              {"name": "SIMPLE", "type": "level", "intervals": [{"duration": "PT30M", "value": 1}]},
              {"name": "ELECTRICITY_PRICE", "type": "price", "unit": "EUR/kWh",
               "intervals": [{"duration": "PT10M", "value": 0.3}, {"duration": "PT20M", "value": 0.2}]}]
            """;

    private final DrEvents operator;
    private final TestVen ven;
    private final TestVen other;
    private final Instant start = Instant.now().plus(Duration.ofHours(2));
    private String answered;
    private String open;
    private String cancelled;
    private String brief;

    EventStory(Middleware middleware) throws Exception {
        operator = new DrEvents(middleware.http("/"), middleware.serviceToken());
        ven = TestVen.enrol(middleware, "with events");
        other = TestVen.enrol(middleware, "without events");
    }

    @Override
    public List<Part> parts() {
        return List.of(this::before, this::after);
    }

    private void before() throws Exception {
        ven.join();
        other.join();
        changesAndAnswers();
        needsNoAnswer();
        open = operator.create(ven.id(), start, HALF_AN_HOUR);
        cancelled = operator.create(ven.id(), start, HALF_AN_HOUR);
        ven.code(ven.messages().createdEvent(event(ven.awaitEvents(), cancelled), OptType.OPT_IN));
        operator.cancel(cancelled);
        // begins and ends while the middleware is away, or nearly so
        brief = operator.create(ven.id(), Instant.now().plusSeconds(2), Duration.ofSeconds(4));
    }

    private void changesAndAnswers() throws Exception {
        answered = operator.created(
                """
                {"targets": [{"ven_id": "%s"}], "market_context": "http://coop.example/several", "dtstart": "%s"%s}
                """
                        .formatted(ven.id(), start.toString().replaceAll("\\.\\d+Z", ".000000Z"), TWO_SIGNALS));
        DistributeEvent first = ven.awaitEvents();
        assertThat(first.events()).singleElement().satisfies(event -> {
            assertThat(event.signals()).extracting(Event.Signal::name).containsExactly("SIMPLE", "ELECTRICITY_PRICE");
            assertThat(event.descriptor().status()).isEqualTo(EventStatus.FAR);
            assertThat(event.responseRequired()).isTrue();
        });
        ven.assertNothingWaits();
        assertThat(ven.awaitEvents().events())
                .as("without an answer it comes again")
                .isEqualTo(first.events());
        assertThat(operator.state(answered, ven.id())).isEqualTo("delivered");

        operator.change(answered, "{\"priority\": 1}");
        assertThat(ven.code(ven.messages().createdEvent(answered, 0, OptType.OPT_IN)))
                .isEqualTo("450");
        DistributeEvent changed = ven.awaitEvents();
        assertThat(changed.events().get(0).descriptor().modificationNumber()).isEqualTo(1);
        assertThat(ven.code(ven.messages().createdEvent(changed, OptType.OPT_IN)))
                .isEqualTo("200");
        assertThat(operator.state(answered, ven.id())).isEqualTo("opt_in");
        ven.assertNothingWaits();
        assertThat(ven.code(ven.messages().createdEvent(answered, 1, OptType.OPT_OUT)))
                .as("the VEN changes its mind")
                .isEqualTo("200");
        assertThat(operator.state(answered, ven.id())).isEqualTo("opt_out");

        assertThat(ven.code(ven.messages().createdEvent("unknown", 0, OptType.OPT_IN)))
                .isEqualTo("452");
        assertThat(other.code(other.messages().createdEvent(answered, 1, OptType.OPT_IN)))
                .isEqualTo("452");
        assertThat(ven.code(ven.messages()
                        .createdEvent(new DistributeEvent(Optional.empty(), "0", "", List.of()), OptType.OPT_IN)))
                .as("an answer about no event")
                .isEqualTo("200");
    }

    private void needsNoAnswer() throws Exception {
        String silent = operator.create(ven.id(), start, HALF_AN_HOUR, ", \"response_required\": \"never\"");
        assertThat(event(ven.awaitEvents(), silent).events().get(0).responseRequired())
                .isFalse();
        ven.assertNothingWaits();
        assertThat(ven.code(ven.messages().createdEvent(silent, 0, OptType.OPT_IN)))
                .isEqualTo("200");
        operator.cancel(silent);
    }

    private void after() throws Exception {
        DistributeEvent all = ven.ask(DistributeEvent.class, ven.messages().requestEvent(Optional.empty()));
        assertThat(status(all, open)).isEqualTo(EventStatus.FAR);
        assertThat(status(all, cancelled)).isEqualTo(EventStatus.CANCELLED);
        assertThat(event(all, cancelled).events().get(0).descriptor().modificationNumber())
                .isEqualTo(1);
        assertThat(event(all, answered).events().get(0).descriptor().modificationNumber())
                .isEqualTo(1);
        assertThat(operator.state(answered, ven.id())).isEqualTo("opt_out");
        assertThat(ven.ask(DistributeEvent.class, ven.messages().requestEvent(Optional.of(1)))
                        .events())
                .hasSize(1);

        await("the brief event to be over")
                .atMost(SOON)
                .until(() -> operator.get(brief).get("event_status").asText().equals("completed"));
        assertThat(event(ven.awaitEvents(), cancelled).events()).hasSize(1);
        assertThat(ven.code(ven.messages().createdEvent(cancelled, 1, OptType.OPT_OUT)))
                .isEqualTo("200");
        assertThat(ven.code(ven.messages().createdEvent(open, 0, OptType.OPT_IN)))
                .isEqualTo("200");
        assertThat(operator.state(open, ven.id())).isEqualTo("opt_in");
        assertThat(ids(ven.ask(DistributeEvent.class, ven.messages().requestEvent(Optional.empty()))))
                .contains(open, answered)
                .doesNotContain(cancelled);
        other.assertNothingWaits();
    }

    private static EventStatus status(DistributeEvent events, String eventId) {
        return event(events, eventId).events().get(0).descriptor().status();
    }

    private static List<String> ids(DistributeEvent events) {
        return events.events().stream().map(each -> each.descriptor().eventId()).toList();
    }

    /** The message with that event alone. */
    private static DistributeEvent event(DistributeEvent events, String eventId) {
        List<Event> found = events.events().stream()
                .filter(event -> event.descriptor().eventId().equals(eventId))
                .toList();
        assertThat(found).as("event %s in %s", eventId, ids(events)).hasSize(1);
        return new DistributeEvent(events.response(), events.requestId(), events.vtnId(), found);
    }
}
