package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.api.EventTiming;
import eu.flexcoop.middleware.openadr.codec.event.Event;
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
                "operator",
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
    void anEventIsNearDuringItsRampUp() {
        EventTerms terms = event("e", Duration.ofMinutes(30), 0, false).terms();
        EventTiming timing = new EventTiming(
                terms.start(),
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(7));
        StoredEvent event = new StoredEvent("e", "operator", 0, NOW, NOW, false, terms.withTiming(timing));

        assertThat(event.stateAt(NOW.plusSeconds(25 * 60 - 1))).isEqualTo(EventState.FAR);
        assertThat(event.stateAt(NOW.plusSeconds(25 * 60))).isEqualTo(EventState.NEAR);
        assertThat(event.stateAt(NOW.plusSeconds(30 * 60))).isEqualTo(EventState.ACTIVE);
    }

    @Test
    void eventsOfSomeProgrammesWaitForTheTimeOfNotification() {
        StoredEvent event = event("e", Duration.ofMinutes(30), 0, false);
        NotificationTimes times = new NotificationTimes(
                NotificationTimes.contexts("http://other.example, %s,".formatted(EventFixtures.MARKET), ""));

        assertThat(times.marketContexts()).hasSize(2);
        assertThat(times.isHeld(event, NOW)).isTrue();
        assertThat(times.isHeld(event, NOW.plus(Duration.ofMinutes(30)))).isFalse();
        assertThat(new NotificationTimes(NotificationTimes.contexts("*")).isHeld(event, NOW))
                .isTrue();
        assertThat(new NotificationTimes(NotificationTimes.contexts("")).isHeld(event, NOW))
                .isFalse();
    }

    @Test
    void cancelledIsFinal() {
        StoredEvent event = event("e", Duration.ZERO, 0, true);
        assertThat(event.stateAt(NOW.minusSeconds(1))).isEqualTo(EventState.CANCELLED);
        assertThat(event.stateAt(NOW.plusSeconds(99_999))).isEqualTo(EventState.CANCELLED);
    }

    @Test
    void anOpenEndedEventIsNeverOver() {
        EventTerms open = EventTerms.of(
                EventFixtures.MARKET,
                NOW,
                EventTerms.Signal.of("SIMPLE", "level", List.of(new EventTerms.Interval(Duration.ZERO, 1))));
        StoredEvent event = new StoredEvent("e", "operator", 0, NOW, NOW, false, open);

        assertThat(event.stateAt(NOW.plus(Duration.ofDays(36_500)))).isEqualTo(EventState.ACTIVE);
        assertThat(EventMessages.currentValue(NOW, open.signals().get(0), EventState.ACTIVE, NOW.plusSeconds(5)))
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
        EventTerms.Signal signal = EventFixtures.request(NOW, EventFixtures.MARKET, 0, VEN)
                .terms()
                .signals()
                .get(0);
        assertThat(EventMessages.currentValue(NOW, signal, EventState.FAR, NOW)).isZero();
        assertThat(EventMessages.currentValue(NOW, signal, EventState.ACTIVE, NOW))
                .isEqualTo(1500);
        assertThat(EventMessages.currentValue(NOW, signal, EventState.ACTIVE, NOW.plusSeconds(900)))
                .isEqualTo(800.5);
    }

    @Test
    void aDocumentHoldsAllOfAnEvent() {
        StoredEvent event = event("e", Duration.ofMinutes(1), 3, true);
        assertThat(EventDocument.read(EventDocument.write(event, List.of("coop"))))
                .isEqualTo(event);

        StoredEvent full = new StoredEvent("f", "operator", 2, NOW, NOW, false, everything());
        assertThat(EventDocument.read(EventDocument.write(full, List.of("coop"))))
                .isEqualTo(full);
    }

    /** Terms in which no field is empty. */
    private static EventTerms everything() {
        List<EventTerms.Interval> steps = List.of(
                new EventTerms.Interval(Duration.ofMinutes(15), 1.5),
                new EventTerms.Interval(Duration.ofMinutes(5), 0));
        List<EventTerms.Interval> whole = List.of(new EventTerms.Interval(Duration.ofMinutes(20), 2));
        return new EventTerms(
                EventFixtures.MARKET,
                new EventTiming(
                        NOW, Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(7)),
                List.of(
                        new EventTerms.Signal("LOAD_DISPATCH", "setpoint", Optional.of("kW"), steps, List.of()),
                        new EventTerms.Signal("SIMPLE", "level", Optional.empty(), whole, List.of("Thermostat"))),
                Optional.of(new EventTerms.Baseline("last week", NOW, Optional.of("kW"), steps, List.of("r1"))),
                3,
                true,
                false,
                Optional.of("maintenance"));
    }

    @Test
    void aVenGetsEverythingThatAnEventSays() {
        StoredEvent event = new StoredEvent("f", "operator", 2, NOW, NOW, false, everything());

        Event sent = EventMessages.of(List.of(new Delivery.VenEvent(event, delivery(event))), NOW)
                .get(0);

        assertThat(sent.descriptor().vtnComment()).contains("maintenance");
        assertThat(sent.responseRequired()).isFalse();
        assertThat(sent.activePeriod())
                .isEqualTo(new Event.ActivePeriod(
                        NOW,
                        Duration.ofMinutes(20),
                        Optional.of(Duration.ofMinutes(1)),
                        Duration.ofHours(1),
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.of(Duration.ofMinutes(7))));
        assertThat(sent.signals()).extracting(Event.Signal::id).containsExactly("0", "1");
        assertThat(sent.signals())
                .extracting(Event.Signal::currentValue)
                .containsExactly(Optional.of(1.5), Optional.of(2.0));
        assertThat(sent.signals().get(0).itemBase().orElseThrow().scale()).isEqualTo("k");
        assertThat(sent.signals().get(1).itemBase()).isEmpty();
        assertThat(sent.signals().get(1).target().orElseThrow().deviceClasses()).containsExactly("Thermostat");
        assertThat(sent.baseline().orElseThrow().duration()).isEqualTo(Duration.ofMinutes(20));
        assertThat(sent.baseline().orElseThrow().resourceIds()).containsExactly("r1");
    }

    private static Delivery delivery(StoredEvent event) {
        return new Delivery(
                event.id(),
                VEN,
                new AccountId("account"),
                new AggregatorId("coop"),
                event.modificationNumber(),
                DeliveryState.QUEUED,
                false,
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void aChangeReplacesWhatItNamesOnly() {
        EventTerms terms = event("e", Duration.ofMinutes(1), 3, false).terms();

        EventTerms changed = EventTermsDocument.changed(
                terms,
                new Document("priority", 1)
                        .append("vtn_comment", "longer")
                        .append("intervals", List.of(new Document("duration", "PT2H").append("value", 7))));
        assertThat(changed.duration()).isEqualTo(Duration.ofHours(2));
        assertThat(changed.signals().get(0).name()).isEqualTo("LOAD_DISPATCH");
        assertThat(changed.priority()).isEqualTo(1);
        assertThat(changed.comment()).contains("longer");
        assertThat(changed.start()).isEqualTo(terms.start());

        assertThat(EventTermsDocument.changed(changed, new Document("unit", "kW"))
                        .signals()
                        .get(0)
                        .unit())
                .contains("kW");
        assertThat(EventTermsDocument.changed(changed, new Document("vtn_comment", null))
                        .comment())
                .isEmpty();
        assertThatThrownBy(() -> EventTermsDocument.changed(everything(), new Document("signal_name", "SIMPLE")))
                .hasMessageContaining("as a whole");
        assertThatThrownBy(() -> EventTermsDocument.changed(terms, new Document("ei_ramp_up", "five minutes")))
                .hasMessage("ei_ramp_up 'five minutes' is no duration such as PT15M, P1D or P2W");
        assertThatThrownBy(() -> EventTermsDocument.changed(terms, new Document("response_required", "maybe")))
                .hasMessageContaining("response_required");
    }

    @ParameterizedTest
    @CsvSource({
        "PT15M, PT15M",
        "P1W, PT168H",
        "P1W2DT3H, PT219H",
        "P1D, PT24H",
        "P1DT30M, PT24H30M",
        "PT0S, PT0S",
        "-P1DT1H, PT-25H",
    })
    void weeksAndDaysAreDurations(String text, Duration length) {
        EventTerms terms = event("e", Duration.ofMinutes(1), 0, false).terms();

        assertThat(EventTermsDocument.changed(terms, new Document("ei_notification", text))
                        .timing()
                        .notification())
                .isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "P1M, has months or years",
        "P1Y, has months or years",
        "P1Y2M3DT4H, has months or years",
        "P1DT, is no duration",
        "P, is no duration",
        "T1H, is no duration",
        "1H, is no duration",
        "'', is no duration",
    })
    void otherDurationsAreRefusedWithFieldAndValue(String text, String message) {
        EventTerms terms = event("e", Duration.ofMinutes(1), 0, false).terms();

        assertThatThrownBy(() -> EventTermsDocument.changed(terms, new Document("ei_recovery", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ei_recovery '%s' %s".formatted(text, message));
    }

    @Test
    void signalsOfOneEventLastEquallyLong() {
        EventTerms good = everything();
        EventTerms bad = new EventTerms(
                good.marketContext(),
                good.timing(),
                List.of(
                        good.signals().get(0),
                        EventTerms.Signal.of(
                                "SIMPLE", "level", List.of(new EventTerms.Interval(Duration.ofMinutes(19), 1)))),
                Optional.empty(),
                0,
                false,
                true,
                Optional.empty());
        assertThatCode(() -> EventRules.check(good, NOW)).doesNotThrowAnyException();
        assertThatThrownBy(() -> EventRules.check(bad, NOW)).hasMessageContaining("SIMPLE lasts PT19M");
    }

    @ParameterizedTest
    @CsvSource({
        "LOAD_DISPATCH, setpoint, MW, ''",
        "LOAD_DISPATCH, setpoint, kWh, has no unit",
        "LOAD_DISPATCH, multiplier, W, has no unit",
        "ENERGY_PRICE, price, EUR/kWh, ''",
        "SIMPLE, level, W, has no unit",
        "LOAD_CONTROL, x-loadControlSetpoint, celsius, ''",
    })
    void unitsFitTheirSignals(String name, String type, String unit, String objection) {
        assertThat(SignalUnits.objection(name, type, unit).orElse("")).contains(objection);
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
        EventTerms terms = EventTerms.of(
                EventFixtures.MARKET,
                NOW,
                EventTerms.Signal.of(name, type, List.of(new EventTerms.Interval(Duration.ofMinutes(5), value))));
        EventRequest request = EventRequest.forVens(terms, List.of(VEN));
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
        assertThatThrownBy(() -> EventRules.check(EventFixtures.request(NOW, "no uri", 0, VEN), NOW))
                .hasMessageContaining("no URI");
        Instant year10000 = Instant.parse("+10000-01-01T00:00:00Z");
        assertThatThrownBy(() -> EventRules.check(EventFixtures.request(year10000, EventFixtures.MARKET, 0, VEN), NOW))
                .hasMessageContaining("cannot be written");
        for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofMillis(500))) {
            EventTerms terms = EventTerms.of(
                    EventFixtures.MARKET,
                    NOW,
                    EventTerms.Signal.of("SIMPLE", "level", List.of(new EventTerms.Interval(wrong, 1))));
            EventRequest request = EventRequest.forVens(terms, List.of(VEN));
            assertThatThrownBy(() -> EventRules.check(request, NOW)).hasMessageContaining("lasts");
        }
    }
}
