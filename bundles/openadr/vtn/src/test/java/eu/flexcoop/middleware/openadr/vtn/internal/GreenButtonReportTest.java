package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton.MeterReading;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton.ReadingType;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.telemetry.api.RawSample;

import static org.assertj.core.api.Assertions.assertThat;

class GreenButtonReportTest extends ReportFixture {
    private static final Instant T0 = Instant.parse("2026-11-01T00:00:00Z");

    private EiResponse update(String specifier, ReadingType... types) {
        GreenButton feed = new GreenButton(
                List.of(types),
                List.of(
                        new MeterReading(T0, Duration.ofMinutes(15), 250, Optional.of(17)),
                        new MeterReading(T0.plusSeconds(900), Duration.ofMinutes(15), 300, Optional.empty())));
        return update(new Report(
                        Optional.of(T0),
                        Optional.empty(),
                        List.of(new Report.Interval(
                                Optional.of(T0), Optional.empty(), Optional.empty(), List.of(), List.of(feed))),
                        Optional.empty(),
                        List.of(),
                        "0",
                        specifier,
                        Optional.of("HISTORY_GREENBUTTON"),
                        T0))
                .response();
    }

    private static ReadingType type(int unit, int powerOfTen, int accumulation, int flow) {
        return new ReadingType(Optional.of(unit), powerOfTen, Optional.of(accumulation), Optional.of(flow));
    }

    @Test
    void readingsAreStoredAsEnergyOfTheOnlyRid() {
        register(metadata("green", "METADATA_HISTORY_GREENBUTTON", "meter"));

        assertThat(update("green", type(72, 3, 4, 1)).code()).isEqualTo("200");
        assertThat(update("green", type(72, 0, 4, 19)).code()).isEqualTo("200");

        assertThat(vtn.intake.stored)
                .containsExactly(
                        new RawSample("meter", T0, Duration.ofMinutes(15), 250_000, Optional.of("x-espi-17")),
                        new RawSample("meter", T0.plusSeconds(900), Duration.ofMinutes(15), 300_000, Optional.empty()),
                        new RawSample("meter", T0, Duration.ofMinutes(15), -250, Optional.of("x-espi-17")),
                        new RawSample("meter", T0.plusSeconds(900), Duration.ofMinutes(15), -300, Optional.empty()));
    }

    @Test
    void whatCannotBeStoredIsRefusedWithTheReason() {
        register(
                metadata("green", "METADATA_HISTORY_GREENBUTTON", "meter"),
                metadata("two", "METADATA_HISTORY_GREENBUTTON", "a", "b"));

        refused("454", "uom is 38, not 72", update("green", type(38, 0, 4, 1)));
        refused("454", "accumulationBehaviour is 3", update("green", type(72, 0, 3, 1)));
        refused("454", "2 types of readings", update("green", type(72, 0, 4, 1), type(72, 3, 4, 1)));
        refused("454", "names no rID", update("two", type(72, 0, 4, 1)));
        refused("452", "never registered", update("other", type(72, 0, 4, 1)));
        assertThat(vtn.intake.stored).isEmpty();
    }

    private static void refused(String code, String reason, EiResponse response) {
        assertThat(response.code()).isEqualTo(code);
        assertThat(response.description().orElseThrow()).contains(reason);
    }
}
