package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;

import static org.assertj.core.api.Assertions.assertThat;

/** Schedules for a part of a VEN count for events that are for that part alone. */
class EventScopeTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant END = START.plus(Duration.ofHours(1));
    private static final EventScope WHOLE = new EventScope(List.of(), List.of());
    private static final EventScope HEATER = new EventScope(List.of("heater"), List.of());
    private static final EventScope BOTH = new EventScope(List.of("heater", "boiler"), List.of());
    private static final EventScope THERMOSTATS = new EventScope(List.of(), List.of("Thermostat"));

    private static final Opt NO_HEATER = opt("heater", OptType.OPT_OUT, List.of("heater"), List.of());
    private static final Opt NO_BOILER = opt("boiler", OptType.OPT_OUT, List.of("boiler"), List.of());
    private static final Opt NO_THERMOSTAT = opt("thermostat", OptType.OPT_OUT, List.of(), List.of("Thermostat"));
    private static final Opt NOTHING = opt("nothing", OptType.OPT_OUT, List.of(), List.of());
    private static final Opt EVERYTHING = opt("everything", OptType.OPT_IN, List.of(), List.of());
    private static final Opt HEATER_TAKES_PART = opt("in", OptType.OPT_IN, List.of("heater"), List.of());

    private static Opt opt(String id, OptType type, List<String> resources, List<String> classes) {
        return new Opt(
                "answer",
                id,
                type,
                "economic",
                Optional.empty(),
                List.of(new Slot(START, Duration.ofHours(1))),
                START,
                "r",
                Optional.empty(),
                resources,
                classes);
    }

    private static Optional<String> optedOut(EventScope scope, Opt... newestFirst) {
        return scope.optedOutBy(List.of(newestFirst), START, END).map(Opt::optId);
    }

    @Test
    void anEventForTheWholeVenIsNotSkippedForAPartOfIt() {
        assertThat(optedOut(WHOLE, NO_HEATER, NO_THERMOSTAT)).isEmpty();
        assertThat(optedOut(WHOLE, NOTHING)).contains("nothing");
    }

    @Test
    void anEventForResourcesIsSkippedWhenAllOfThemAreOptedOut() {
        assertThat(optedOut(HEATER, NO_HEATER)).contains("heater");
        assertThat(optedOut(HEATER, NO_BOILER)).isEmpty();
        assertThat(optedOut(BOTH, NO_HEATER)).isEmpty();
        assertThat(optedOut(BOTH, NO_HEATER, NO_BOILER)).contains("heater");
        assertThat(optedOut(BOTH, NOTHING)).contains("nothing");
    }

    @Test
    void theScheduleCreatedLastThatIsAboutThePartCounts() {
        assertThat(optedOut(HEATER, EVERYTHING, NO_HEATER)).isEmpty();
        assertThat(optedOut(HEATER, NO_HEATER, EVERYTHING)).contains("heater");
        assertThat(optedOut(HEATER, HEATER_TAKES_PART, NOTHING)).isEmpty();
        assertThat(optedOut(BOTH, HEATER_TAKES_PART, NOTHING)).isEmpty();
        assertThat(optedOut(WHOLE, HEATER_TAKES_PART, NOTHING)).contains("nothing");
    }

    @Test
    void deviceClassesCountInTheSameWay() {
        assertThat(optedOut(THERMOSTATS, NO_THERMOSTAT)).contains("thermostat");
        assertThat(optedOut(THERMOSTATS, NO_HEATER)).isEmpty();
        EventScope heatersThermostat = new EventScope(List.of("heater"), List.of("Thermostat"));
        assertThat(optedOut(heatersThermostat, NO_THERMOSTAT)).contains("thermostat");
        assertThat(optedOut(heatersThermostat, NO_HEATER)).contains("heater");
    }
}
