package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.MetricRules;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps.EnergySettings;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps.PlatformSteps;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;

/** Rules of one metric {@code m} as they are written in a file. */
public final class TestRules {
    private TestRules() {}

    /** @param steps JSON objects, separated by commas */
    public static CleaningRules of(String metric, String steps, CleaningStep... partners) {
        Whiteboard<String, CleaningStep> whiteboard = new Whiteboard<>("Cleaning step", CleaningStep::name);
        for (CleaningStep partner : partners) {
            whiteboard.add(partner, Map.of());
        }
        String json = "{\"metrics\": {\"%s\": [%s], \"*\": []}}".formatted(metric, steps.replace('\'', '"'));
        try {
            Map<String, MetricRules> compiled = new RulesCompiler(
                            PlatformSteps.all(EnergySettings.DEFAULT), whiteboard, Duration.ofHours(12))
                    .compile(RulesReader.read("test", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
            return new CleaningRules(Map.of(metric, compiled.get(metric)), compiled.get("*"));
        } catch (FileRefusedException | IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
