package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.QualityNotes;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules.TestRules;
import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.SampleQuality;
import eu.flexcoop.middleware.telemetry.spi.Window;

import static org.assertj.core.api.Assertions.assertThat;

/** Each step alone, as a file configures it. */
class StepsTest {
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static final Window WINDOW = new Window(T0, T0.plusSeconds(900));

    private final QualityNotes found = new QualityNotes(WINDOW);

    private List<Measurement> clean(String step, List<Measurement> measurements) {
        CleaningRules rules = TestRules.of("m", step);
        Cleaner cleaner = rules.of("m").cleaners().get(0);
        return cleaner.clean(measurements, WINDOW, found);
    }

    private static Measurement at(double minute, double value) {
        return new Measurement(T0.plusMillis(Math.round(minute * 60_000)), Duration.ZERO, value, true);
    }

    private static List<Measurement> everyMinute(int from, double... values) {
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            measurements.add(at(from + i, values[i]));
        }
        return measurements;
    }

    private static double[] rising(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = 230 + 0.1 * (i % 20);
        }
        return values;
    }

    @SuppressWarnings("unchecked") // the fields are lists of entries
    private List<Document> notes(String field) {
        return (List<Document>) found.fields().getOrDefault(field, List.of());
    }

    @Test
    void aListInWhichNothingIsFoundIsReturnedAsItIs() {
        List<Measurement> measurements = everyMinute(0, rising(15));
        for (String step : List.of("quality", "range", "z-norm", "duplicates", "gaps", "forward-fill")) {
            assertThat(clean("{'step': '%s'}".formatted(step), measurements))
                    .as(step)
                    .isSameAs(measurements);
        }
        assertThat(found.isEmpty()).isTrue();
    }

    @Test
    void theRangeTellsNegativeValuesFromOthers() {
        assertThat(clean("{'step': 'range', 'lowest': 0, 'highest': 10}", everyMinute(0, -1, 0, 10, 11, Double.NaN)))
                .extracting(Measurement::value)
                .containsExactly(0.0, 10.0);
        assertThat(notes("negative_values")).hasSize(1);
        assertThat(notes("removed_values")).hasSize(2).allMatch(each -> each.getString("rule")
                .equals("range"));
    }

    @Test
    void uncertainValuesAreKeptAsNotVerifiedOrLeftOut() {
        List<Measurement> uncertain = List.of(new Measurement(T0, Duration.ZERO, 1, SampleQuality.UNCERTAIN));
        assertThat(clean("{'step': 'quality'}", uncertain))
                .extracting(Measurement::verified)
                .containsExactly(false);
        assertThat(clean("{'step': 'quality', 'uncertain': 'remove'}", uncertain))
                .isEmpty();
        assertThat(notes("removed_values")).hasSize(1);
    }

    @Test
    void anOutlierAmongManyValuesIsLeftOut() {
        double[] voltages = rising(15 * 4);
        voltages[17] = 400;
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < voltages.length; i++) {
            measurements.add(at(i / 4.0, voltages[i]));
        }
        assertThat(clean("{'step': 'z-norm', 'threshold': 4}", measurements)).hasSize(59);
        assertThat(notes("znorm_outliers"))
                .containsExactly(new Document("timestamp", Date.from(T0.plusSeconds(255)))
                        .append("value", 400.0)
                        .append("rule", "z-norm"));
    }

    @Test
    void fewValuesAndEqualValuesAreAllKept() {
        assertThat(clean("{'step': 'z-norm'}", everyMinute(0, 1, 2, 3, 500))).hasSize(4);
        double[] zeros = new double[50];
        zeros[3] = 800;
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < zeros.length; i++) {
            measurements.add(at(i / 4.0, zeros[i]));
        }
        assertThat(clean("{'step': 'z-norm'}", measurements)).hasSize(50);
    }

    /** A level that shifts is an outlier of the whole time and none of the last minutes. */
    @Test
    void theRollingScoreForgetsWhatLiesBeforeItsWindow() {
        List<Measurement> measurements = new ArrayList<>(everyMinute(-170, rising(150)));
        for (int i = -20; i < 15; i++) {
            measurements.add(at(i, 245 + 0.1 * Math.floorMod(i, 20)));
        }
        assertThat(clean("{'step': 'z-norm', 'mode': 'rolling', 'window': 'PT20M'}", measurements))
                .hasSameSizeAs(measurements);
        assertThat(clean("{'step': 'z-norm', 'before': 'PT3H', 'threshold': 2}", measurements))
                .hasSizeLessThan(measurements.size());
    }

    @Test
    void meanAndMedianDifferWhereTheDistributionIsSkewed() {
        double[] skewed = new double[60];
        for (int i = 0; i < 60; i++) {
            skewed[i] = i < 40 ? i * 0.01 : 10 + i;
        }
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < skewed.length; i++) {
            measurements.add(at(i / 4.0, skewed[i]));
        }
        int byMedian =
                clean("{'step': 'z-norm', 'threshold': 1.5}", measurements).size();
        int byMean = clean("{'step': 'z-norm', 'threshold': 1.5, 'centre': 'mean'}", measurements)
                .size();
        assertThat(byMean).isGreaterThan(byMedian);
    }

    @Test
    void ofMeasurementsWithinASecondTheLastCounts() {
        assertThat(clean("{'step': 'duplicates'}", List.of(at(1, 5), at(1.005, 6), at(2, 7), at(3, 7))))
                .extracting(Measurement::value)
                .containsExactly(6.0, 7.0, 7.0);
        assertThat(notes("duplicated_values"))
                .extracting(each -> each.get("value"))
                .containsExactly(5.0);
    }

    @Test
    void aGapIsNotedWithTheFrequencyThatWasInferred() {
        List<Measurement> measurements = new ArrayList<>(everyMinute(-30, new double[31]));
        measurements.add(at(9, 1));
        measurements.add(at(10, 1));
        assertThat(clean("{'step': 'gaps'}", measurements)).isSameAs(measurements);
        assertThat(found.fields())
                .containsEntry("frequency", "PT1M")
                .containsEntry(
                        "gaps",
                        List.of(new Document("timestamp", Date.from(T0))
                                .append("until", Date.from(T0.plusSeconds(540)))
                                .append("rule", "gaps")));
    }

    @Test
    void aQuarterHourBetweenTwoValuesIsFilledAndOneBehindTheLastIsNot() {
        assertThat(clean("{'step': 'forward-fill'}", List.of(at(-40, 21), at(-20, 22), at(20, 23))))
                .contains(new Measurement(T0, Duration.ZERO, 22, false))
                .hasSize(4);
        assertThat(notes("repaired_values")).hasSize(1);
        assertThat(clean("{'step': 'forward-fill'}", List.of(at(-20, 22)))).hasSize(1);
        assertThat(clean("{'step': 'forward-fill', 'longest': 'PT30M'}", List.of(at(-20, 22), at(20, 23))))
                .hasSize(2);
        assertThat(clean("{'step': 'forward-fill'}", List.of(at(-20, 22), at(5, 23))))
                .hasSize(2);
    }

    @Test
    void notesAreBoundedAndSayHowManyWereLeftOut() {
        List<Measurement> measurements = new ArrayList<>();
        for (int second = 0; second < 800; second++) {
            measurements.add(at(second / 60.0, -1));
        }
        clean("{'step': 'range', 'lowest': 0}", measurements);
        assertThat(notes("negative_values")).hasSize(50);
        assertThat(found.fields().get("left_out")).isEqualTo(new Document(Map.of("negative_values", 750)));
    }
}
