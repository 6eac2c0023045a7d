package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.extension.api.LastGoodFiles;
import eu.flexcoop.middleware.telemetry.api.CleaningConfiguration.MetricSteps;
import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps.EnergySettings;
import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;
import eu.flexcoop.middleware.telemetry.spi.Window;

import static org.assertj.core.api.Assertions.assertThat;

class ConfiguredCleaningTest {
    @TempDir
    Path folder;

    private ConfiguredCleaning cleaning;
    private RulesFile file;

    @BeforeEach
    void start() {
        cleaning = new ConfiguredCleaning(EnergySettings.DEFAULT, Duration.ofHours(12));
        cleaning.files().keepLastGood(new LastGoodFiles(folder.resolve("copies")));
        file = cleaning.file(folder.resolve("telemetry-cleaning.json"));
    }

    private void save(String json) throws IOException {
        Files.writeString(folder.resolve("telemetry-cleaning.json"), json.replace('\'', '"'));
        file.look();
    }

    private URL bundleFile(String name, String json) throws IOException {
        return Files.writeString(folder.resolve(name), json.replace('\'', '"'))
                .toUri()
                .toURL();
    }

    private String stepsOf(String metric) {
        return cleaning.metrics().stream()
                .filter(each -> each.metric().equals(metric))
                .map(each -> String.join(" ", each.steps()))
                .findFirst()
                .orElse("none");
    }

    /** A step that looks as far as it is told to. */
    private static CleaningStep partner(String name) {
        return new CleaningStep() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Cleaner compile(String metric, StepParameters parameters) {
                Duration before = parameters.duration("before").orElse(Duration.ZERO);
                return new Cleaner() {
                    @Override
                    public Context context() {
                        return new Context(before, Duration.ZERO, false);
                    }

                    @Override
                    public List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
                        return measurements;
                    }
                };
            }
        };
    }

    @Test
    void thePlatformHasRulesForEachOfItsMetricsWithLimits() {
        assertThat(cleaning.refused()).isEmpty();
        assertThat(stepsOf("meter_kwh")).isEqualTo("quality range counter interval");
        assertThat(stepsOf("temperature")).isEqualTo("quality range z-norm");
        assertThat(stepsOf("*")).isEqualTo("quality range");
        assertThat(cleaning.metrics())
                .extracting(MetricSteps::metric)
                .contains(MetricCatalogue.all().stream()
                        .filter(each -> each.kind() == Metric.Kind.ENERGY || each.kind() == Metric.Kind.LAST)
                        .map(Metric::name)
                        .toArray(String[]::new));
    }

    @Test
    void theFileReplacesTheStepsOfTheMetricsThatItNamesUntilItIsGone() throws IOException {
        save("{'metrics': {'lux': [{'step': 'gaps'}], '*': []}}");
        assertThat(stepsOf("lux")).isEqualTo("gaps");
        assertThat(stepsOf("*")).isEmpty();
        assertThat(stepsOf("temperature")).isEqualTo("quality range z-norm");
        assertThat(cleaning.metrics()).anyMatch(each -> each.source().equals("etc/telemetry-cleaning.json"));
        Files.delete(folder.resolve("telemetry-cleaning.json"));
        file.look();
        assertThat(stepsOf("lux")).isEqualTo("quality range z-norm");
        assertThat(cleaning.refused()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'metrics': {'lux': [{'step': 'range', 'lowst': 0}]}}"
                        + "| $.metrics.lux[0]: found the unknown key 'lowst', accepted is one of highest, lowest",
                "{'metrics': {'lux': [{'step': 'range', 'lowest': 'x'}]}}"
                        + "| $.metrics.lux[0].lowest: found \"x\", accepted is a number",
                "{'metrics': {'lux': [{'step': 'range', 'lowest': 5, 'highest': 4}]}}"
                        + "| $.metrics.lux[0].highest: found 4, accepted is a number not below lowest (5.0)",
                "{'metrics': {'lux': [{'step': 'z-norm', 'mode': 'local'}]}}"
                        + "| $.metrics.lux[0].mode: found \"local\", accepted is one of global, rolling",
                "{'metrics': {'lux': [{'step': 'z-norm', 'threshold': 0}]}}"
                        + "| $.metrics.lux[0].threshold: found 0, accepted is a number from 0.1 to 100.0",
                "{'metrics': {'lux': [{'step': 'duplicates', 'within': '1 s'}]}}"
                        + "| $.metrics.lux[0].within: found \"1 s\", accepted is an ISO-8601 duration from PT1S on,"
                        + " such as PT15M",
                "{'metrics': {'lux': [{'step': 'gaps', 'before': 'PT24H'}]}}"
                        + "| $.metrics.lux[0]: found a step that looks PT24H back and PT0S ahead, accepted is PT12H"
                        + " (longestContext)",
                "{'metrics': {'lux': [{'step': 'quality', 'uncertain': true}]}}"
                        + "| $.metrics.lux[0].uncertain: found true, accepted is one of keep, remove",
                "{'metrics': {'m': [{'step': 'counter', 'limited': false, 'maxKw': 5}]}}"
                        + "| $.metrics.m[0].maxKw: found 5, accepted is nothing where limited is false",
                "{'metrics': {'lux': [{'step': 'counter', 'rollOver': 1}]}}"
                        + "| $.metrics.lux[0].rollOver: found 1, accepted is true or false",
                "{'metrics': {'lux': {'step': 'range'}}}"
                        + "| $.metrics.lux: found {\"step\":\"range\"}, accepted is a list of steps",
                "{'metrics': {'lux': ['range']}}"
                        + "| $.metrics.lux[0]: found \"range\", accepted is an object with the key step",
                "{'metrics': {'lux': [{}]}} | $.metrics.lux[0].step: found nothing, accepted is the name of a step",
                "{'metric': {}} | $: found the unknown key 'metric', accepted are metrics and title",
                "{'title': 'x'} | $.metrics: found nothing, accepted is an object with a list of steps per metric",
                "[] | $: found [], accepted is an object with the key metrics",
                "{'metrics': {'lux': [], 'lux': []}} | it is not valid JSON: Duplicate field 'lux' (line 1, column 30)"
            })
    void aFileWithAnErrorIsRefusedAsAWholeAndTheOneBeforeStaysInForce(String json, String reason) throws IOException {
        save("{'metrics': {'lux': [{'step': 'gaps'}], 'm': [{'step': 'duplicates'}]}}");
        save(json);
        assertThat(cleaning.refused())
                .singleElement()
                .asString()
                .contains("telemetry-cleaning.json", reason, "the version before stays in use");
        assertThat(stepsOf("lux")).isEqualTo("gaps");
        assertThat(stepsOf("m")).isEqualTo("duplicates");
    }

    @Test
    void afterARestartTheLastGoodFileIsInForceStill() throws IOException {
        save("{'metrics': {'lux': [{'step': 'gaps'}]}}");
        save("{'metrics': ");
        start();
        file.look();
        assertThat(stepsOf("lux")).isEqualTo("gaps");
        assertThat(cleaning.refused()).hasSize(1);
    }

    @Test
    void aFileThatWasRemovedDoesNotComeBackWhenTheNextOneHasAnError() throws IOException {
        save("{'metrics': {'lux': [{'step': 'gaps'}]}}");
        Files.delete(folder.resolve("telemetry-cleaning.json"));
        start();
        file.look();
        save("{'metrics': ");
        assertThat(stepsOf("lux")).isEqualTo("quality range z-norm");
        assertThat(cleaning.refused()).hasSize(1);
    }

    @Test
    void aConfigBundleReplacesThePlatformAndTheFileReplacesTheBundle() throws IOException {
        cleaning.files()
                .add("acme.cleaning", 57, List.of(bundleFile("a.json", "{'metrics': {'lux': [{'step': 'gaps'}]}}")));
        assertThat(stepsOf("lux")).isEqualTo("gaps");
        save("{'metrics': {'lux': []}}");
        assertThat(stepsOf("lux")).isEmpty();
        cleaning.files().remove(0);
        assertThat(stepsOf("lux")).isEqualTo("gaps");
        cleaning.files().remove(57);
        assertThat(stepsOf("lux")).isEqualTo("quality range z-norm");
    }

    @Test
    void aStepOfAPartnerIsUsedFromTheMomentThatItIsThere() throws IOException {
        save("{'metrics': {'lux': [{'step': 'acme', 'before': 'PT30M'}]}}");
        assertThat(stepsOf("lux")).isEqualTo("quality range z-norm");
        assertThat(cleaning.refused())
                .singleElement()
                .asString()
                .contains(
                        "etc/telemetry-cleaning.json",
                        "$.metrics.lux[0].step: found \"acme\", accepted is one of counter");
        CleaningStep acme = partner("acme");
        cleaning.addStep(acme, Map.of());
        assertThat(stepsOf("lux")).isEqualTo("acme");
        assertThat(cleaning.rules().of("lux").context().before()).isEqualTo(Duration.ofMinutes(30));
        assertThat(cleaning.refused()).isEmpty();
        // what was computed with it goes on as it was while its bundle is updated
        cleaning.removeStep(acme);
        assertThat(stepsOf("lux")).isEqualTo("acme");
        assertThat(cleaning.refused()).hasSize(1);
    }

    @Test
    void aPartnerCannotTakeTheNameOfAStepOfThePlatform() {
        cleaning.addStep(partner("range"), Map.of());
        assertThat(cleaning.rules().of("lux").cleaners()).noneMatch(GuardedCleaner.class::isInstance);
    }
}
