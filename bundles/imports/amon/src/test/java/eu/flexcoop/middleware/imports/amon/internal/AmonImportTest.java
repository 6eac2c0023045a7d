package eu.flexcoop.middleware.imports.amon.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.imports.api.FileRefusedException;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.imports.api.Refusal;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.testing.NeedsMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

/** What uploads become. */
@NeedsMongod
class AmonImportTest extends AmonFixture {
    private static final String ENERGY = reading("electricityConsumption", "INSTANT", "kWh");
    private static final String REGISTER = reading("electricityConsumption", "CUMULATIVE", "kWh");

    @Test
    void energyPerIntervalBecomesThe15MinuteDocumentsOfItsDevice() throws Exception {
        AmonReport report = upload(device("meter-1", ENERGY, 0.1, 0.2, 0.3, 0.4), COOP);

        assertThat(report.report().refusals()).isEmpty();
        assertThat(report.report().accepted()).isEqualTo(4);
        assertThat(report.readings()).isEqualTo(1);
        List<Document> meter = meter();
        assertThat(meter).extracting(each -> each.getDouble("kwh")).containsExactly(0.1, 0.2, 0.3, 0.4);
        Document stored = devices.devices().find().first();
        assertThat(meter.get(0))
                .containsEntry("device_id", stored.getString("device_id"))
                .containsEntry("account_id", "bob")
                .containsEntry("aggregator_id", "coop.example")
                .containsEntry("timestamp", Date.from(T0))
                .containsEntry("verified_kwh", true);
        assertThat(stored)
                .containsEntry("deviceId", "meter-1")
                .containsEntry("companyId", "known")
                .containsEntry("account_id", "bob");
        assertThat(devices.readings().find().into(new ArrayList<>()))
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .containsEntry("type", "electricityConsumption")
                        .containsEntry("period", "INSTANT")
                        .containsEntry("unit", "kWh"));
    }

    @Test
    void readingsOfARegisterBecomeTheEnergyBetweenThem() throws Exception {
        upload(device("meter-1", REGISTER, 100, 101, 103, 103.5), COOP);

        assertThat(energy(meter())).isEqualTo(3.5, within(1e-9));
    }

    @Test
    void anUploadThatIsRepeatedChangesNothingAndACorrectionReplacesTheValue() throws Exception {
        upload(device("meter-1", ENERGY, 1, 1, 1, 1), COOP);
        upload(device("meter-1", ENERGY, 1, 1, 1, 1), COOP);
        assertThat(energy(meter())).isEqualTo(4, within(1e-9));

        upload(device("meter-1", ENERGY, 1, 2, 1, 1), COOP);
        assertThat(energy(meter())).isEqualTo(5, within(1e-9));
        assertThat(devices.devices().countDocuments()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wh 1000", "kWh 1", "MWh 0.001", "MJ 3.6", "wh 1000"})
    void unitsAreConverted(String unitAndValue) throws Exception {
        String[] parts = unitAndValue.split(" ");
        double value = Double.parseDouble(parts[1]);

        upload(
                device("meter-1", reading("electricityConsumption", "INSTANT", parts[0]), value, value, value, value),
                COOP);

        assertThat(energy(meter())).isEqualTo(4, within(1e-9));
    }

    @Test
    void otherQuantitiesGoToTheirFields() throws Exception {
        upload(
                "[" + device("a", reading("electricityPower", "INSTANT", "kW"), 1.5) + ","
                        + device("b", reading("temperatureAir", "INSTANT", "C"), 21) + ","
                        + device("c", reading("gasConsumption", "CUMULATIVE", "MWh"), 7) + ","
                        + device("d", reading("relativeHumidity", "INSTANT", "%"), 40) + "]",
                COOP);

        assertThat(meter()).singleElement().satisfies(each -> assertThat(each).containsEntry("watts", 1500.0));
        assertThat(documents("indoor_sensing"))
                .extracting(each -> each.get("temperature"), each -> each.get("relhumidity"))
                .containsExactlyInAnyOrder(tuple(21.0, null), tuple(null, 40.0));
        assertThat(documents("measurement")).singleElement().satisfies(each -> assertThat(each)
                .containsEntry("metric", "gas_consumption_register")
                .containsEntry("unit", "kWh")
                .containsEntry("value", 7000.0));
    }

    @Test
    void goodMeasurementsAreStoredAndBadOnesNamed() throws Exception {
        AmonReport report = upload(
                """
                [{"deviceId": "meter-1", "companyId": "known",
                  "measurements": [
                    {"timestamp": "2020-12-10T10:00:00Z", "type": "electricityConsumption", "value": 1},
                    {"timestamp": "yesterday", "type": "electricityConsumption", "value": 1},
                    {"timestamp": "2020-12-10T10:15:00Z", "type": "electricityConsumption", "value": null},
                    {"timestamp": "2020-12-10T10:15:00Z", "type": "electricityConsumption", "value": "2"},
                    {"timestamp": "2020-12-10T10:15:00", "type": "electricityConsumption", "value": 2},
                    {"timestamp": "1960-12-10T10:15:00Z", "type": "electricityConsumption", "value": 2},
                    {"timestamp": "2020-12-10T10:15:00Z", "type": "gasConsumption", "value": 2},
                    {"timestamp": "2020-12-10T10:15:00Z", "type": "electricityConsumption", "value": 1e300}],
                  "readings": [{"type": "electricityConsumption", "period": "INSTANT", "unit": "kWh", "interval": "PT15M"}]},
                 {"companyId": "known", "measurements": [{"timestamp": "2020-12-10T10:15:00Z", "type": "x", "value": 2}]},
                 {"deviceId": "meter-2", "companyId": "known",
                  "readings": [{"type": "electricityConsumtion", "period": "INSTANT", "unit": "kWh"},
                               {"type": "electricityPower", "period": "INSTANT", "unit": "kWh"},
                               {"type": "temperatureAir", "period": "CUMULATIVE", "unit": "C"}],
                  "measurements": [{"timestamp": "2020-12-10T10:15:00Z", "type": "electricityConsumtion", "value": 2},
                                   {"timestamp": "2020-12-10T10:15:00Z", "type": "electricityPower", "value": 2}]}]
                """,
                COOP);

        assertThat(report.report().accepted()).isEqualTo(2);
        assertThat(report.report().refused()).isEqualTo(9);
        assertThat(report.report().refusals())
                .extracting(each -> each.first() + " " + each.last() + " " + each.values())
                .containsExactly(
                        "[1] [1] 1",
                        "[2].readings[0] [2].readings[0] 1",
                        "[2].readings[1] [2].readings[1] 1",
                        "[2].readings[2] [2].readings[2] 0",
                        "[0].measurements[1] [0].measurements[1] 1",
                        "[0].measurements[2] [0].measurements[3] 2",
                        "[0].measurements[5] [0].measurements[5] 1",
                        "[0].measurements[6] [0].measurements[6] 1",
                        "[0].measurements[7] [0].measurements[7] 1");
        assertThat(report.report().refusals())
                .extracting(Refusal::reason)
                .anySatisfy(reason -> assertThat(reason).contains("'kWh' cannot be converted to W"))
                .anySatisfy(reason -> assertThat(reason).contains("'electricityConsumtion' is unknown; use one of"))
                .anySatisfy(reason -> assertThat(reason).contains("deviceId is missing"))
                .anySatisfy(reason -> assertThat(reason).contains("'gasConsumption' is not among the readings"));
        assertThat(energy(meter())).isEqualTo(3, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "7",
                "[[]]",
                "{\"deviceId\": \"a\"",
                "{\"readings\": {}}",
                "{\"measurements\": [7]}",
                "{\"deviceId\": \"a\", \"deviceId\": \"b\"}",
                "[%s, {\"measurements\": \"x\"}]",
                "[%s, {\"deviceId\": ",
                "%s %s x"
            })
    void whatIsNotOfTheFormatLeavesNothingBehind(String json) {
        String good = device("meter-1", ENERGY, 1, 1, 1, 1);

        assertThatThrownBy(() -> upload(json.replace("%s", good), COOP))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining("Line ");

        assertThat(devices.devices().countDocuments()).isZero();
        assertThat(mongod.database().getCollection("telemetry_raw").countDocuments())
                .isZero();
    }

    @Test
    void theLengthOfIntervalsIsDeclaredOrInferredOrKnownFromBefore() throws Exception {
        AmonReport unknown = upload(device("meter-1", ENERGY, 1, 1), COOP);
        assertThat(unknown.report().accepted()).isZero();
        assertThat(unknown.report().refusals()).singleElement().satisfies(each -> assertThat(each.reason())
                .contains("\"interval\": \"PT15M\""));

        upload(device("meter-1", ENERGY, 1, 1, 1, 1), COOP);
        AmonReport single = upload(device("meter-1", ENERGY, 4, Duration.ofMinutes(15), 1), COOP);
        assertThat(single.report().accepted()).isEqualTo(1);

        String half = ENERGY.replace("}", ", \"interval\": \"PT30M\"}");
        upload(device("meter-2", half, 2), COOP);
        assertThat(energy(meter())).isEqualTo(7, within(1e-9));
        assertThat(meter().stream().filter(each -> each.get("kwh").equals(1.0))).hasSize(7);
    }

    @Test
    void aDeviceMeasuresAQuantityInOneWay() throws Exception {
        upload(device("meter-1", ENERGY, 1, 1, 1, 1), COOP);

        AmonReport register = upload(device("meter-1", REGISTER, 1, 1, 1, 1), COOP);
        assertThat(register.report().refused()).isEqualTo(4);
        assertThat(register.report().refusals().get(0).reason()).contains("has electricityConsumption as INSTANT");
        AmonReport generation =
                upload(device("meter-1", reading("electricityGeneration", "INSTANT", "kWh"), 1, 1, 1, 1), COOP);
        assertThat(generation.report().refusals().get(0).reason()).contains("this one has electricityConsumption");
        assertThat(energy(meter())).isEqualTo(4, within(1e-9));
    }

    @Test
    void aReadingThatIsAddedLaterKeepsTheDevice() throws Exception {
        upload(device("meter-1", ENERGY, 1, 1, 1, 1), COOP);
        upload(device("meter-1", reading("electricityVoltage", "INSTANT", "V"), 230, 231), COOP);

        assertThat(meter()).extracting(each -> each.getString("device_id")).containsOnly(deviceId("meter-1"));
        assertThat(meter().get(0)).containsEntry("kwh", 1.0).containsEntry("voltage", 230.0);
        assertThat(known("meter-1").metrics()).containsExactly("energy_real", "meter_voltage");
    }

    @Test
    void aggregatorsHaveDevicesOfTheirOwn() throws Exception {
        upload(device("meter-1", ENERGY, 1, 1, 1, 1), COOP);

        AmonReport refused = upload(device("meter-1", ENERGY, 9, 9, 9, 9), OTHER_COOP);
        assertThat(refused.report().refusals().get(0).reason()).contains("nothing says whose it is");
        String named = device("meter-1", ENERGY, 9, 9, 9, 9).replaceFirst("\\{", "{\"account_id\": \"eve\", ");
        assertThat(upload(named, OTHER_COOP).report().accepted()).isEqualTo(4);
        AmonReport foreign = upload(named.replaceFirst("\\{", "{\"aggregator_id\": \"coop.example\", "), OTHER_COOP);
        assertThat(foreign.report().refusals().get(0).reason()).contains("aggregator_id is not yours");

        assertThat(meter())
                .filteredOn("aggregator_id", "coop.example")
                .hasSize(4)
                .allSatisfy(each -> assertThat(each).containsEntry("kwh", 1.0).containsEntry("account_id", "bob"));
        assertThat(meter())
                .filteredOn("aggregator_id", "other.example")
                .hasSize(4)
                .allSatisfy(each -> assertThat(each).containsEntry("kwh", 9.0).containsEntry("account_id", "eve"));
    }

    @Test
    void aDeviceOfABoxIsFoundByItsIdAndMeasuredByItsOwner() throws Exception {
        VenId ven = new VenId("ven-1");
        telemetry.register(ven, "Net", "meter_1_Home_Hall_prosumerDeviceMetering_1_meterKwh");
        String id = telemetry
                .registeredBoxes()
                .box(ven)
                .orElseThrow()
                .devices()
                .get(0)
                .id()
                .value();
        String energy = device(id, ENERGY, 1, 1, 1, 1);

        assertThat(upload(energy, COOP).report().accepted()).isEqualTo(4);
        assertThat(meter()).extracting(each -> each.getString("device_id")).containsOnly(id);
        assertThat(devices.devices().countDocuments()).isZero();

        AmonReport register = upload(device(id, REGISTER, 1, 1, 1, 1), COOP);
        assertThat(register.report().refusals().get(0).reason()).contains("reports no CUMULATIVE");
        upload(energy.replaceFirst("\\{", "{\"account_id\": \"eve\", "), OTHER_COOP);
        assertThat(meter())
                .filteredOn("aggregator_id", "other.example")
                .as("a device of its own, not that of the box")
                .hasSize(4)
                .noneMatch(each -> each.getString("device_id").equals(id));
    }

    @Test
    void twoNodesThatAddReadingsOfADeviceAtTheSameTimeLoseNone() throws Exception {
        AmonImport other = node(anotherNode());
        List<String> types =
                List.of("electricityVoltage V", "electricityAmps A", "electricityFrequency Hz", "temperatureAir C");
        for (int round = 0; round < 10; round++) {
            List<Thread> threads = new ArrayList<>();
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < types.size(); i++) {
                AmonImport node = i % 2 == 0 ? amon : other;
                String[] type = types.get(i).split(" ");
                Path file = Files.writeString(
                        folder.resolve("upload-%d-%d.json".formatted(round, i)),
                        device("meter-" + round, reading(type[0], "INSTANT", type[1]), 7));
                threads.add(new Thread(() -> {
                    try {
                        assertThat(node.take(ImportFile.of(file), COOP).report().accepted())
                                .isEqualTo(1);
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(known("meter-" + round).metrics())
                    .containsExactlyInAnyOrder("frequency", "meter_current", "meter_voltage", "temperature");
        }
    }

    @Test
    void aRegistrationThatLacksAReadingIsMended() throws Exception {
        upload(device("meter-1", ENERGY, 1, 1, 1, 1), COOP);
        DeviceDocument device = new DeviceDocument(devices.devices().find().first());
        // as a node that was stopped leaves it: stored as registered, and not known to the telemetry
        telemetry.directory().register(device.owner(), List.of());

        AmonImport restarted = node(anotherNode());
        Path file = Files.writeString(folder.resolve("next.json"), device("meter-1", ENERGY, 2, 2, 2, 2));
        assertThat(restarted.take(ImportFile.of(file), COOP).report().accepted())
                .isEqualTo(4);

        assertThat(energy(meter())).isEqualTo(8, within(1e-9));
        assertThat(telemetry.unknownPoints().list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void aDeletedDeviceMayDeclareItsReadingsAnew() throws Exception {
        upload(device("meter-1", ENERGY, 1, 1, 1, 1), COOP);
        String before = deviceId("meter-1");

        new AmonSources.Devices(devices, telemetry.directory())
                .remove(COOP, devices.devices().find().first());
        assertThat(upload(device("meter-1", REGISTER, 1, 2, 3, 4), COOP)
                        .report()
                        .accepted())
                .isEqualTo(4);

        assertThat(deviceId("meter-1")).isEqualTo(before);
    }

    @Test
    void aCompressedFileOfMoreDocumentsThanAreLookedUpTogether() throws Exception {
        Path file = folder.resolve("all.json.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 510; i++) {
                out.write(device("meter-" + i % 5, REGISTER, i / 5, Duration.ofMinutes(15), i / 5)
                        .getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(amon.take(ImportFile.of(file)).accepted()).isEqualTo(510);
        assertThat(devices.devices().countDocuments()).isEqualTo(5);
        assertThat(energy(meter())).as("a register of each that went to 101").isEqualTo(5 * 101, within(1e-9));
    }

    @Test
    void whatIsCompressedBadlyIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("all.json.gz"), "{}");

        assertThatThrownBy(() -> amon.take(ImportFile.of(file)))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining("cannot be decompressed");
    }

    private String deviceId(String partners) {
        return devices.devices()
                .find(new Document("deviceId", partners))
                .first()
                .getString("device_id");
    }

    private Device known(String partners) {
        return telemetry.directory().device(new DeviceId(deviceId(partners))).orElseThrow();
    }
}
