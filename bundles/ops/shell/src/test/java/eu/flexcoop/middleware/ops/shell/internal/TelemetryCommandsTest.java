package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.telemetry.api.CleaningConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class TelemetryCommandsTest {
    @Test
    void theStepsOfEachMetricAreListedWithFilesThatAreNotInForce() throws Exception {
        CleaningConfiguration configuration = new CleaningConfiguration() {
            @Override
            public List<MetricSteps> metrics() {
                return List.of(new MetricSteps("lux", List.of("quality", "range"), "etc/telemetry-cleaning.json"));
            }

            @Override
            public List<String> refused() {
                return List.of("a.json is refused");
            }
        };
        assertThat(new ShellFixture()
                        .with(CleaningConfiguration.class, configuration, 0)
                        .run(new CleaningListCommand()))
                .contains("lux", "quality, range", "etc/telemetry-cleaning.json", "a.json is refused");
    }
}
