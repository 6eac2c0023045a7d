package eu.flexcoop.middleware.der.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.der.api.DerKind;
import eu.flexcoop.middleware.der.api.DerType;
import eu.flexcoop.middleware.telemetry.api.RegisteredDevice;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

import static org.assertj.core.api.Assertions.assertThat;

class DerivationTest {
    private static RegisteredPoint point(String rid, String reportType, String metric) {
        return new RegisteredPoint(
                rid,
                ReportKind.TELEMETRY_USAGE,
                metric,
                rid,
                metric,
                "",
                "specifier",
                reportType,
                "Direct Read",
                Optional.empty(),
                Optional.empty());
    }

    private static RegisteredDevice device(
            String deviceClass, List<String> spaces, String resource, RegisteredPoint... points) {
        List<String> names = new ArrayList<>(resource.isEmpty() ? List.of() : List.of(resource));
        names.add("battery-0000-pv");
        return new RegisteredDevice(new DeviceId("battery-0000-pv"), deviceClass, spaces, names, List.of(points));
    }

    @ParameterizedTest
    @CsvSource({
        "hvacDevice, heat_pump, Demand",
        "dhwDevice, water_heater, Demand",
        "lightingLoad, lighting, Demand",
        "pvDevice, pv, Generation",
        "prosumerDeviceMetering, meter,",
        "sensingDevice, sensor,",
        "batteryDevice, battery, Storage",
        "evCharger, ev_charger, Demand",
        "toaster, other,"
    })
    void aClassOfThePlatformSaysItAndAnyOtherByItsWords(String deviceClass, String kind, String type) {
        DerKind derived =
                Derivation.kind(device(deviceClass, List.of("Solar"), "", point("x_y", "usage", "meter_kwh")));

        assertThat(derived.key()).isEqualTo(kind);
        assertThat(Derivation.type(derived).map(DerType::key)).isEqualTo(Optional.ofNullable(type));
    }

    @ParameterizedTest
    @CsvSource({
        "home battery, p1, battery",
        "BESS-2, p1, battery",
        "evse1, p1, ev_charger",
        "EVCharger, p1, ev_charger",
        "charging-station/7, p1, ev_charger",
        "roofSolar, p1, pv",
        "PV_1, power, pv",
        "heat_pump, p1, heat_pump",
        "heatPump_meter, p1, heat_pump",
        "'', wallbox:energy, ev_charger",
        "main-meter, p1, meter",
        "hall, thermometer.1, sensor",
        // nothing that is clear
        "hall, p1, other",
        "pv-battery, p1, other",
        "P_V, E_V, other",
        "every-device, evening, other",
        "revolver, solarium, other"
    })
    void otherBoxesSayItByTheWordsOfTheirNames(String resource, String rid, String kind) {
        assertThat(Derivation.kind(device("otherLoad", List.of(), resource, point(rid, "usage", "energy_real")))
                        .key())
                .isEqualTo(kind);
    }

    @Test
    void whatIsReportedCountsOnlyIfNoNameSaysMore() {
        RegisteredPoint stored = point("p1", "availableEnergyStorage", "availableenergystorage");

        assertThat(Derivation.kind(device("otherLoad", List.of(), "", stored))).isEqualTo(DerKind.BATTERY);
        assertThat(Derivation.kind(device("otherLoad", List.of(), "evse", stored)))
                .isEqualTo(DerKind.EV_CHARGER);
    }

    @Test
    void aDeviceThatSensesRoomsOnlyIsASensor() {
        RegisteredPoint temperature = point("p1", "x-any", "temperature");

        assertThat(Derivation.kind(device("otherLoad", List.of(), "", temperature)))
                .isEqualTo(DerKind.SENSOR);
        assertThat(Derivation.kind(
                        device("otherLoad", List.of(), "", temperature, point("p2", "usage", "energy_real"))))
                .isEqualTo(DerKind.OTHER);
    }

    /** The names of homes and rooms are in the rIDs of the platform's boxes. */
    @Test
    void roomsSayNothingAboutAnotherLoadOfThePlatform() {
        String rid = "plug_1_SolarHome_Battery_otherLoad_1_meterKwh";

        assertThat(Derivation.kind(device("otherLoad", List.of("Battery"), rid, point(rid, "usage", "meter_kwh"))))
                .isEqualTo(DerKind.OTHER);
    }
}
