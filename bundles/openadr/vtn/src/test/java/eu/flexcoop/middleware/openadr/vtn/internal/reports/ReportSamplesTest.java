package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.LoadControl;
import eu.flexcoop.middleware.openadr.codec.report.Report.Reading;
import eu.flexcoop.middleware.openadr.codec.report.Report.StatusReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.telemetry.api.RawSample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class ReportSamplesTest {
    private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");
    private static final Optional<Duration> QUARTER = Optional.of(Duration.ofMinutes(15));

    private static List<RawSample> samples(Optional<Instant> start, Interval... intervals) {
        return ReportSamples.of(List.of(new Report(
                start,
                Optional.empty(),
                List.of(intervals),
                Optional.empty(),
                List.of(),
                "0",
                "s",
                Optional.empty(),
                T0.plusSeconds(7))));
    }

    private static Interval interval(Optional<Instant> start, Optional<Duration> duration, Value... values) {
        return new Interval(start, duration, Optional.empty(), List.of(values));
    }

    private static Value value(String rId, Reading reading) {
        return new Value(rId, Optional.empty(), Optional.empty(), reading, Optional.of("Quality Good - Non Specific"));
    }

    private static Value value(String rId, double number) {
        return value(rId, new FloatReading(number));
    }

    @Test
    void intervalsChainFromTheStartOfTheReport() {
        assertThat(samples(
                        Optional.of(T0),
                        interval(Optional.empty(), QUARTER, value("a", 1)),
                        interval(Optional.empty(), QUARTER, value("a", 2)),
                        interval(Optional.of(T0.plusSeconds(3600)), QUARTER, value("a", 3)),
                        interval(Optional.empty(), QUARTER, value("a", 4))))
                .extracting(RawSample::at)
                .containsExactly(T0, T0.plusSeconds(900), T0.plusSeconds(3600), T0.plusSeconds(4500));
    }

    @Test
    void anIntervalMayHoldManyValues() {
        assertThat(samples(Optional.of(T0), interval(Optional.empty(), QUARTER, value("a", 1), value("b", Double.NaN))))
                .extracting(RawSample::rid)
                .containsExactly("a", "b");
    }

    @Test
    void valuesOfOneRidWithoutTimesOfTheirOwnAreRefused() {
        Optional<Instant> none = Optional.empty();
        Optional<Duration> noDuration = Optional.empty();
        assertThatThrownBy(() -> samples(
                        none, interval(none, noDuration, value("a", 1)), interval(none, noDuration, value("a", 2))))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("454"))
                .hasMessageContaining("rID 'a' has several values");
        assertThatThrownBy(() -> samples(
                        none,
                        interval(Optional.of(T0), noDuration, value("a", 1)),
                        interval(none, noDuration, value("a", 2))))
                .isInstanceOf(RefusedException.class);
        assertThat(samples(none, interval(none, noDuration, value("a", 1)), interval(none, noDuration, value("b", 2))))
                .hasSize(2);
    }

    @Test
    void negativeDurationsAreRefused() {
        assertThatThrownBy(() -> samples(
                        Optional.of(T0), interval(Optional.empty(), Optional.of(Duration.ofHours(-1)), value("a", 1))))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("454"));
    }

    @Test
    void withoutAnyTimeTheReportsOwnCounts() {
        assertThat(samples(Optional.empty(), interval(Optional.empty(), Optional.empty(), value("a", 1))))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.at()).isEqualTo(T0.plusSeconds(7));
                    assertThat(sample.duration()).isZero();
                    assertThat(sample.dataQuality()).contains("Quality Good - Non Specific; x-timeOfReport");
                });
    }

    @Test
    void onlyTimesThatTheReportDoesNotStateAreMarked() {
        Value plain = new Value("a", Optional.of(95), Optional.of(0.5), new FloatReading(1), Optional.empty());
        assertThat(samples(
                        Optional.empty(),
                        interval(Optional.empty(), QUARTER, plain),
                        interval(Optional.of(T0), QUARTER, plain),
                        interval(Optional.empty(), QUARTER, plain)))
                .extracting(RawSample::dataQuality, RawSample::confidence, RawSample::accuracy)
                .containsExactly(
                        tuple(Optional.of("x-timeOfReport"), Optional.of(95), Optional.of(0.5)),
                        tuple(Optional.empty(), Optional.of(95), Optional.of(0.5)),
                        tuple(Optional.empty(), Optional.of(95), Optional.of(0.5)));
    }

    @Test
    void aStatusIsTheCurrentValueOrElseWhetherItIsOnline() {
        Optional<LoadControl> setPoint =
                Optional.of(new LoadControl(Optional.empty(), Optional.empty(), 21.5, Optional.empty()));
        assertThat(samples(
                        Optional.of(T0),
                        interval(
                                Optional.empty(),
                                Optional.empty(),
                                value("a", status(true, setPoint)),
                                value("b", status(true, Optional.empty())),
                                value("c", status(false, Optional.empty())))))
                .extracting(RawSample::value)
                .containsExactly(21.5, 1.0, 0.0);
    }

    private static StatusReading status(boolean online, Optional<LoadControl> setPoint) {
        return new StatusReading(online, false, Optional.empty(), Optional.empty(), Optional.empty(), setPoint);
    }
}
