package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** What samples become. */
@NeedsMongod
class QuarterHourRouteTest extends QuarterHourFixture {
    @Test
    void aHalfHourOfEnergyBecomesTwoDocumentsAsClientsKnowThem() throws Exception {
        telemetry.register(VEN, "Net", KWH, WATTS);
        telemetry
                .intake()
                .accept(VEN, 0, List.of(halfHour(0, 0.24), sample(WATTS, T0.plusSeconds(60), Duration.ZERO, 480)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();

        List<Document> documents = meter();
        assertThat(documents).hasSize(2);
        Document first = documents.get(0);
        assertThat(first.getString("device_id")).hasSize(36);
        assertThat(first)
                .containsEntry("account_id", "account-of-ven-1")
                .containsEntry("aggregator_id", "coop.example")
                .containsEntry("device_class", "prosumerDeviceMetering")
                .containsEntry("timestamp", Date.from(T0))
                .containsEntry("kwh", 0.12)
                .containsEntry("verified_kwh", true)
                .containsEntry("watts", 480.0)
                .containsKeys("_id", "_created", "_updated")
                .doesNotContainKeys("voltage", "current");
        assertThat(documents.get(1))
                .containsEntry("timestamp", Date.from(T0.plusSeconds(900)))
                .doesNotContainKey("watts");
        assertThat(telemetry.waiting(Stage.LONG_TERM)).isEqualTo(1);
    }

    @Test
    void aCorrectedValueIsWorkedOffAgainAndTheDocumentKeepsItsId() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.24)));
        await().atMost(TIMEOUT).until(() -> meter().size() == 2);
        Object id = meter().get(0).get("_id");
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 1.0)));
        await().atMost(TIMEOUT).until(() -> energy() > 0.9);
        assertThat(meter().get(0)).containsEntry("kwh", 0.5).containsEntry("_id", id);

        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 1000)));
        await().atMost(TIMEOUT).until(() -> !meter().get(0).containsKey("kwh"));
    }

    /** A spelling mistake in an rID of the platform's grammar. */
    @Test
    void aMetricThatIsNotOneOfThePlatformIsAMeasurement() throws Exception {
        String mistaken = KWH.replace("meterKwh", "meterKhw");
        telemetry.register(VEN, "Direct Read", mistaken);
        telemetry.intake().accept(VEN, 0, List.of(sample(mistaken, T0, Duration.ZERO, 7)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();

        assertThat(mongod.database()
                        .getCollection(MetricCatalogue.MEASUREMENT)
                        .find()
                        .into(new ArrayList<>()))
                .singleElement()
                .satisfies(document -> assertThat(document)
                        .containsEntry("metric", "meter_khw")
                        .containsEntry("value", 7.0)
                        .containsEntry("timestamp", Date.from(T0)));
    }

    @Test
    void theTemperaturesOfAHeatPumpAreTheFieldsThatClientsKnow() throws Exception {
        List<String> fields = List.of(
                "calculatedflowtempC",
                "heatmediumflowC",
                "roomtemperatureC",
                "returntempC",
                "hotwatertopC",
                "hotwaterchargingC",
                "outdoortempC",
                "externalflowtempC");
        String[] rids =
                fields.stream().map(field -> KWH.replace("meterKwh", field)).toArray(String[]::new);
        telemetry.register(VEN, "Direct Read", rids);
        List<RawSample> samples = new ArrayList<>();
        for (String rid : rids) {
            samples.add(sample(rid, T0, Duration.ZERO, samples.size() - 20));
            samples.add(sample(rid, T0.plusSeconds(600), Duration.ZERO, samples.size() - 20));
        }
        telemetry.intake().accept(VEN, 0, samples);
        startNode(telemetry.quarterHours());
        awaitCaughtUp();

        Document document = mongod.database()
                .getCollection(MetricCatalogue.ATW_HEATPUMPS)
                .find()
                .first();
        assertThat(document).containsEntry("timestamp", Date.from(T0));
        for (int i = 0; i < fields.size(); i++) {
            assertThat(document).containsEntry(fields.get(i), 2.0 * i - 19.5);
        }
    }

    @Test
    void aLateReadingOfARegisterChangesTheQuarterHoursOnBothSides() throws Exception {
        telemetry.register(VEN, "Direct Read", KWH);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(reading(0, 100), reading(120, 104)));
        awaitCaughtUp();
        assertThat(meter()).hasSize(8).allMatch(each -> Math.abs(each.getDouble("kwh") - 0.5) < 1e-9);
        assertThat(meter()).noneMatch(each -> each.getBoolean("verified_kwh"));

        telemetry.intake().accept(VEN, 0, List.of(reading(60, 101)));
        awaitCaughtUp();
        assertThat(meter())
                .extracting(each -> Math.round(each.getDouble("kwh") * 100))
                .startsWith(25L, 25L, 25L, 25L, 75L);
        assertThat(energy()).isEqualTo(4, within(1e-9));
    }

    /** The hour of the power has no reading; its energy is computed from the hours around it. */
    @Test
    void powerThatComesBetweenReadingsLeavesTheirEnergyInItsDocument() throws Exception {
        telemetry.register(VEN, "Direct Read", KWH, WATTS);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(reading(0, 100), reading(120, 104)));
        awaitCaughtUp();
        telemetry.intake().accept(VEN, 0, List.of(sample(WATTS, T0.plus(Duration.ofMinutes(65)), Duration.ZERO, 480)));
        awaitCaughtUp();
        assertThat(meter()).hasSize(8).allMatch(each -> Math.abs(each.getDouble("kwh") - 0.5) < 1e-9);
        assertThat(meter().get(4)).containsEntry("watts", 480.0).doesNotContainKey("_cleared");
    }

    private static RawSample reading(int minute, double kwh) {
        return sample(KWH, T0.plus(Duration.ofMinutes(minute)), Duration.ZERO, kwh);
    }

    @Test
    void theNameOfADeviceCannotBecomeAnExpression() throws Exception {
        String rid = "meter_1_Home_Hall_$device.id_1_meterKwh";
        telemetry.register(VEN, "Net", rid);
        telemetry.intake().accept(VEN, 0, List.of(sample(rid, T0, Duration.ofMinutes(15), 0.1)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();
        assertThat(meter()).singleElement().matches(each -> each.getString("device_class")
                .equals("$device.id"));
    }

    /** A device that reports power in kW to a VTN that never heard of the platform's names. */
    @Test
    void whatAnyOtherVenReportsBecomesDocumentsOfItsQuantity() throws Exception {
        telemetry
                .directory()
                .register(
                        new BoxOwner(VEN, new AccountId("account-1"), new AggregatorId("coop.example")),
                        List.of(
                                point("res0_powerReal", "usage", unit("powerReal", "W", "k")),
                                point("2f1c7e58", "usage", unit("frequency", "Hz", "none"))));
        telemetry
                .intake()
                .accept(
                        VEN,
                        0,
                        List.of(
                                sample("res0_powerReal", T0, Duration.ZERO, -1.5),
                                sample("2f1c7e58", T0, Duration.ZERO, 50)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();
        assertThat(meter()).singleElement().satisfies(document -> assertThat(document)
                .containsEntry("watts", -1500.0)
                .containsEntry("account_id", "account-1")
                .doesNotContainKey("kwh"));
        assertThat(mongod.database()
                        .getCollection(MetricCatalogue.MEASUREMENT)
                        .find()
                        .into(new ArrayList<>()))
                .singleElement()
                .satisfies(document -> assertThat(document)
                        .containsEntry("metric", "frequency")
                        .containsEntry("unit", "Hz")
                        .containsEntry("value", 50.0)
                        .containsEntry("aggregator_id", "coop.example")
                        .containsEntry("timestamp", Date.from(T0)));
        List<ClaimedRange> longTerm = telemetry.claims(LEASE).take(Stage.LONG_TERM, 10);
        assertThat(telemetry.quarterHours().longTermContent(longTerm).values())
                .extracting(QuarterHourValue::metric, value -> value.value().getAsDouble())
                .containsExactlyInAnyOrder(tuple("watts", -1500.0), tuple("frequency", 50.0));
    }

    private static DataPoint point(String rid, String reportType, ReportedUnit unit) {
        return new DataPoint(
                rid,
                ReportKind.TELEMETRY_USAGE,
                "specifier",
                reportType,
                "Direct Read",
                Optional.of(unit),
                Optional.empty(),
                Optional.empty());
    }

    private static ReportedUnit unit(String itemBase, String unit, String scale) {
        return new ReportedUnit(itemBase, "", unit, scale, Optional.empty());
    }

    /** The long-term store is told which value to remove. */
    @Test
    void aValueThatIsCorrectedToNothingIsRemovedFromTheLongTermStore() throws Exception {
        telemetry.register(VEN, "Net", KWH, WATTS);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5), sample(WATTS, T0, Duration.ZERO, 480)));
        awaitCaughtUp();
        telemetry.intake().accept(VEN, 0, List.of(sample(WATTS, T0, Duration.ZERO, -1)));
        awaitCaughtUp();
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.6)));
        awaitCaughtUp();
        assertThat(telemetry
                        .quarterHours()
                        .longTermContent(telemetry.claims(LEASE).take(Stage.LONG_TERM, 10))
                        .values())
                .extracting(QuarterHourValue::metric, QuarterHourValue::at, QuarterHourValue::value)
                .containsExactlyInAnyOrder(
                        tuple("kwh", T0, OptionalDouble.of(0.3)),
                        tuple("watts", T0, OptionalDouble.empty()),
                        tuple("kwh", T0.plusSeconds(900), OptionalDouble.of(0.3)));
    }
}
