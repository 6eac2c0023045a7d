package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.LoadControl;
import eu.flexcoop.middleware.openadr.codec.report.Report.Reading;
import eu.flexcoop.middleware.openadr.codec.report.Report.StatusReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.telemetry.api.RawSample;

/** Measurements of reports as samples. */
final class ReportSamples {
    /** Data quality of a value that was sent without any time; it stands at the time of the report. */
    static final String TIME_OF_REPORT = "x-timeOfReport";

    private static final Optional<String> ONLY_TIME_OF_REPORT = Optional.of(TIME_OF_REPORT);

    private ReportSamples() {}

    /**
     * An interval without a start follows the one before it; the first one starts with the report, and a report without any
     * time counts from when it was made, which the quality of its values says.
     *
     * @throws RefusedException with 454 if a duration is negative, or if times are missing so that two values of one rID would
     *     get the same time
     */
    static List<RawSample> of(List<Report> reports) {
        List<RawSample> samples = new ArrayList<>();
        for (Report report : reports) {
            Instant next = report.start().orElse(report.createdAt());
            boolean guessed = report.start().isEmpty();
            Set<String> rIds = new HashSet<>();
            for (Interval interval : report.intervals()) {
                Instant at = interval.start().orElse(next);
                Duration duration = interval.duration().orElse(Duration.ZERO);
                if (duration.isNegative()) {
                    throw new RefusedException(
                            RefusedException.INVALID_DATA, "an interval has the negative duration " + duration);
                }
                if (!at.equals(next)) {
                    rIds.clear();
                }
                guessed &= interval.start().isEmpty();
                for (Value value : interval.values()) {
                    if (!rIds.add(value.rId()) && interval.start().isEmpty()) {
                        throw new RefusedException(
                                RefusedException.INVALID_DATA,
                                "rID '%s' has several values at %s: intervals need a dtstart, or a duration that the next one follows"
                                        .formatted(value.rId(), at));
                    }
                    samples.add(new RawSample(
                            value.rId(),
                            at,
                            duration,
                            number(value.reading()),
                            guessed ? guessed(value) : value.dataQuality(),
                            value.confidence(),
                            value.accuracy()));
                }
                if (!duration.isZero()) {
                    rIds.clear();
                }
                next = at.plus(duration);
            }
        }
        return samples;
    }

    private static Optional<String> guessed(Value value) {
        return value.dataQuality().isEmpty()
                ? ONLY_TIME_OF_REPORT
                : Optional.of(value.dataQuality().get() + "; " + TIME_OF_REPORT);
    }

    /** The state of a resource is the current value of what it controls, or else whether it is online. */
    private static double number(Reading reading) {
        if (reading instanceof FloatReading number) {
            return number.value();
        }
        StatusReading status = (StatusReading) reading;
        return Stream.of(status.setPoint(), status.levelOffset(), status.capacity(), status.percentOffset())
                .flatMap(Optional::stream)
                .findFirst()
                .map(LoadControl::current)
                .orElse(status.online() ? 1.0 : 0.0);
    }
}
