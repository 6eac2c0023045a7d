package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LexicalTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, PT0S",
        "PT15M, PT15M",
        "P1D, P1D",
        "P2W, P14D",
        "2W, P14D",
        "-PT5M, PT-5M",
        "+PT5M, PT5M",
        "P3Y6M4DT12H30M5S, P1279DT12H30M5S",
        "P1M, P30D",
        "PT1M, PT1M",
        "PT0.25S, PT0.25S",
        "PT90M, PT90M",
        "P, PT0S",
        "P1DT, P1D",
    })
    void durations(String text, Duration expected) {
        assertThat(Lexical.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "15M",
                "T15M",
                "P15",
                "PT15",
                "PTM",
                "PT1M1H",
                "P1D1D",
                "PT1.5M",
                "PT1.2.3S",
                "P1 D",
                "PT99999999999S",
                "P1001Y",
                "-P999999999Y"
            })
    void noDurations(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Lexical.duration(text));
    }

    @ParameterizedTest
    @CsvSource({
        "2019-09-24T12:14:03.784, 2019-09-24T12:14:03.784Z",
        "2019-09-24T12:14:03Z, 2019-09-24T12:14:03Z",
        "+2019-09-24T12:14:03Z, 2019-09-24T12:14:03Z",
        "2019-12-31T24:00:00Z, 2020-01-01T00:00:00Z",
        "2019-12-31T24:00:00.000+02:00, 2019-12-31T22:00:00Z",
        "2019-09-24T12:14:03.123456789Z, 2019-09-24T12:14:03.123456789Z",
        "2019-09-24T12:14:03.1234567891234Z, 2019-09-24T12:14:03.123456789Z",
        "2019-09-24T12:14:03+02:00, 2019-09-24T10:14:03Z",
        "2019-09-24T12:14:03.5-05:30, 2019-09-24T17:44:03.5Z",
    })
    void instants(String text, String expected) {
        assertThat(Lexical.instant(text, ZoneOffset.UTC)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2019-09-24",
                "2019-09-24 12:14:03",
                "-2019-09-24T12:14:03Z",
                "++2019-09-24T12:14:03Z",
                "2019-13-24T12:14:03Z",
                "9999-12-31T24:00:00Z",
                "0001-01-01T00:00:00+01:00",
                "2019-09-24T24:00:01Z",
                "2019-02-30T12:14:03Z",
                "2019-09-24T12:14:03ZZ",
                "2019-09-24T12:14:0aZ",
                "2019-09-24T12:14:03X",
                "now"
            })
    void noInstants(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Lexical.instant(text, ZoneOffset.UTC));
    }

    @Test
    void durationsAreWrittenAsTheSchemaLikesThem() {
        assertThat(Lexical.text(Duration.ZERO)).isEqualTo("PT0S");
        assertThat(Lexical.text(Duration.ofSeconds(-90))).isEqualTo("-PT1M30S");
        assertThat(Lexical.text(Duration.ofDays(2).plusMillis(1))).isEqualTo("PT48H");
        assertThat(Lexical.text(Duration.ofMillis(1))).isEqualTo("PT1S");
        assertThat(Lexical.text(Duration.ofMillis(-999))).isEqualTo("-PT1S");
    }

    @Test
    void numbersOfXmlAreNoNumbersOfJava() {
        assertThat(Lexical.real("NaN")).isNaN();
        assertThat(Lexical.real("-INF")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Lexical.real("1.5E3")).isEqualTo(1500);
        for (String text : new String[] {"Infinity", "1f", "0x1p3", "", "1,5", "--1"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Lexical.real(text));
        }
    }
}
