package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.api.EventTiming;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the clock makes of events, also while no node runs. */
class EventClockTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private TestMongo mongo;
    private TestVtn vtn;
    private EventBox box;
    private Instant now;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        box = EventBox.join(vtn, "a");
        now = vtn.clock.instant();
    }

    private static EventTerms.Signal signal(String name, String type, EventTerms.Interval... intervals) {
        return EventTerms.Signal.of(name, type, List.of(intervals));
    }

    private EventTerms terms(String market, EventTiming timing, EventTerms.Signal... signals) {
        return EventTerms.of(market, timing.start(), signals[0])
                .withSignals(List.of(signals))
                .withTiming(timing);
    }

    private EventTerms anHour(String market, EventTiming timing) {
        return terms(market, timing, signal("SIMPLE", "level", new EventTerms.Interval(HOUR, 2)));
    }

    private static EventTiming timing(Instant start, Duration notification, Duration rampUp) {
        return new EventTiming(start, notification, Duration.ofMinutes(3), rampUp, Duration.ofMinutes(7));
    }

    private DrEvent create(EventTerms terms) {
        return vtn.events.create(TestVtn.ADMIN, EventRequest.forVens(terms, List.of(box.id())));
    }

    private String stored(DrEvent event) {
        return mongo.database()
                .getCollection("events")
                .find(new Document("event_id", event.id()))
                .first()
                .getString("event_status");
    }

    /** A node that was not there before. */
    private TestVtn restarted() {
        TestVtn.closeAll();
        TestVtn node = new TestVtn(mongo, vtn.clock);
        node.events.upkeep().resume();
        node.events.upkeep().followTheClock();
        node.events.upkeep().notifyInTime();
        return node;
    }

    @Test
    void aRestartThatSleptThroughAWholeEventFindsItCompleted() {
        DrEvent event = create(anHour(EventFixtures.MARKET, timing(now.plus(HOUR), Duration.ZERO, HOUR.dividedBy(2))));
        assertThat(stored(event)).isEqualTo("far");
        vtn.clock.turn(Duration.ofHours(3));

        TestVtn node = restarted();

        assertThat(stored(event)).isEqualTo("completed");
        assertThat(node.events.find(TestVtn.ADMIN, event.id()).orElseThrow().state())
                .isEqualTo(EventState.COMPLETED);
        box.at(node).assertNothingWaits();
        assertThat(box.at(node).state(event)).as("never fetched").isEqualTo(DeliveryState.QUEUED);
    }

    @Test
    void aRestartThatSleptThroughTheStartSendsTheEventAsActive() {
        DrEvent event = create(anHour(EventFixtures.MARKET, timing(now.plus(HOUR), Duration.ZERO, Duration.ZERO)));
        vtn.clock.turn(Duration.ofMinutes(90));

        TestVtn node = restarted();

        assertThat(stored(event)).isEqualTo("active");
        assertThat(box.at(node).polledEvents()).singleElement().satisfies(sent -> {
            assertThat(sent.descriptor().status()).isEqualTo(EventStatus.ACTIVE);
            assertThat(sent.descriptor().modificationNumber())
                    .as("the clock makes no versions")
                    .isZero();
            assertThat(sent.signals().get(0).currentValue()).contains(2.0);
        });
    }

    @Test
    void anEventIsNearFromItsRampUpOn() {
        DrEvent event =
                create(anHour(EventFixtures.MARKET, timing(now.plus(HOUR), Duration.ZERO, Duration.ofMinutes(20))));
        vtn.clock.turn(Duration.ofMinutes(40));
        vtn.events.upkeep().followTheClock();

        assertThat(stored(event)).isEqualTo("near");
        Event sent = box.events().get(0);
        assertThat(sent.descriptor().status()).isEqualTo(EventStatus.NEAR);
        assertThat(sent.activePeriod().rampUp()).contains(Duration.ofMinutes(20));
        assertThat(sent.activePeriod().recovery()).contains(Duration.ofMinutes(7));
        assertThat(sent.activePeriod().startAfter()).contains(Duration.ofMinutes(3));
        vtn.clock.turn(Duration.ofMinutes(20));
        assertThat(box.events().get(0).descriptor().status())
                .as("the tolerance does not move the start")
                .isEqualTo(EventStatus.ACTIVE);
    }

    @Test
    void currentValuesAreThoseOfTheRunningIntervalsOfEachSignal() {
        Duration half = HOUR.dividedBy(2);
        create(terms(
                EventFixtures.MARKET,
                EventTiming.startingAt(now.plus(HOUR)),
                signal("SIMPLE", "level", new EventTerms.Interval(half, 1), new EventTerms.Interval(half, 3)),
                signal("LOAD_DISPATCH", "setpoint", new EventTerms.Interval(HOUR, 800))));

        assertThat(currentValues()).containsExactly(0.0, 0.0);
        vtn.clock.turn(HOUR);
        assertThat(currentValues()).containsExactly(1.0, 800.0);
        vtn.clock.turn(half);
        assertThat(currentValues()).containsExactly(3.0, 800.0);
        vtn.clock.turn(half);
        assertThat(currentValues()).containsExactly(0.0, 0.0);
    }

    private List<Double> currentValues() {
        return box.events().get(0).signals().stream()
                .map(each -> each.currentValue().orElseThrow())
                .toList();
    }

    @Test
    void anOpenEndedEventLastsUntilItIsCancelled() {
        DrEvent event = create(terms(
                EventFixtures.MARKET,
                EventTiming.startingAt(now.plusSeconds(60)),
                signal("SIMPLE", "level", new EventTerms.Interval(Duration.ZERO, 1))));
        box.polledEvents();
        vtn.clock.turn(Duration.ofDays(4000));
        vtn.events.upkeep().followTheClock();
        assertThat(stored(event)).isEqualTo("active");
        assertThat(box.events().get(0).activePeriod().duration()).isZero();
        EventTerms another = anHour(EventFixtures.MARKET, EventTiming.startingAt(vtn.clock.instant()));
        assertThatThrownBy(() -> create(another)).hasMessageContaining("overlaps");

        DrEvent cancelled = vtn.events.cancel(TestVtn.ADMIN, event.id());

        assertThat(box.events())
                .singleElement()
                .satisfies(sent -> assertThat(sent.descriptor().status()).isEqualTo(EventStatus.CANCELLED));
        box.optIn(cancelled);
        create(another);
    }

    @Test
    void anOpenEndedEventMayGetAnEnd() {
        DrEvent event = create(terms(
                EventFixtures.MARKET,
                EventTiming.startingAt(now.plusSeconds(60)),
                signal("SIMPLE", "level", new EventTerms.Interval(Duration.ZERO, 1))));

        vtn.events.modify(
                TestVtn.ADMIN,
                event.id(),
                0,
                anHour(EventFixtures.MARKET, EventTiming.startingAt(now.plusSeconds(60))));

        vtn.clock.turn(Duration.ofHours(2));
        vtn.events.upkeep().followTheClock();
        assertThat(stored(event)).isEqualTo("completed");
    }

    @Test
    void whereTheProgrammeWantsItABoxGetsAnEventAtTheTimeOfNotification() {
        DrEvent event = create(
                anHour(EventFixtures.HELD_MARKET, timing(now.plus(HOUR), Duration.ofMinutes(20), Duration.ZERO)));
        vtn.events.upkeep().notifyInTime();
        box.assertNothingWaits();
        assertThat(box.events()).isEmpty();
        assertThat(box.state(event)).isEqualTo(DeliveryState.QUEUED);

        vtn.clock.turn(Duration.ofMinutes(40));
        TestVtn node = restarted();

        assertThat(box.at(node).polledEvents()).singleElement().satisfies(sent -> {
            assertThat(sent.descriptor().eventId()).isEqualTo(event.id());
            assertThat(sent.activePeriod().notification()).isEqualTo(Duration.ofMinutes(20));
        });
        assertThat(box.at(node).optIn(event)).isEqualTo("200");
        node.events.upkeep().notifyInTime();
        box.at(node).assertNothingWaits();
    }

    @Test
    void aBoxThatKnowsAnEventHearsOfItsChangesAtOnce() {
        EventTerms first =
                anHour(EventFixtures.HELD_MARKET, timing(now.plus(HOUR), Duration.ofMinutes(60), Duration.ZERO));
        DrEvent event = create(first);
        box.polledEvents();

        vtn.events.modify(
                TestVtn.ADMIN,
                event.id(),
                0,
                first.withTiming(timing(now.plus(HOUR.multipliedBy(5)), Duration.ZERO, Duration.ZERO)));

        assertThat(box.polledEvents())
                .extracting(sent -> sent.descriptor().modificationNumber())
                .containsExactly(1L);
    }

    @Test
    void anEventThatIsCancelledBeforeItsNotificationIsNeverSent() {
        DrEvent event = create(
                anHour(EventFixtures.HELD_MARKET, timing(now.plus(HOUR), Duration.ofMinutes(20), Duration.ZERO)));
        vtn.events.cancel(TestVtn.ADMIN, event.id());
        vtn.clock.turn(Duration.ofMinutes(50));
        vtn.events.upkeep().notifyInTime();

        box.assertNothingWaits();
        assertThat(box.request(Optional.empty()).events()).isEmpty();
    }
}
