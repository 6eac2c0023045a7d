package eu.flexcoop.middleware.telemetry.core.internal.intake;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.telemetry.spi.SampleQuality;

import static org.assertj.core.api.Assertions.assertThat;

class ReportedQualityTest {
    /** All of {@code oadrDataQualityType}, and an extension. */
    @ParameterizedTest
    @CsvSource({
        "No Quality - No Value, BAD",
        "No New Value - Previous Value Used, UNCERTAIN",
        "Quality Bad - Non Specific, BAD",
        "Quality Bad - Configuration Error, BAD",
        "Quality Bad - Not Connected, BAD",
        "Quality Bad - Device Failure, BAD",
        "Quality Bad - Sensor Failure, BAD",
        "Quality Bad - Last Known Value, BAD",
        "Quality Bad - Comm Failure, BAD",
        "Quality Bad - Out of Service, BAD",
        "Quality Uncertain - Non Specific, UNCERTAIN",
        "Quality Uncertain - Last Usable Value, UNCERTAIN",
        "Quality Uncertain - Sensor Not Accurate, UNCERTAIN",
        "Quality Uncertain - EU Units Exceeded, UNCERTAIN",
        "Quality Uncertain - Sub Normal, UNCERTAIN",
        "Quality Good - Non Specific, GOOD",
        "Quality Good - Local Override, GOOD",
        "Quality Limit - Field/Not, GOOD",
        "Quality Limit - Field/Low, UNCERTAIN",
        "Quality Limit - Field/High, UNCERTAIN",
        "Quality Limit - Field/Constant, UNCERTAIN",
        "x-simulated, UNCERTAIN"
    })
    void everyTextOfTheSchemaHasAMeaning(String text, SampleQuality quality) {
        assertThat(ReportedQuality.of(text)).isEqualTo(quality);
    }
}
