package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.vtn.internal.EventFixtures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The life of an event as far as it needs no store. */
class StoredEventTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final VenId VEN = new VenId("v");

    private static StoredEvent event(String id, Duration startsIn, int priority, boolean cancelled) {
        return new StoredEvent(
                id,
                0,
                NOW,
                NOW,
                cancelled,
                EventFixtures.request(NOW.plus(startsIn), EventFixtures.MARKET, priority, VEN)
                        .terms());
    }

    @Test
    void theClockMovesAnEventOn() {
        StoredEvent event = event("e", Duration.ofMinutes(1), 0, false);
        assertThat(event.stateAt(NOW)).isEqualTo(EventState.FAR);
        assertThat(event.stateAt(NOW.plusSeconds(59))).isEqualTo(EventState.FAR);
        assertThat(event.stateAt(NOW.plusSeconds(60))).isEqualTo(EventState.ACTIVE);
        assertThat(event.stateAt(NOW.plusSeconds(60 + 3599))).isEqualTo(EventState.ACTIVE);
        assertThat(event.stateAt(NOW.plusSeconds(60 + 3600))).isEqualTo(EventState.COMPLETED);
    }

    @Test
    void cancelledIsFinal() {
        StoredEvent event = event("e", Duration.ZERO, 0, true);
        assertThat(event.stateAt(NOW.minusSeconds(1))).isEqualTo(EventState.CANCELLED);
        assertThat(event.stateAt(NOW.plusSeconds(99_999))).isEqualTo(EventState.CANCELLED);
    }

    @Test
    void anOpenEndedEventIsNeverOver() {
        EventTerms open = new EventTerms(
                EventFixtures.MARKET,
                NOW,
                "SIMPLE",
                "level",
                List.of(new EventTerms.Interval(Duration.ZERO, 1)),
                0,
                false);
        StoredEvent event = new StoredEvent("e", 0, NOW, NOW, false, open);

        assertThat(event.stateAt(NOW.plus(Duration.ofDays(36_500)))).isEqualTo(EventState.ACTIVE);
        assertThat(EventMessages.currentValue(open, EventState.ACTIVE, NOW.plusSeconds(5)))
                .isEqualTo(1);
    }

    @Test
    void activeEventsComeFirstByPriorityThenThoseToComeThenTheRest() {
        List<String> order = Stream.of(
                        event("cancelled", Duration.ZERO, 1, true),
                        event("later", Duration.ofHours(9), 1, false),
                        event("sooner", Duration.ofHours(3), 5, false),
                        event("over", Duration.ofHours(-2), 1, false),
                        event("active-no-priority", Duration.ofMinutes(-30), 0, false),
                        event("active-second", Duration.ofMinutes(-20), 2, false),
                        event("active-first", Duration.ofMinutes(-10), 1, false))
                .sorted(StoredEvent.orderAt(NOW))
                .map(StoredEvent::id)
                .toList();

        assertThat(order)
                .containsExactly(
                        "active-first", "active-second", "active-no-priority", "sooner", "later", "over", "cancelled");
    }

    @Test
    void theCurrentValueIsThatOfTheRunningInterval() {
        EventTerms request =
                EventFixtures.request(NOW, EventFixtures.MARKET, 0, VEN).terms();
        assertThat(EventMessages.currentValue(request, EventState.FAR, NOW)).isZero();
        assertThat(EventMessages.currentValue(request, EventState.ACTIVE, NOW)).isEqualTo(1500);
        assertThat(EventMessages.currentValue(request, EventState.ACTIVE, NOW.plusSeconds(900)))
                .isEqualTo(800.5);
    }

    @Test
    void aDocumentHoldsAllOfAnEvent() {
        StoredEvent event = event("e", Duration.ofMinutes(1), 3, true);
        assertThat(EventDocument.read(EventDocument.write(event, List.of("coop"))))
                .isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource({
        "LOAD_DISPATCH, setpoint, 1500, ''",
        "LOAD_CONTROL, x-loadControlSetpoint, 21, ''",
        "x-own, delta, 1, ''",
        "SIMPLE, level, 3, ''",
        "SIMPLE, level, 1.5, level 0",
        "SIMPLE, level, 4, level 0",
        "SIMPLE, setpoint, 1, no type",
        "LOAD_CONTROL, setpoint, 1, no type",
        "WISH, level, 1, no signal",
        "x-own, wish, 1, no type",
        "LOAD_DISPATCH, setpoint, NaN, not a number",
    })
    void signalsAreCheckedBeforeTheyAreStored(String name, String type, double value, String objection) {
        EventTerms terms = new EventTerms(
                EventFixtures.MARKET,
                NOW,
                name,
                type,
                List.of(new EventTerms.Interval(Duration.ofMinutes(5), value)),
                0,
                false);
        EventRequest request = new EventRequest(terms, List.of(VEN));
        if (objection.isEmpty()) {
            assertThatCode(() -> EventRules.check(request, NOW)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> EventRules.check(request, NOW))
                    .isInstanceOf(EventRefusedException.class)
                    .hasMessageContaining(objection);
        }
    }

    @Test
    void periodsIntervalsTargetsAndMarketsAreChecked() {
        EventRequest good = EventFixtures.request(NOW, VEN);
        assertThatThrownBy(() -> EventRules.check(good, NOW.plus(Duration.ofDays(1))))
                .hasMessageContaining("over");
        assertThatThrownBy(() -> EventRules.check(EventFixtures.request(NOW), NOW))
                .hasMessageContaining("no target");
        assertThatThrownBy(() -> EventRules.check(EventFixtures.request(NOW, VEN, VEN), NOW))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> EventRules.check(EventFixtures.request(NOW, "no uri", 0, VEN), NOW))
                .hasMessageContaining("no URI");
        for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofMillis(500))) {
            EventTerms terms = new EventTerms(
                    EventFixtures.MARKET, NOW, "SIMPLE", "level", List.of(new EventTerms.Interval(wrong, 1)), 0, false);
            EventRequest request = new EventRequest(terms, List.of(VEN));
            assertThatThrownBy(() -> EventRules.check(request, NOW)).hasMessageContaining("lasts");
        }
    }
}
