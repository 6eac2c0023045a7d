package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

import static org.assertj.core.api.Assertions.assertThat;

class CleaningTest {
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");

    private static List<Measurement> values(double... values) {
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            measurements.add(new Measurement(T0.plusSeconds(i), Duration.ZERO, values[i], true));
        }
        return measurements;
    }

    private static CleaningChain chain(List<CleaningStep> partners) {
        return new CleaningChain(
                new RegisterEnergy(15, Duration.ofHours(3), Duration.ofMinutes(15)),
                new IntervalEnergy(15, Duration.ofHours(3)),
                partners);
    }

    private static Map<String, Map<String, Object>> merged(
            List<CleaningStep> partners, Map<String, List<Measurement>> byMetric) {
        Map<String, Map<String, Object>> fields = new HashMap<>();
        chain(partners)
                .merged(byMetric)
                .forEach((key, values) -> fields.put(
                        key.metric().isEmpty() ? key.collection() : key.collection() + '/' + key.metric(), values));
        return fields;
    }

    @Test
    void temperaturesOfAllSensorsAreAveragedWithinWhatIsPossible() {
        assertThat(merged(
                        List.of(),
                        Map.of(
                                "ambient_temperature", values(20, 99, Double.NaN, -21),
                                "sensor_temperature", values(22, Double.POSITIVE_INFINITY))))
                .isEqualTo(Map.of("indoor_sensing", Map.of("temperature", 21.0)));
    }

    @Test
    void valuesThatWereAllLeftOutLeaveAnEmptyDocument() {
        assertThat(merged(List.of(), Map.of("meter_watts", values(-1, Double.NaN))))
                .isEqualTo(Map.of("meter", Map.of()));
    }

    @Test
    void everyFieldIsFilledTheWayClientsKnowIt() {
        assertThat(merged(
                        List.of(),
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
    void anOutlierAmongManyValuesIsLeftOut() {
        double[] voltages = new double[40];
        for (int i = 0; i < voltages.length; i++) {
            voltages[i] = 230 + 0.1 * (i % 20);
        }
        voltages[17] = 400;
        assertThat(new NormalScore(4).clean("meter_voltage", values(voltages))).hasSize(39);
    }

    @Test
    void fewValuesAndEqualValuesAreAllKept() {
        assertThat(new NormalScore(4).clean("lux", values(1, 2, 3, 500))).hasSize(4);
        double[] zeros = new double[50];
        zeros[3] = 800;
        assertThat(new NormalScore(4).clean("lux", values(zeros))).hasSize(50);
    }

    @Test
    void aPartnersStepComesAfterOursAndOneThatThrowsIsLeftOut() {
        CleaningStep halves = new CleaningStep() {
            @Override
            public boolean appliesTo(String metric) {
                return metric.equals("lux");
            }

            @Override
            public List<Measurement> clean(String metric, List<Measurement> measurements) {
                return measurements.stream()
                        .map(each -> new Measurement(each.at(), each.duration(), each.value() / 2, false))
                        .toList();
            }
        };
        CleaningStep broken = new CleaningStep() {
            @Override
            public boolean appliesTo(String metric) {
                return true;
            }

            @Override
            public List<Measurement> clean(String metric, List<Measurement> measurements) {
                throw new IllegalStateException("not today");
            }
        };
        assertThat(merged(List.of(broken, halves), Map.of("lux", values(-1, 100))))
                .isEqualTo(Map.of("indoor_sensing", Map.of("lux", 50.0)));
    }

    @Test
    void theLimitOfPowerIsForMetersOfHomesAlone() {
        List<Measurement> hour = List.of(new Measurement(T0, Duration.ofHours(1), 100, true));
        assertThat(chain(List.of()).energy("meter_kwh", List.of(), hour)).isEmpty();
        assertThat(chain(List.of()).energy("energy_real", List.of(), hour)).hasSize(4);
    }
}
