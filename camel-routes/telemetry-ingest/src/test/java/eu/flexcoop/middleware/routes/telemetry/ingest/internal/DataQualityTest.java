package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.testing.NeedsMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What is removed or repaired leaves a record, as long as it is. */
@NeedsMongod
class DataQualityTest extends QuarterHourFixture {
    private static final String MODE = "heater_1_Home_Hall_hvacDevice_1_statusMode";

    private static List<Document> notes() {
        return mongod.database()
                .getCollection("data_quality")
                .find()
                .sort(new Document("timestamp", 1))
                .into(new ArrayList<>());
    }

    private static Instant at(int minute) {
        return T0.plus(Duration.ofMinutes(minute));
    }

    private static RawSample reading(int minute, double kwh) {
        return sample(KWH, at(minute), Duration.ZERO, kwh);
    }

    private void process(RawSample... samples) {
        telemetry.intake().accept(VEN, 0, List.of(samples));
        awaitCaughtUp();
    }

    @Test
    void aValueThatIsLeftOutIsNotedWithItsRuleUntilItIsCorrected() throws Exception {
        telemetry.register(VEN, "Net", WATTS);
        startNode(telemetry.quarterHours());
        process(sample(WATTS, at(1), Duration.ZERO, -5), sample(WATTS, at(2), Duration.ZERO, 100));
        assertThat(notes()).singleElement().satisfies(note -> assertThat(note)
                .containsEntry("metric", "meter_watts")
                .containsEntry("timestamp", Date.from(T0))
                .containsEntry("account_id", "account-of-ven-1")
                .containsEntry("aggregator_id", "coop.example")
                .containsEntry(
                        "negative_values",
                        List.of(new Document("timestamp", Date.from(at(1)))
                                .append("value", -5.0)
                                .append("rule", "range"))));
        process(sample(WATTS, at(1), Duration.ZERO, 50));
        assertThat(notes()).allMatch(note -> !note.containsKey("negative_values"));
        assertThat(meter().get(0)).containsEntry("watts", 75.0);
    }

    @Test
    void whatABoxCallsBadIsStoredAndNotUsed() throws Exception {
        telemetry.register(VEN, "Net", WATTS);
        startNode(telemetry.quarterHours());
        process(
                new RawSample(
                        WATTS,
                        at(1),
                        Duration.ZERO,
                        9_000,
                        Optional.of("Quality Bad - Sensor Failure"),
                        Optional.of(50),
                        Optional.empty()),
                new RawSample(WATTS, at(2), Duration.ZERO, 120, Optional.of("Quality Good - Non Specific")),
                new RawSample(WATTS, at(3), Duration.ZERO, 130, Optional.empty(), Optional.of(90), Optional.of(1.0)));
        assertThat(meter().get(0)).containsEntry("watts", 125.0);
        assertThat(notes()).singleElement().satisfies(note -> assertThat(note.getList("removed_values", Document.class))
                .singleElement()
                .satisfies(each ->
                        assertThat(each).containsEntry("rule", "quality").containsEntry("value", 9_000.0)));
    }

    @Test
    void anInterpolationIsNotedInEachQuarterHourThatItFills() throws Exception {
        telemetry.register(VEN, "Direct Read", KWH);
        startNode(telemetry.quarterHours());
        process(reading(0, 100), reading(60, 101));
        assertThat(notes()).hasSize(4).allSatisfy(note -> assertThat(note.getList("repaired_values", Document.class))
                .containsExactly(new Document("timestamp", Date.from(T0))
                        .append("until", Date.from(at(60)))
                        .append("rule", "counter.interpolated")));
        assertThat(meter()).hasSize(4).noneMatch(each -> each.getBoolean("verified_kwh"));
        process(reading(30, 100.5));
        assertThat(meter()).allMatch(each -> each.getBoolean("verified_kwh"));
        assertThat(notes()).noneMatch(note -> note.containsKey("repaired_values"));
    }

    /**
     * 103 is possible after 100 and was believed, so that the readings below it were taken for misread. Its correction makes them
     * good, which nothing shows but that they were not taken before.
     */
    @Test
    void theCorrectionOfABelievedMisreadingMendsAllThatDependedOnIt() throws Exception {
        telemetry.register(VEN, "Direct Read", KWH);
        startNode(telemetry.quarterHours());
        List<RawSample> readings = new ArrayList<>();
        readings.add(reading(0, 100));
        readings.add(reading(15, 103));
        for (int i = 2; i < 12; i++) {
            readings.add(reading(15 * i, 100 + 0.4 * i));
        }
        process(readings.toArray(RawSample[]::new));
        assertThat(meter()).anyMatch(each -> !each.getBoolean("verified_kwh"));
        process(reading(15, 100.4));
        assertThat(meter()).hasSize(11).allSatisfy(each -> {
            assertThat(each.getDouble("kwh")).isEqualTo(0.4, within(1e-9));
            assertThat(each.getBoolean("verified_kwh")).isTrue();
        });
        assertThat(notes()).noneMatch(note -> note.containsKey("removed_values"));
    }

    @Test
    void aStateIsFilledForwardBetweenTwoReportsAndALateOneCorrectsIt() throws Exception {
        telemetry.register(VEN, "Net", MODE);
        startNode(telemetry.quarterHours());
        process(sample(MODE, at(0), Duration.ZERO, 1), sample(MODE, at(60), Duration.ZERO, 2));
        assertThat(modes()).containsExactly(1.0, 1.0, 1.0, 1.0, 2.0);
        assertThat(notes()).hasSize(3).allMatch(note -> note.containsKey("repaired_values"));
        process(sample(MODE, at(20), Duration.ZERO, 3));
        assertThat(modes()).containsExactly(1.0, 3.0, 3.0, 3.0, 2.0);
        assertThat(notes())
                .filteredOn(note -> note.containsKey("repaired_values"))
                .hasSize(2);
    }

    private static List<Double> modes() {
        return mongod.database()
                .getCollection("device_status")
                .find()
                .sort(new Document("timestamp", 1))
                .map(document -> document.getDouble("mode"))
                .into(new ArrayList<>());
    }
}
