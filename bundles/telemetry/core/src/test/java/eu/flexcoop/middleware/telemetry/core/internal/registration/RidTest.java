package eu.flexcoop.middleware.telemetry.core.internal.registration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RidTest {
    @Test
    void allPartsOfAnOsbNameAreFound() {
        Rid rid = Rid.parse("smartClamp_1_HypertechLab_LabOpenSpace__LabSmallMRoom_hvacDevice_1_meterKwh")
                .orElseThrow();
        assertThat(rid)
                .isEqualTo(new Rid(
                        "smartClamp_1_HypertechLab_LabOpenSpace__LabSmallMRoom_hvacDevice_1",
                        "smartClamp",
                        "1",
                        "HypertechLab",
                        java.util.List.of("LabOpenSpace", "LabSmallMRoom"),
                        "hvacDevice",
                        "1",
                        "meterKwh"));
        assertThat(rid.metric()).isEqualTo("meter_kwh");
    }

    @ParameterizedTest
    @CsvSource({
        "meter_1_Home_Kitchen_prosumerDeviceMetering_1_meterKwh, meter_kwh, 1",
        "multisensor_2_Home_Living__Kitchen__Hall_sensingDevice_1_sensorRelhumidity, sensor_relhumidity, 3",
        "multisensor_2_Home_Living_sensingDevice_1_alarmMotion, alarm_motion, 1",
        "multisensor_2_Home_Living_sensingDevice_1_tvoc, tvoc, 1",
        "ac_10_Home_Sala de estar_hvacDevice_2_ambientTemperature, ambient_temperature, 1",
        "ac_10_Home_Sala_hvacDevice_2_x-fanspeed, x-fanspeed, 1",
        "ac_10_Home_Sala_hvacDevice_2_operationState, operation_state, 1",
        "clamp_1_Μονάδα_Σαλόνι_hvacDevice_1_meterWatts, meter_watts, 1",
        "a_1_b_c_d_1_CO2Level, co2_level, 1"
    })
    void metricsBecomeSnakeCaseAndSpacesAreCounted(String text, String metric, int spaces) {
        Rid rid = Rid.parse(text).orElseThrow();
        assertThat(rid.metric()).isEqualTo(metric);
        assertThat(rid.spaces()).hasSize(spaces);
        assertThat(rid.prefix() + '_' + rid.metricName()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "meterKwh",
                "a_1_b_c_d_1",
                "a_1_b_c_d_1_meterKwh_2",
                "_1_b_c_d_1_meterKwh",
                "a_1_b_c_d_1_",
                "a_1_b_c_d__e_1_meterKwh",
                "a__b_1_b_c_d_1_meterKwh",
                "a_1_b_c___d_e_1_meterKwh",
                "a_1_b_c_ _1_meterKwh",
                "a_1_b_c_d_1_$where",
                "a_1_b_c_d_1_meter.kwh",
                "a_1_b_c_d_1_meter\nKwh",
                "a_1_b_c_d_1_1"
            })
    void whatDoesNotFollowTheGrammarIsNotUnderstood(String text) {
        assertThat(Rid.parse(text)).isEmpty();
    }

    @Test
    void aVeryLongNameIsNotUnderstood() {
        assertThat(Rid.parse("a".repeat(100_000))).isEmpty();
    }
}
