package eu.flexcoop.middleware.series.hbase.internal;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.LegacyFormat;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesValue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LegacyRowsTest {
    private static final String DEVICE = "912062bb-21ec-5787-805d-cf3858c67405";
    private static final Instant AT = Instant.ofEpochSecond(1_386_230_400);

    private static SeriesPoint point(String metric, SeriesValue value) {
        return new SeriesPoint(new DeviceId(DEVICE), metric, AT, value, false);
    }

    @Test
    void aMeteringRowHasAValueOrTheReadingOfARegister() {
        LegacyRows rows = new LegacyRows(LegacyFormat.METERING, "kwh");
        String key = "1386230400~" + DEVICE;
        assertThat(rows.points(key, Map.of("v", "0.328"))).containsExactly(point("kwh", SeriesValue.of(0.328)));
        assertThat(rows.points(key, Map.of("va", " 1.5e3 ")))
                .containsExactly(point("kwh_register", SeriesValue.of(1500.0)));
        assertThat(rows.points(key, Map.of("a", "-7"))).containsExactly(point("kwh_register", SeriesValue.of(-7.0)));
    }

    @Test
    void aBillIsAtItsBeginningAndKnowsItsEnd() {
        LegacyRows rows = new LegacyRows(LegacyFormat.BILLING, "kwh");
        assertThat(rows.points("1386230400~1388908800~" + DEVICE, Map.of("v", "30", "p1", "10", "p6", "20")))
                .containsExactlyInAnyOrder(
                        point("kwh_bill", SeriesValue.of(30.0)),
                        point("kwh_bill_p1", SeriesValue.of(10.0)),
                        point("kwh_bill_p6", SeriesValue.of(20.0)),
                        point("kwh_bill_end", SeriesValue.of(1_388_908_800L)));
    }

    @Test
    void aRowOfTheWeatherHasOneMetricPerColumn() {
        LegacyRows rows = new LegacyRows(LegacyFormat.METEO, "kwh");
        assertThat(rows.points("1386230400~" + DEVICE, Map.of("temperature", "5.5", "GHI", "0")))
                .containsExactlyInAnyOrder(
                        point("temperature", SeriesValue.of(5.5)), point("GHI", SeriesValue.of(0.0)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            emptyValue = "",
            value = {
                "METERING | 1386230400 | v | 1 | the key is not seconds~device",
                "METERING | now~d | v | 1 | 'now' is not a time",
                "METERING | -5~d | v | 1 | -5",
                "METERING | 999999999999~d | v | 1 | is not a time in seconds",
                "METERING | 1386230400~ | v | 1 | DeviceId",
                "METERING | 1386230400~d | w | 1 | column 'w' has no meaning",
                "METERING | 1386230400~d | v | '' | is not a number",
                "METERING | 1386230400~d | v | NaN | column 'v' is 'NaN', which is not a number",
                "METERING | 1386230400~d | v | 1,5 | column 'v' is '1,5', which is not a number",
                "METERING | 1386230400~d | v | 1e999 | which is not a number",
                "METERING | 1386230400~d | none | none | it has no value",
                "BILLING | 1386230400~d | v | 1 | the key is not seconds~seconds~device",
                "BILLING | 1386230400~1386230400~d | v | 1 | before it begins",
                "BILLING | 1386230400~1386230401~d | p7 | 1 | column 'p7' has no meaning",
            })
    void whatIsNotUnderstoodIsRefusedWithTheReason(
            LegacyFormat format, String key, String column, String value, String reason) {
        LegacyRows rows = new LegacyRows(format, "kwh");
        Map<String, String> cells = column == null ? Map.of() : Map.of(column, value);
        assertThatThrownBy(() -> rows.points(key, cells))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
