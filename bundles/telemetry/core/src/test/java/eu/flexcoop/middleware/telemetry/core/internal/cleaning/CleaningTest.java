package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules.ConfiguredCleaning;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules.TestRules;
import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.SampleQuality;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;

import static org.assertj.core.api.Assertions.assertThat;

class CleaningTest {
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static final CleaningRules PLATFORM = ConfiguredCleaning.platformRules();

    private static List<Measurement> values(double... values) {
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            measurements.add(new Measurement(T0.plusSeconds(i), Duration.ZERO, values[i], true));
        }
        return measurements;
    }

    private static Map<String, Map<String, Object>> merged(
            CleaningRules rules, Map<String, List<Measurement>> byMetric) {
        CleaningChain chain = new CleaningChain(rules, T0);
        new TreeMap<>(byMetric).forEach(chain::add);
        Map<String, Map<String, Object>> fields = new HashMap<>();
        chain.merged()
                .forEach((key, values) -> fields.put(
                        key.metric().isEmpty() ? key.collection() : key.collection() + '/' + key.metric(), values));
        return fields;
    }

    @Test
    void temperaturesOfAllSensorsAreAveragedWithinWhatIsPossible() {
        assertThat(merged(
                        PLATFORM,
                        Map.of(
                                "ambient_temperature", values(20, 99, Double.NaN, -21),
                                "sensor_temperature", values(22, Double.POSITIVE_INFINITY))))
                .isEqualTo(Map.of("indoor_sensing", Map.of("temperature", 21.0)));
    }

    @Test
    void valuesThatWereAllLeftOutLeaveAnEmptyDocument() {
        assertThat(merged(PLATFORM, Map.of("meter_watts", values(-1, Double.NaN))))
                .isEqualTo(Map.of("meter", Map.of()));
    }

    @Test
    void everyFieldIsFilledTheWayClientsKnowIt() {
        assertThat(merged(
                        PLATFORM,
                        Map.of(
                                "meter_watts", values(100, 200),
                                "meter_voltage", values(230, 231),
                                "meter_current", values(1, 2),
                                "tvoc", values(3, 9, 4),
                                "airquality", values(2, 5),
                                "alarm_motion", values(0, 1, 1, 0),
                                "status_set_point", values(21, 22.5),
                                "unheard_of", values(1, 2),
                                "status_unheard_of", values(1, 2))))
                .isEqualTo(Map.of(
                        "meter", Map.of("watts", 150.0, "voltage", 230.5, "current", 1.5),
                        "indoor_sensing", Map.of("tvoc", 9.0, "airquality", "2"),
                        "occupancy", Map.of("occupancy", 0.5),
                        "device_status", Map.of("set_point", 22.5),
                        "measurement/unheard_of", Map.of("value", 1.5),
                        "measurement/status_unheard_of", Map.of("value", 2.0)));
    }

    @Test
    void whatItsBoxCallsBadIsLeftOut() {
        List<Measurement> measurements = new ArrayList<>(values(20));
        measurements.add(new Measurement(T0.plusSeconds(1), Duration.ZERO, 30, SampleQuality.BAD));
        measurements.add(new Measurement(T0.plusSeconds(2), Duration.ZERO, 22, SampleQuality.UNCERTAIN));
        assertThat(merged(PLATFORM, Map.of("temperature", measurements)))
                .isEqualTo(Map.of("indoor_sensing", Map.of("temperature", 21.0)));
    }

    @Test
    void oneMetricIsCleanedWithMeasurementsAroundTheQuarterHourAndOnlyItsOwnCount() {
        CleaningRules rules = TestRules.of("lux", "{'step': 'z-norm', 'mode': 'rolling', 'window': 'PT1H'}");
        List<Measurement> measurements = new ArrayList<>();
        for (int minute = -60; minute < 0; minute++) {
            measurements.add(new Measurement(T0.plusSeconds(60L * minute), Duration.ZERO, 100 + minute % 10, true));
        }
        measurements.addAll(values(99, 5_000, 101));
        assertThat(merged(rules, Map.of("lux", measurements)))
                .isEqualTo(Map.of("indoor_sensing", Map.of("lux", 100.0)));
    }

    private static CleaningStep partner(String name, Cleaner cleaner) {
        return new CleaningStep() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Cleaner compile(String metric, StepParameters parameters) {
                return cleaner;
            }
        };
    }

    @Test
    void aPartnersStepHasItsPlaceInTheOrderAndOneThatThrowsIsLeftOut() {
        CleaningStep halves = partner("halves", (measurements, window, findings) -> measurements.stream()
                .map(each -> new Measurement(each.at(), each.duration(), each.value() / 2, false))
                .toList());
        CleaningStep broken = partner("broken", (measurements, window, findings) -> {
            throw new IllegalStateException("not today");
        });
        CleaningRules rules = TestRules.of(
                "lux",
                "{'step': 'halves'}, {'step': 'broken'}, {'step': 'range', 'lowest': 20}, {'step': 'halves'}",
                halves,
                broken);
        assertThat(merged(rules, Map.of("lux", values(39, 100))))
                .isEqualTo(Map.of("indoor_sensing", Map.of("lux", 25.0)));
    }
}
